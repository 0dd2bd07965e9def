import { describe, expect, it } from 'vitest';
import { bytesOfHex } from '../media/box';
import { MediaError } from '../media/mediaError';
import { readManifest } from '../smooth/manifest';
import { seeded } from '../vectors/vectors';
import { readChildTrack } from './childTrack';
import { markerOf } from './marker';
import { crc32, readEventSample, readSpliceInsert } from './spliceInsert';

/** The message that vendors of ad servers quote in their manuals, with its checksum. */
const QUOTED = '/DAlAAAAAAAAAP/wFAUAAAAEf+/+kybGyP4BSvaQAAEBAQAArky/3g==';

function base64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

describe('readSpliceInsert', () => {
  it('reads what the field quotes', () => {
    expect(readSpliceInsert(base64(QUOTED))).toEqual({
      eventId: 4,
      isOut: true,
      splicePts: 0x9326c6c8,
      breakSeconds: 241,
    });
  });

  it('checks as MPEG does', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0x0376e6e7);
    const flipped = base64(QUOTED);
    flipped[20] = (flipped[20] ?? 0) ^ 1;
    expect(() => readSpliceInsert(flipped)).toThrow('wrong CRC-32');
  });

  it('refuses another command', () => {
    expect(() => readSpliceInsert(base64('/DARAAAAAAAAAP/wAAAAAHpPv/8='))).toThrow('no splice_insert');
  });

  it('throws nothing but media errors on truncation and flipped bits', () => {
    const random = seeded(11);
    const good = base64(QUOTED);
    for (let round = 0; round < 2_000; round++) {
      const bytes = good.slice(0, round % 2 === 0 ? round % good.length : good.length);
      const at = Math.floor(random() * bytes.length);
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      try {
        readSpliceInsert(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
      }
    }
  });
});

describe('readEventSample', () => {
  it('reads the layout of Azure', () => {
    const sample = readEventSample(bytesOfHex('00000001fffffffe00000fa0fc30', 'test'));
    expect(sample.id).toBe(0xfffffffe);
    expect(sample.deltaTicks).toBe(4000);
    expect([...sample.message]).toEqual([0xfc, 0x30]);
  });

  it('refuses other versions and short samples', () => {
    expect(() => readEventSample(bytesOfHex('000000020000000100000000', 'test'))).toThrow('version 2');
    expect(() => readEventSample(bytesOfHex('00000001', 'test'))).toThrow('4 bytes, needs 12');
  });
});

describe('readChildTrack', () => {
  it.each([
    'video/mp4;ChildTrack="captions=1200000000,ads=900000000"',
    'video/mp4; childtrack = "captions=1200000000; ads=900000000"',
    'ChildTrack="captions=1200000000,ads=900000000"',
  ])('reads %s', (field) => {
    expect(readChildTrack(field)).toEqual([
      { streamName: 'captions', startTicks: 1_200_000_000n },
      { streamName: 'ads', startTicks: 900_000_000n },
    ]);
  });

  it('decodes names', () => {
    expect(readChildTrack('a/b;ChildTrack="a%3D%22=7"')[0]?.streamName).toBe('a="');
  });

  it.each(['', 'video/mp4', 'xChildTrack="a=1"'])('finds nothing in "%s"', (field) => {
    expect(readChildTrack(field)).toEqual([]);
  });

  it.each(['ChildTrack=""', 'ChildTrack="a"', 'ChildTrack="a=-1"', 'ChildTrack="%ff=1"'])(
    'refuses %s',
    (field) => {
      expect(() => readChildTrack(field)).toThrow(MediaError);
    },
  );
});

describe('markers of a manifest', () => {
  const sample = new Uint8Array([0, 0, 0, 1, 0, 0, 0, 4, 2, 0x62, 0x5a, 0, ...base64(QUOTED)]);

  function manifest(f: string) {
    return readManifest(
      new TextEncoder().encode(`<SmoothStreamingMedia MajorVersion="2" Duration="0">
        <StreamIndex Type="video" Url="u"><c t="0" d="10"/></StreamIndex>
        <StreamIndex Type="text" Subtype="DATA" Name="scte35" ParentStreamIndex="video" ManifestOutput="TRUE"
            Url="u" TimeScale="10000000"><QualityLevel Index="0" Bitrate="0" FourCC=""><CustomAttributes>
            <Attribute Name="Scheme" Value="urn:scte:scte35:2013:bin"/></CustomAttributes></QualityLevel>
          <c t="60000000" d="70000000">${f}</c></StreamIndex></SmoothStreamingMedia>`),
    );
  }

  it('says when the break is', () => {
    const text = btoa(String.fromCharCode(...sample)).replace(/(.{20})/g, '$1\n');
    const stream = manifest(`<f i="0">${text}</f>`).streams[1];
    const inline = stream?.inlineSamples[0];
    expect(inline?.time).toEqual({ startTicks: 60_000_000n, durationTicks: 70_000_000n });
    if (stream === undefined || inline === undefined) throw new Error('no sample');
    expect(markerOf(stream, inline.time, inline.data, 'manifest')).toEqual({
      streamName: 'scte35',
      scheme: 'urn:scte:scte35:2013:bin',
      startSeconds: 6,
      atSeconds: 10,
      breakSeconds: 241,
      text: 'break begins, event 4',
      source: 'manifest',
    });
    const broken = markerOf(stream, inline.time, inline.data.subarray(0, 20), 'ChildTrack');
    expect(broken.text).toContain('splice_info_section');
  });

  it('ignores f without data and refuses what is not base64', () => {
    expect(manifest('<f i="0" s="12" q="100"/>').streams[1]?.inlineSamples).toEqual([]);
    expect(() => manifest('<f i="0">*</f>')).toThrow('is not base64');
  });
});
