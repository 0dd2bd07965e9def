import { describe, expect, it } from 'vitest';
import { hex } from '../vectors/vectors';
import { aacCodecName, readAacConfig } from './aacConfig';
import { avcCodecName, readAvcConfig, writeAvcC } from './avcConfig';
import { hexOf, readBoxes } from './box';
import { ByteWriter } from './byteWriter';
import { writeInitSegment } from './initSegment';
import { MediaError } from './mediaError';

/** Measured from FFmpeg: Main profile, level 3.0, SPS of 25 bytes, PPS of 4. */
const MAIN = hex(`00000001 674D401ED900A02FF97011000003000100000300320F162E48
  00000001 68EBCCB2`);
/** The same source, High profile with two B-frames. */
const HIGH = hex(
  '0000000167640009ACD9447F9F011000000300100000030320F12259600000000168EAECB22C',
);

describe('AVC configuration', () => {
  it('makes avcC of the worked example', () => {
    const out = new ByteWriter();
    writeAvcC(out, readAvcConfig(MAIN), 4);
    expect(hexOf(out.toBytes())).toBe(
      hexOf(
        hex(`01 4D401E FF E1 0019 674D401ED900A02FF97011000003000100000300320F162E48
          01 0004 68EBCCB2`),
      ),
    );
  });

  it('adds chroma format and bit depths for high profiles', () => {
    const out = new ByteWriter();
    writeAvcC(out, readAvcConfig(HIGH), 4);
    expect(hexOf(out.toBytes())).toMatch(/010005?68eaecb22cfdf8f800$|01000568eaecb22cfdf8f800$/);
  });

  it('names the codec by profile, constraints and level', () => {
    expect(avcCodecName(readAvcConfig(MAIN))).toBe('avc1.4D401E');
    expect(avcCodecName(readAvcConfig(HIGH))).toBe('avc1.640009');
  });

  it('accepts start codes of three bytes and several picture parameter sets', () => {
    const config = readAvcConfig(hex('000001 674D401ED9 000001 68EBCCB2 000001 68EBCCB3'));
    expect(config.pps.map(hexOf)).toEqual(['68ebccb2', '68ebccb3']);
  });

  it.each(['', '00000001', '00000001674D401E', '674D401ED900A0', '0000000168EBCCB2'])(
    'refuses "%s"',
    (data) => {
      expect(() => readAvcConfig(hex(data))).toThrow(MediaError);
    },
  );

  it('refuses a high profile whose parameter set ends early', () => {
    const config = readAvcConfig(hex('00000001 67640009 00000001 68EA'));
    expect(() => writeAvcC(new ByteWriter(), config, 4)).toThrow('ends after');
  });
});

describe('AAC configuration', () => {
  it.each([
    ['AACL', 48000, 2, '1190', 'mp4a.40.2'],
    ['AACL', 48000, 1, '1188', 'mp4a.40.2'],
    ['AACL', 44100, 2, '1210', 'mp4a.40.2'],
    ['AACH', 48000, 2, '2b118800', 'mp4a.40.5'],
  ])('makes the missing configuration of %s %i Hz, %i channels', (fourCc, samplingRateHz, channelCount, config, name) => {
    const made = readAacConfig(new Uint8Array(), { fourCc, samplingRateHz, channelCount });
    expect(hexOf(made.specificConfig)).toBe(config);
    expect(aacCodecName(made)).toBe(name);
  });

  it('believes the object type and not the length', () => {
    // FFmpeg appends a backward-compatible SBR extension to plain LC.
    const made = readAacConfig(hex('118856E500'), { fourCc: 'AACL', samplingRateHz: 48000, channelCount: 1 });
    expect(aacCodecName(made)).toBe('mp4a.40.2');
  });

  it('refuses a sampling rate that AAC does not have', () => {
    const hints = { fourCc: 'AACL', samplingRateHz: 47999, channelCount: 2 };
    expect(() => readAacConfig(new Uint8Array(), hints)).toThrow('47999 Hz');
  });

  it('refuses configurations that do not fit a descriptor', () => {
    const hints = { fourCc: 'AACL', samplingRateHz: 48000, channelCount: 2 };
    expect(() => readAacConfig(new Uint8Array(200), hints)).toThrow('200 bytes');
  });
});

describe('init segment', () => {
  it('describes a picture track by avc1 and avcC', () => {
    const segment = writeInitSegment(
      { kind: 'video', avc: readAvcConfig(MAIN), nalUnitLengthBytes: 4, widthPixels: 640, heightPixels: 360 },
      10_000_000,
    );
    expect(readBoxes(segment, 'init').map((box) => box.type)).toEqual(['ftyp', 'moov']);
    expect(hexOf(segment)).toContain(hexOf(hex('00000030 61766343 01 4D401E FF E1 0019 674D401E')));
    // mdhd: timescale 10 000 000.
    expect(hexOf(segment)).toContain(hexOf(hex('6d646864 00000000 00000000 00000000 00989680')));
  });

  it('describes a sound track by mp4a and esds', () => {
    const segment = writeInitSegment(
      {
        kind: 'audio',
        aac: readAacConfig(hex('1190'), { fourCc: 'AACL', samplingRateHz: 48000, channelCount: 2 }),
        channelCount: 2,
        samplingRateHz: 48000,
        bitrateBps: 128_000,
      },
      10_000_000,
    );
    expect(hexOf(segment)).toContain(
      hexOf(
        hex(`00000027 65736473 00000000 03 19 0001 00 04 11 40 15 000000 0001f400 0001f400
          05 02 1190 06 01 02`),
      ),
    );
  });
});
