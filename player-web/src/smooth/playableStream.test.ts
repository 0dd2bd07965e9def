import { describe, expect, it } from 'vitest';
import { hex } from '../vectors/vectors';
import type { QualityLevel, StreamIndex } from './manifest';
import { selectLevels } from './playableStream';

const AVC = hex('00000001674D401ED900A02FF97011000003000100000300320F162E480000000168EBCCB2');

function level(change: Partial<QualityLevel>): QualityLevel {
  return {
    index: 0,
    bitrateBps: 800_000,
    fourCc: 'H264',
    codecPrivateData: AVC,
    widthPixels: 640,
    heightPixels: 360,
    samplingRateHz: 0,
    channelCount: 0,
    audioTag: 0,
    nalUnitLengthBytes: 4,
    attributes: new Map(),
    ...change,
  };
}

function video(levels: QualityLevel[]): StreamIndex {
  return {
    kind: 'video',
    subtype: '',
    name: 'video',
    timescale: 10_000_000n,
    language: '',
    url: '',
    parentName: '',
    isInManifest: false,
    levels,
    chunks: [],
    inlineSamples: [],
  };
}

describe('selectLevels', () => {
  it('orders levels by bitrate, whatever the manifest does', () => {
    const stream = video([level({ bitrateBps: 2_400_000 }), level({ bitrateBps: 250_000 })]);
    const { playable } = selectLevels(stream, () => true);
    expect(playable?.levels.map((each) => each.level.bitrateBps)).toEqual([250_000, 2_400_000]);
    expect(playable?.levels[0].mimeType).toBe('video/mp4; codecs="avc1.4D401E"');
  });

  it('leaves out what it cannot describe and says why', () => {
    const stream = video([
      level({}),
      level({ fourCc: 'WVC1', bitrateBps: 1 }),
      level({ codecPrivateData: new Uint8Array(), bitrateBps: 2 }),
    ]);
    const { playable, rejected } = selectLevels(stream, () => true);
    expect(playable?.levels).toHaveLength(1);
    expect(rejected).toEqual([
      'video at 1 bit/s: QualityLevel@FourCC: "WVC1" in a video stream',
      'video at 2 bit/s: CodecPrivateData: needs a sequence and a picture parameter set, has 0 and 0',
    ]);
  });

  it('has nothing to play when the browser refuses every codec', () => {
    const { playable, rejected } = selectLevels(video([level({})]), () => false);
    expect(playable).toBeUndefined();
    expect(rejected).toEqual([
      'video at 800000 bit/s: the browser does not play video/mp4; codecs="avc1.4D401E"',
    ]);
  });
});
