import { aacCodecName, readAacConfig } from '../media/aacConfig';
import { avcCodecName, readAvcConfig } from '../media/avcConfig';
import { writeInitSegment } from '../media/initSegment';
import { MediaError, UnsupportedMediaError } from '../media/mediaError';
import type { QualityLevel, StreamIndex } from './manifest';

/** A level with all that a source buffer needs before its first fragment. */
export interface PlayableLevel {
  readonly level: QualityLevel;
  readonly mimeType: string;
  readonly initSegment: Uint8Array<ArrayBuffer>;
}

/** A stream with the levels that this browser plays, lowest bitrate first; never empty. */
export interface PlayableStream {
  readonly stream: StreamIndex;
  readonly levels: readonly [PlayableLevel, ...PlayableLevel[]];
}

/** What can be played of a stream, and why the rest cannot. */
export interface Selection {
  readonly playable: PlayableStream | undefined;
  readonly rejected: readonly string[];
}

const AVC = new Set(['H264', 'AVC1', 'DAVC', 'X264']);
const AAC = new Set(['AACL', 'AACH', 'AACP']);

/** @param isSupported asks the browser about a MIME type with codecs */
export function selectLevels(
  stream: StreamIndex,
  isSupported: (mimeType: string) => boolean,
): Selection {
  const rejected: string[] = [];
  const levels: PlayableLevel[] = [];
  for (const level of stream.levels) {
    try {
      const playable = playableLevel(stream, level);
      if (isSupported(playable.mimeType)) levels.push(playable);
      else rejected.push(`${describe(stream, level)}: the browser does not play ${playable.mimeType}`);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      rejected.push(`${describe(stream, level)}: ${error.message}`);
    }
  }
  const [lowest, ...others] = levels.sort((a, b) => a.level.bitrateBps - b.level.bitrateBps);
  if (lowest === undefined) return { playable: undefined, rejected };
  return { playable: { stream, levels: [lowest, ...others] }, rejected };
}

function playableLevel(stream: StreamIndex, level: QualityLevel): PlayableLevel {
  const fourCc = level.fourCc.toUpperCase();
  const timescale = Number(stream.timescale);
  if (stream.kind === 'video' && AVC.has(fourCc)) {
    const avc = readAvcConfig(level.codecPrivateData);
    const { nalUnitLengthBytes, widthPixels, heightPixels } = level;
    const track = { kind: 'video', avc, nalUnitLengthBytes, widthPixels, heightPixels } as const;
    return {
      level,
      mimeType: `video/mp4; codecs="${avcCodecName(avc)}"`,
      initSegment: writeInitSegment(track, timescale),
    };
  }
  if (stream.kind === 'audio' && AAC.has(fourCc)) {
    const { samplingRateHz, channelCount, bitrateBps } = level;
    const aac = readAacConfig(level.codecPrivateData, { fourCc, samplingRateHz, channelCount });
    const track = { kind: 'audio', aac, channelCount, samplingRateHz, bitrateBps } as const;
    return {
      level,
      mimeType: `audio/mp4; codecs="${aacCodecName(aac)}"`,
      initSegment: writeInitSegment(track, timescale),
    };
  }
  throw new UnsupportedMediaError('QualityLevel@FourCC', `"${level.fourCc}" in a ${stream.kind} stream`);
}

function describe(stream: StreamIndex, level: QualityLevel): string {
  return `${stream.name} at ${level.bitrateBps} bit/s`;
}
