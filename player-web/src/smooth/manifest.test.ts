import { describe, expect, it } from 'vitest';
import { MediaError } from '../media/mediaError';
import { hexOf } from '../media/box';
import { seeded } from '../vectors/vectors';
import { fragmentUrl, presentationUrl } from './fragmentUrl';
import { readManifest, type SmoothManifest } from './manifest';

const LIVE = `<?xml version="1.0" encoding="utf-8"?>
<!-- a live event -->
<SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="10000000" Duration="0"
    IsLive="TRUE" LookaheadCount="2" LookAheadFragmentCount="2" DVRWindowLength="6000000000"
    CanSeek="TRUE" CanPause="TRUE">
  <StreamIndex Type="video" Name="video" Chunks="0" QualityLevels="2" TimeScale="10000000"
      MaxWidth="1280" MaxHeight="720" DisplayWidth="1280" DisplayHeight="720"
      Url="QualityLevels({bitrate})/Fragments(video={start time})">
    <QualityLevel Index="0" Bitrate="2000000" FourCC="H264" MaxWidth="1280" MaxHeight="720"
        CodecPrivateData="00000001674D40200000000168EBCCB2"/>
    <QualityLevel Index="1" Bitrate="500000" FourCC="H264"
        CodecPrivateData="00000001674D401E0000000168EBCCB2"/>
    <c t="120000000" d="20000000"/><c d="20000000"/>
  </StreamIndex>
  <StreamIndex Type="audio" Name="audio_eng" Language="eng" Chunks="0" QualityLevels="1"
      Url="QualityLevels({bitrate})/Fragments(audio_eng={start time})">
    <QualityLevel Index="0" Bitrate="128000" FourCC="AACL" SamplingRate="48000" Channels="2"
        BitsPerSample="16" PacketSize="4" AudioTag="255" CodecPrivateData="1190"/>
    <c t="119893333" d="20053333"/><c d="20053334"/>
  </StreamIndex>
</SmoothStreamingMedia>`;

function read(xml: string): SmoothManifest {
  return readManifest(new TextEncoder().encode(xml));
}

/** The chunks of a video stream that holds `children`. */
function chunksOf(children: string, attributes = ''): { startTicks: bigint; durationTicks: bigint }[] {
  const manifest = read(
    `<SmoothStreamingMedia MajorVersion="2" MinorVersion="2" Duration="0" ${attributes}>
       <StreamIndex Type="video" Url="u">${children}</StreamIndex>
     </SmoothStreamingMedia>`,
  );
  return [...(manifest.streams[0]?.chunks ?? [])];
}

function times(...pairs: [number, number][]): { startTicks: bigint; durationTicks: bigint }[] {
  return pairs.map(([start, duration]) => ({ startTicks: BigInt(start), durationTicks: BigInt(duration) }));
}

describe('readManifest', () => {
  it('reads a live manifest', () => {
    const manifest = read(LIVE);
    expect(manifest).toMatchObject({
      timescale: 10_000_000n,
      isLive: true,
      lookAheadCount: 2,
      dvrWindowTicks: 6_000_000_000n,
    });
    const [video, audio] = manifest.streams;
    expect(video?.levels.map((level) => level.bitrateBps)).toEqual([2_000_000, 500_000]);
    expect(hexOf(video?.levels[0]?.codecPrivateData ?? new Uint8Array())).toBe(
      '00000001674d40200000000168ebccb2',
    );
    expect(video?.chunks).toEqual(times([120_000_000, 20_000_000], [140_000_000, 20_000_000]));
    expect(audio).toMatchObject({ kind: 'audio', name: 'audio_eng', language: 'eng' });
  });

  it('takes the size of the stream where a level has none', () => {
    expect(read(LIVE).streams[0]?.levels[1]).toMatchObject({ widthPixels: 1280, heightPixels: 720 });
  });

  it('reads either name of the look-ahead attribute', () => {
    const onlyField = LIVE.replace('LookaheadCount="2"', '');
    const onlyStandard = LIVE.replace('LookAheadFragmentCount="2"', '');
    expect(read(onlyField).lookAheadCount).toBe(2);
    expect(read(onlyStandard).lookAheadCount).toBe(2);
  });

  it.each(['TRUE', 'true', 'True'])('takes IsLive="%s"', (value) => {
    expect(read(LIVE.replace('IsLive="TRUE"', `IsLive="${value}"`)).isLive).toBe(true);
  });

  it('reads UTF-16, which the examples of the specification use', () => {
    const text = LIVE.replace('utf-8', 'utf-16');
    const bytes = new Uint8Array(2 + text.length * 2);
    bytes.set([0xff, 0xfe]);
    for (let i = 0; i < text.length; i++) bytes[2 + 2 * i] = text.charCodeAt(i);
    expect(readManifest(bytes).streams).toHaveLength(2);
  });

  it('names a stream by its type and gives it the timescale of the root', () => {
    const manifest = read(
      `<SmoothStreamingMedia MajorVersion="2" TimeScale="90000" Duration="1">
        <StreamIndex Type="audio" Url="u"/></SmoothStreamingMedia>`,
    );
    expect(manifest.streams[0]).toMatchObject({ name: 'audio', timescale: 90_000n });
  });

  it('refuses two streams that end up with one name', () => {
    const twice = '<StreamIndex Type="audio" Url="u"/><StreamIndex Type="audio" Url="u"/>';
    expect(() => read(`<SmoothStreamingMedia MajorVersion="2">${twice}</SmoothStreamingMedia>`)).toThrow(
      '"audio" twice',
    );
  });

  it('infers AAC from its tag', () => {
    expect(read(LIVE.replace('FourCC="AACL"', 'FourCC=""')).streams[1]?.levels[0]?.fourCc).toBe('AACL');
  });

  it('computes a missing duration of an ended presentation from the longest stream', () => {
    expect(read(LIVE.replace('IsLive="TRUE"', '')).durationTicks).toBe(40_106_667n);
  });

  it('reads sparse streams, custom attributes and protection', () => {
    const manifest = read(
      `<SmoothStreamingMedia MajorVersion="2">
        <Protection><ProtectionHeader SystemID="{9A04F079-9840-4286-AB92-E65BE0885F95}">AA==</ProtectionHeader></Protection>
        <StreamIndex Type="text" Name="ads" Subtype="DATA" ParentStreamIndex="video" ManifestOutput="TRUE" Url="u">
          <QualityLevel Index="0" Bitrate="0" FourCC="" CodecPrivateData=""><CustomAttributes>
            <Attribute Name="Scheme" Value="urn:scte:scte35:2013:bin"/></CustomAttributes></QualityLevel>
          <c t="0" d="1"><f i="0">AAAA
          BBBB</f></c>
        </StreamIndex></SmoothStreamingMedia>`,
    );
    expect(manifest.protectionSystems).toEqual(['9a04f079-9840-4286-ab92-e65be0885f95']);
    expect(manifest.streams[0]).toMatchObject({ parentName: 'video', isInManifest: true, subtype: 'DATA' });
    expect(manifest.streams[0]?.levels[0]?.attributes.get('Scheme')).toBe('urn:scte:scte35:2013:bin');
  });
});

describe('the timeline of c elements, [MS-SSTR] 3.1.5.1', () => {
  it('starts at zero when nothing says otherwise', () => {
    expect(chunksOf('<c d="5"/><c d="6"/>')).toEqual(times([0, 5], [5, 6]));
  });

  it('reads start-time coding', () => {
    expect(chunksOf('<c t="10"/><c t="15"/><c t="21" d="4"/>')).toEqual(times([10, 5], [15, 6], [21, 4]));
  });

  it('keeps a gap', () => {
    expect(chunksOf('<c t="0" d="5"/><c t="20" d="5"/>')).toEqual(times([0, 5], [20, 5]));
  });

  it('counts r from one', () => {
    expect(chunksOf('<c t="4" d="2" r="3"/><c d="1"/>')).toEqual(times([4, 2], [6, 2], [8, 2], [10, 1]));
  });

  it.each([
    ['an element with neither t nor d', '<c/>'],
    ['a last element without d', '<c t="1" d="1"/><c t="2"/>'],
    ['a start after its successor', '<c t="9" d="1"/><c t="2" d="1"/>'],
    ['a number beyond 2^64', '<c t="18446744073709551616" d="1"/>'],
    ['a negative number', '<c t="-1" d="1"/>'],
    ['more repeats than a month has fragments', '<c t="0" d="1" r="9999999999"/>'],
  ])('refuses %s', (_what, children) => {
    expect(() => chunksOf(children)).toThrow(MediaError);
  });

  it('is exact above 2^53', () => {
    expect(chunksOf('<c t="17900000000000001" d="20000001"/><c d="2"/>')[1]?.startTicks).toBe(
      17_900_000_020_000_002n,
    );
  });
});

describe('bad manifests', () => {
  it.each([
    ['a DTD', '<!DOCTYPE x [<!ENTITY a "b">]><SmoothStreamingMedia/>', 'document type'],
    ['another root', '<MPD/>', 'root is <MPD>'],
    ['no stream', '<SmoothStreamingMedia MajorVersion="2"/>', 'no StreamIndex'],
    ['version 3', '<SmoothStreamingMedia MajorVersion="3"/>', '3, expected 2'],
    ['crossed tags', '<a><b></a></b>', '</a> closes <b>'],
    ['an unknown entity', '<a>&boom;</a>', 'unknown entity'],
    ['an attribute twice', '<a b="1" b="2"/>', 'attribute b twice'],
    ['an unquoted value', '<a b=1/>', 'quoted'],
    ['text after the end', '<a/>x', 'after the root'],
    ['nothing', '', 'expected "<"'],
    ['deep nesting', '<a>'.repeat(100), 'deeper than 64'],
    ['a page of HTML', '<html><body><br></body></html>', 'closes <br>'],
  ])('are refused with a reason: %s', (_what, xml, reason) => {
    expect(() => read(xml)).toThrow(MediaError);
    expect(() => read(xml)).toThrow(reason);
  });

  it('cut at any place give a typed error', () => {
    for (let length = 0; length < LIVE.length; length++) {
      expect(() => read(LIVE.slice(0, length))).toThrow(MediaError);
    }
  });

  it.each([1, 2, 3])('with flipped bits give a manifest or a typed error, seed %i', (seed) => {
    const random = seeded(seed);
    for (let run = 0; run < 400; run++) {
      const bytes = new TextEncoder().encode(LIVE);
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      try {
        readManifest(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
      }
    }
  });
});

describe('addresses', () => {
  const stream = read(LIVE).streams[0];
  const level = stream?.levels[0];

  it('fill the pattern of the stream', () => {
    if (stream === undefined || level === undefined) throw new Error('no stream');
    const presentation = presentationUrl('http://h/live/e.isml/Manifest?x=1');
    expect(fragmentUrl(presentation, stream, { level, startTicks: 120_000_000n })).toBe(
      'http://h/live/e.isml/QualityLevels(2000000)/Fragments(video=120000000)',
    );
  });

  it('fill both spellings and custom attributes', () => {
    if (stream === undefined || level === undefined) throw new Error('no stream');
    const url = 'QualityLevels({Bitrate},{CustomAttributes})/Fragments(v={start_time})';
    const withKeys = { ...level, attributes: new Map([['a', '1'], ['b', '2']]) };
    const base = 'http://h/e.isml/';
    expect(fragmentUrl(base, { ...stream, url }, { level: withKeys, startTicks: 7n })).toBe(
      'http://h/e.isml/QualityLevels(2000000,a=1,b=2)/Fragments(v=7)',
    );
    expect(fragmentUrl(base, { ...stream, url }, { level, startTicks: 7n })).toBe(
      'http://h/e.isml/QualityLevels(2000000)/Fragments(v=7)',
    );
  });
});
