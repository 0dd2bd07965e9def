import { bytesOfHex, clip } from '../media/box';
import type { FragmentTime } from '../media/fragment';
import { MalformedMediaError, UnsupportedMediaError } from '../media/mediaError';
import { decodeXmlText, readXml, type XmlElement } from './xml';

/** The client manifest, [MS-SSTR] 2.2.2. Times are in the timescale of the element they stand in. */
export interface SmoothManifest {
  readonly majorVersion: number;
  readonly minorVersion: number;
  /** Ticks per second of `durationTicks` and `dvrWindowTicks`. */
  readonly timescale: bigint;
  /** 0 when the end is not known. */
  readonly durationTicks: bigint;
  readonly isLive: boolean;
  readonly lookAheadCount: number;
  /** 0 = everything since the start may be sought. */
  readonly dvrWindowTicks: bigint;
  /** System identifiers of the protection headers, without braces, in lower case. */
  readonly protectionSystems: readonly string[];
  readonly attributes: ReadonlyMap<string, string>;
  readonly streams: readonly StreamIndex[];
}

export type StreamKind = 'video' | 'audio' | 'text';

/** One `StreamIndex`: the same content at several bitrates. */
export interface StreamIndex {
  readonly kind: StreamKind;
  readonly subtype: string;
  readonly name: string;
  readonly timescale: bigint;
  readonly language: string;
  /** Empty when the stream is embedded in the manifest. */
  readonly url: string;
  /** Name of the parent of a sparse stream, else empty. */
  readonly parentName: string;
  readonly isInManifest: boolean;
  readonly levels: readonly QualityLevel[];
  readonly chunks: readonly FragmentTime[];
  /** Fragments whose data the manifest repeats. */
  readonly inlineSamples: readonly InlineSample[];
}

/** The data of one fragment inside the manifest, [MS-SSTR] 2.2.2.6. */
export interface InlineSample {
  readonly time: FragmentTime;
  /** `Index` of the level whose fragment it is. */
  readonly levelIndex: number;
  readonly data: Uint8Array;
}

/** One `QualityLevel`. Numbers that the manifest leaves out are 0. */
export interface QualityLevel {
  readonly index: number;
  readonly bitrateBps: number;
  readonly fourCc: string;
  readonly codecPrivateData: Uint8Array;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly samplingRateHz: number;
  readonly channelCount: number;
  readonly audioTag: number;
  readonly nalUnitLengthBytes: number;
  readonly attributes: ReadonlyMap<string, string>;
}

const DEFAULT_TIMESCALE = 10_000_000n;
const TIMESCALE_MAX = 0xffff_ffffn;
const U64_MAX = (1n << 64n) - 1n;
const LEVEL_COUNT_MAX = 256;
const STREAM_COUNT_MAX = 256;
/** More than a month of 2 s fragments. */
const CHUNK_COUNT_MAX = 2_000_000;

/**
 * @param bytes the body of the answer to a manifest request
 * @throws MediaError when it is not a manifest this player can follow
 */
export function readManifest(bytes: Uint8Array): SmoothManifest {
  const root = readXml(decodeXmlText(bytes));
  if (root.name !== 'SmoothStreamingMedia') {
    throw new MalformedMediaError('Manifest', `root is <${root.name}>, not <SmoothStreamingMedia>`);
  }
  const majorVersion = u32(root, 'MajorVersion', 2);
  if (majorVersion !== 2) {
    throw new UnsupportedMediaError('SmoothStreamingMedia@MajorVersion', `${majorVersion}, expected 2`);
  }
  const timescale = readTimescale(root, DEFAULT_TIMESCALE);
  const streams = readStreams(root, timescale);
  const writtenTicks = u64(root, 'Duration', 0n);
  const isLive = flag(root, 'IsLive');
  return {
    majorVersion,
    minorVersion: u32(root, 'MinorVersion', 0),
    timescale,
    durationTicks: writtenTicks === 0n && !isLive ? sumOfChunks(streams, timescale) : writtenTicks,
    isLive,
    // The field writes LookAheadFragmentCount, the specification LookaheadCount.
    lookAheadCount: Math.max(u32(root, 'LookaheadCount', 0), u32(root, 'LookAheadFragmentCount', 0)),
    dvrWindowTicks: u64(root, 'DVRWindowLength', 0n),
    protectionSystems: readProtection(root),
    attributes: customAttributes(root),
    streams,
  };
}

function readStreams(root: XmlElement, timescale: bigint): StreamIndex[] {
  const elements = root.children.filter((child) => child.name === 'StreamIndex');
  if (elements.length === 0) {
    throw new MalformedMediaError('SmoothStreamingMedia', 'no StreamIndex ([MS-SSTR] 2.2.2.1)');
  }
  if (elements.length > STREAM_COUNT_MAX) {
    throw new UnsupportedMediaError('SmoothStreamingMedia', `${elements.length} streams`);
  }
  const streams = elements.map((element, index) => readStream(element, timescale, index));
  const names = new Set<string>();
  for (const { name } of streams) {
    if (names.has(name)) {
      throw new MalformedMediaError('StreamIndex@Name', `"${clip(name)}" twice ([MS-SSTR] 2.2.2.3)`);
    }
    names.add(name);
  }
  return streams;
}

function readStream(element: XmlElement, rootTimescale: bigint, index: number): StreamIndex {
  const where = `StreamIndex[${index}]`;
  const kind = element.attributes.get('Type')?.toLowerCase() ?? '';
  if (kind !== 'video' && kind !== 'audio' && kind !== 'text') {
    throw new MalformedMediaError(`${where}@Type`, `"${clip(kind)}", expected video, audio or text`);
  }
  const levels = element.children.filter((child) => child.name === 'QualityLevel');
  if (levels.length > LEVEL_COUNT_MAX) {
    throw new UnsupportedMediaError(where, `${levels.length} quality levels, at most ${LEVEL_COUNT_MAX}`);
  }
  const { chunks, inlineSamples } = readChunks(element, where);
  return {
    kind,
    subtype: element.attributes.get('Subtype') ?? '',
    name: element.attributes.get('Name') || kind,
    timescale: readTimescale(element, rootTimescale),
    language: element.attributes.get('Language') ?? '',
    url: element.attributes.get('Url') ?? '',
    parentName: element.attributes.get('ParentStreamIndex') ?? '',
    isInManifest: flag(element, 'ManifestOutput'),
    levels: levels.map((level, i) => readLevel(level, element, `${where}/QualityLevel[${i}]`)),
    chunks,
    inlineSamples,
  };
}

function readLevel(element: XmlElement, stream: XmlElement, where: string): QualityLevel {
  const attributes = element.attributes;
  const nalUnitLengthBytes = u32(element, 'NALUnitLengthField', 4);
  if (![1, 2, 4].includes(nalUnitLengthBytes)) {
    throw new MalformedMediaError(`${where}@NALUnitLengthField`, `${nalUnitLengthBytes}, expected 1, 2 or 4`);
  }
  const audioTag = u32(element, 'AudioTag', 0);
  return {
    index: u32(element, 'Index', 0),
    bitrateBps: u32(element, 'Bitrate', 0),
    // Old encoders leave FourCC out and tell AAC by its tag.
    fourCc: attributes.get('FourCC') || (audioTag === 255 ? 'AACL' : ''),
    codecPrivateData: bytesOfHex(attributes.get('CodecPrivateData') ?? '', `${where}@CodecPrivateData`),
    // VLC's era wrote Width and Height; the stream's maximum is the fallback for both.
    widthPixels: u32(element, 'MaxWidth', u32(element, 'Width', u32(stream, 'MaxWidth', 0))),
    heightPixels: u32(element, 'MaxHeight', u32(element, 'Height', u32(stream, 'MaxHeight', 0))),
    samplingRateHz: u32(element, 'SamplingRate', 0),
    channelCount: u32(element, 'Channels', 0),
    audioTag,
    nalUnitLengthBytes,
    attributes: customAttributes(element),
  };
}

interface WrittenChunk {
  readonly startTicks: bigint | undefined;
  readonly durationTicks: bigint | undefined;
  /** Its `f` elements. */
  readonly samples: readonly XmlElement[];
}

/** The algorithm of [MS-SSTR] 3.1.5.1, in its order, after `r` is expanded (2.2.2.6). */
function readChunks(
  stream: XmlElement,
  where: string,
): { chunks: FragmentTime[]; inlineSamples: InlineSample[] } {
  const written = expandRepeats(stream, where);
  const chunks: FragmentTime[] = [];
  const inlineSamples: InlineSample[] = [];
  let nextTicks = 0n;
  written.forEach((chunk, index) => {
    const startTicks = chunk.startTicks ?? nextTicks;
    const following = written[index + 1];
    const durationTicks =
      chunk.durationTicks ?? (following?.startTicks === undefined ? undefined : following.startTicks - startTicks);
    if (durationTicks === undefined) {
      throw new MalformedMediaError(`${where}/c[${index}]`, 'no duration ([MS-SSTR] 3.1.5.1)');
    }
    if (following?.startTicks !== undefined && following.startTicks < startTicks) {
      throw new MalformedMediaError(
        `${where}/c[${index}]`,
        `starts at ${startTicks}, after its successor at ${following.startTicks} ([MS-SSTR] 3.1.5.1)`,
      );
    }
    const time = { startTicks, durationTicks };
    chunks.push(time);
    for (const sample of chunk.samples) {
      const data = bytesOfBase64(sample.text, `${where}/c[${index}]/f`);
      // Older documents have f elements with sizes instead of data; they mean nothing to us.
      if (data.length > 0) inlineSamples.push({ time, levelIndex: u32(sample, 'i', 0), data });
    }
    nextTicks = startTicks + durationTicks;
  });
  return { chunks, inlineSamples };
}

function bytesOfBase64(text: string, where: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.length % 4 !== 0) {
    throw new MalformedMediaError(where, `"${clip(digits)}" is not base64 ([MS-SSTR] 2.2.2.6)`);
  }
  return Uint8Array.from(atob(digits), (character) => character.charCodeAt(0));
}

function expandRepeats(stream: XmlElement, where: string): WrittenChunk[] {
  const written: WrittenChunk[] = [];
  for (const element of stream.children) {
    if (element.name !== 'c') continue;
    const startTicks = optionalU64(element, 't');
    const durationTicks = optionalU64(element, 'd');
    if (startTicks === undefined && durationTicks === undefined) {
      throw new MalformedMediaError(`${where}/c[${written.length}]`, 'neither t nor d ([MS-SSTR] 3.1.5.1)');
    }
    // Counted from one, unlike DASH's S@r; 0 is taken as 1.
    const repeats = u64(element, 'r', 1n);
    if (BigInt(written.length) + repeats > BigInt(CHUNK_COUNT_MAX)) {
      throw new UnsupportedMediaError(where, `more than ${CHUNK_COUNT_MAX} chunks`);
    }
    const samples = element.children.filter((child) => child.name === 'f');
    written.push({ startTicks, durationTicks, samples });
    for (let i = 1n; i < repeats; i++) {
      written.push({ startTicks: undefined, durationTicks, samples: [] });
    }
  }
  return written;
}

function sumOfChunks(streams: readonly StreamIndex[], timescale: bigint): bigint {
  return streams.reduce((longest, stream) => {
    const ticks = stream.chunks.reduce((sum, chunk) => sum + chunk.durationTicks, 0n);
    const rootTicks = (ticks * timescale) / stream.timescale;
    return rootTicks > longest ? rootTicks : longest;
  }, 0n);
}

function readProtection(root: XmlElement): string[] {
  return root.children
    .filter((child) => child.name === 'Protection')
    .flatMap((protection) => protection.children)
    .filter((child) => child.name === 'ProtectionHeader')
    .map((header) => (header.attributes.get('SystemID') ?? '').replace(/[{}]/g, '').toLowerCase());
}

function customAttributes(element: XmlElement): ReadonlyMap<string, string> {
  const pairs = element.children
    .filter((child) => child.name === 'CustomAttributes')
    .flatMap((list) => list.children)
    .filter((child) => child.name === 'Attribute')
    .map((child): [string, string] => [
      child.attributes.get('Name') ?? '',
      child.attributes.get('Value') ?? '',
    ]);
  return new Map(pairs);
}

function readTimescale(element: XmlElement, fallback: bigint): bigint {
  const timescale = u64(element, 'TimeScale', fallback);
  if (timescale < 1n || timescale > TIMESCALE_MAX) {
    throw new UnsupportedMediaError(`${element.name}@TimeScale`, `${timescale}, expected 1..2^32-1`);
  }
  return timescale;
}

function flag(element: XmlElement, name: string): boolean {
  return element.attributes.get(name)?.toLowerCase() === 'true';
}

function optionalU64(element: XmlElement, name: string): bigint | undefined {
  const text = element.attributes.get(name);
  if (text === undefined) return undefined;
  if (!/^\s*[0-9]{1,20}\s*$/.test(text) || BigInt(text) > U64_MAX) {
    throw new MalformedMediaError(`${element.name}@${name}`, `"${clip(text)}" is not a number below 2^64`);
  }
  return BigInt(text);
}

function u64(element: XmlElement, name: string, fallback: bigint): bigint {
  return optionalU64(element, name) ?? fallback;
}

function u32(element: XmlElement, name: string, fallback: number): number {
  // FFmpeg and old encoders write "" for what they do not know.
  if (element.attributes.get(name)?.trim() === '') return fallback;
  const value = optionalU64(element, name);
  if (value === undefined) return fallback;
  if (value > 0xffff_ffffn) {
    throw new MalformedMediaError(`${element.name}@${name}`, `${value} is beyond 2^32-1`);
  }
  return Number(value);
}
