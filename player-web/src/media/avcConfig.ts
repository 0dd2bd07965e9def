import { MalformedMediaError, UnsupportedMediaError } from './mediaError';
import { ByteWriter } from './byteWriter';
import { BitReader } from './bitReader';

/** What a decoder must know about an AVC track before its first sample. */
export interface AvcConfig {
  /** NAL units with their header byte, emulation prevention kept. */
  readonly sps: readonly Uint8Array[];
  readonly pps: readonly Uint8Array[];
  readonly profile: number;
  readonly constraints: number;
  readonly level: number;
}

const NAL_SPS = 7;
const NAL_PPS = 8;
/** Profiles whose avcC carries chroma format and bit depths (ISO/IEC 14496-15, 5.3.3.1.2). */
const HIGH_PROFILES = new Set([100, 110, 122, 144]);

/**
 * Reads `CodecPrivateData` of FourCC H264: start code, SPS, start code, PPS. Start codes of three
 * and four bytes and several parameter sets are accepted.
 *
 * @see "[MS-SSTR] 2.2.2.5, CodecPrivateDataAttribute"
 */
export function readAvcConfig(annexB: Uint8Array): AvcConfig {
  const units = splitAnnexB(annexB);
  const sps = units.filter((unit) => ((unit[0] ?? 0) & 0x1f) === NAL_SPS);
  const pps = units.filter((unit) => ((unit[0] ?? 0) & 0x1f) === NAL_PPS);
  const [first] = sps;
  if (first === undefined || pps.length === 0) {
    throw new MalformedMediaError(
      'CodecPrivateData',
      `needs a sequence and a picture parameter set, has ${sps.length} and ${pps.length}`,
    );
  }
  if (first.length < 4) {
    throw new MalformedMediaError('CodecPrivateData', `sequence parameter set of ${first.length} bytes`);
  }
  if (sps.length > 31 || pps.length > 255) {
    throw new UnsupportedMediaError('CodecPrivateData', 'more parameter sets than avcC can hold');
  }
  return { sps, pps, profile: first[1] ?? 0, constraints: first[2] ?? 0, level: first[3] ?? 0 };
}

/** The NAL units between start codes; zero bytes at a unit's end belong to the next start code. */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1) {
      starts.push(i + 3);
      i += 2;
    }
  }
  const units: Uint8Array[] = [];
  starts.forEach((start, index) => {
    const next = starts[index + 1];
    let end = next === undefined ? bytes.length : next - 3;
    while (end > start && bytes[end - 1] === 0) end--;
    if (end > start) units.push(bytes.subarray(start, end));
  });
  return units;
}

/** `avc1.PPCCLL`, RFC 6381 3.3. */
export function avcCodecName(config: AvcConfig): string {
  const hex = [config.profile, config.constraints, config.level]
    .map((value) => value.toString(16).toUpperCase().padStart(2, '0'))
    .join('');
  return `avc1.${hex}`;
}

/** The body of `avcC`, ISO/IEC 14496-15, 5.3.3.1.2. */
export function writeAvcC(out: ByteWriter, config: AvcConfig, nalUnitLengthBytes: number): void {
  out.u8(1).u8(config.profile).u8(config.constraints).u8(config.level);
  out.u8(0xfc | (nalUnitLengthBytes - 1));
  out.u8(0xe0 | config.sps.length);
  for (const sps of config.sps) out.u16(sps.length).raw(sps);
  out.u8(config.pps.length);
  for (const pps of config.pps) out.u16(pps.length).raw(pps);
  const [first] = config.sps;
  if (first !== undefined && HIGH_PROFILES.has(config.profile)) {
    const format = readChroma(first);
    out.u8(0xfc | format.chroma).u8(0xf8 | format.lumaDepth).u8(0xf8 | format.chromaDepth).u8(0);
  }
}

/** Chroma format and bit depths minus eight, from the start of a high profile's SPS (H.264 7.3.2.1). */
function readChroma(sps: Uint8Array): { chroma: number; lumaDepth: number; chromaDepth: number } {
  const bits = new BitReader(withoutEmulationPrevention(sps.subarray(4)), 'CodecPrivateData/sps');
  bits.ue();
  const chroma = bits.ue();
  if (chroma === 3) bits.bit();
  const lumaDepth = bits.ue();
  const chromaDepth = bits.ue();
  if (chroma > 3 || lumaDepth > 6 || chromaDepth > 6) {
    throw new MalformedMediaError(
      'CodecPrivateData/sps',
      `chroma format ${chroma}, bit depths ${lumaDepth + 8} and ${chromaDepth + 8} (H.264 7.4.2.1.1)`,
    );
  }
  return { chroma, lumaDepth, chromaDepth };
}

function withoutEmulationPrevention(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  let zeros = 0;
  for (const value of bytes) {
    if (zeros >= 2 && value === 3) {
      zeros = 0;
      continue;
    }
    zeros = value === 0 ? zeros + 1 : 0;
    kept.push(value);
  }
  return Uint8Array.from(kept);
}
