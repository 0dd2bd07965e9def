import { describe, expect, it } from 'vitest';
import { hex, seeded, vector } from '../vectors/vectors';
import { hexOf, readBoxes } from './box';
import { readFragmentTimes, toMseFragment } from './fragment';
import { MalformedMediaError, MediaError, UnsupportedMediaError } from './mediaError';

const MFHD = '00000010 6d666864 00000000 00000007';
const TFHD = '00000014 74666864 00000020 00000002 01010000';
const TRUN_HEAD = '00000028 7472756e 00000305 00000002';
const SAMPLES = '00061a80 00000003 00061a80 00000002';
const TFXD = `0000002c 75756964 6d1d9b0542d544e680e2141daff757b2
  01000000 0000000001312d00 0000000001312d00`;
const TFRF_OF_TWO = `0000003d 75756964 d4807ef2ca3946958e5426cb9e46a79f 01000000 02
  0000000002625a00 0000000001312d00
  0000000003938700 0000000001312d00`;
const MDAT = '0000000d 6d646174 aabbcc dd ee';

/** A fragment of two samples, 3 and 2 bytes; the offset says where the first is, from the moof. */
function fragment({ tfxd = TFXD, tfrf = TFRF_OF_TWO, trunHead = TRUN_HEAD, tfhd = TFHD } = {}): Uint8Array {
  const traf = hex(`${tfhd} ${trunHead} 00000000 02000000 ${SAMPLES} ${tfxd} ${tfrf}`);
  const trafBytes = 8 + traf.length;
  const moofBytes = 8 + 16 + trafBytes;
  const head = hex(
    `${u32(moofBytes)} 6d6f6f66 ${MFHD} ${u32(trafBytes)} 74726166 ${hexOf(traf)} ${MDAT}`,
  );
  const offsetAt = 8 + 16 + 8 + hex(tfhd).length + 16;
  new DataView(head.buffer).setInt32(offsetAt, moofBytes + 8);
  return head;
}

function u32(value: number): string {
  return value.toString(16).padStart(8, '0');
}

describe('toMseFragment', () => {
  it('reads the time and every announced fragment', () => {
    const read = toMseFragment(fragment());
    expect(read.time).toEqual({ startTicks: 20_000_000n, durationTicks: 20_000_000n });
    expect(read.following).toEqual([
      { startTicks: 40_000_000n, durationTicks: 20_000_000n },
      { startTicks: 60_000_000n, durationTicks: 20_000_000n },
    ]);
    expect(read.sampleTicks).toBe(800_000n);
  });

  it('puts tfdt in place of tfxd and tfrf and points to the samples again', () => {
    const read = toMseFragment(fragment());
    expect(hexOf(read.moof)).toBe(
      hexOf(
        hex(`00000070 6d6f6f66 ${MFHD}
          00000058 74726166
            00000014 74666864 00020020 00000001 01010000
            00000014 74666474 01000000 0000000001312d00
            00000028 7472756e 00000305 00000002 00000078 02000000 ${SAMPLES}`),
      ),
    );
  });

  it('hands on the media bytes as a view of the answer', () => {
    const answer = fragment();
    const { mdat } = toMseFragment(answer);
    expect(mdat.buffer).toBe(answer.buffer);
    expect(hexOf(mdat)).toBe(hexOf(hex(MDAT)));
  });

  it('reads the 32-bit forms of tfxd and tfrf', () => {
    const read = toMseFragment(
      fragment({
        tfxd: '00000024 75756964 6d1d9b0542d544e680e2141daff757b2 00000000 01312d00 01312d00',
        tfrf: '00000025 75756964 d4807ef2ca3946958e5426cb9e46a79f 00000000 01 02625a00 01312d00',
      }),
    );
    expect(read.time.startTicks).toBe(20_000_000n);
    expect(read.following).toEqual([{ startTicks: 40_000_000n, durationTicks: 20_000_000n }]);
  });

  it('takes the time from tfdt where there is no tfxd', () => {
    const read = toMseFragment(
      fragment({ tfxd: '00000014 74666474 01000000 0000000000bebc20', tfrf: '' }),
    );
    expect(read.time).toEqual({ startTicks: 12_500_000n, durationTicks: 800_000n });
    expect(read.following).toEqual([]);
  });

  it('moves a fragment that starts before zero up and says by how much', () => {
    // FFmpeg's first audio fragment starts at -213333 because of AAC priming.
    const tfxd = TFXD.replace('0000000001312d00', 'fffffffffffcbeab');
    const read = toMseFragment(fragment({ tfxd }));
    expect(read.time.startTicks).toBe(-213_333n);
    expect(read.shiftTicks).toBe(213_333n);
    expect(hexOf(read.moof)).toContain('7466647401000000' + '0000000000000000');
  });

  it('drops a base data offset, which counts from the start of a file nobody has', () => {
    const tfhd = '0000001c 74666864 00000021 00000002 0000000000123456 01010000';
    const read = toMseFragment(fragment({ tfhd }));
    expect(hexOf(read.moof)).toContain(hexOf(hex('00000014 74666864 00020020 00000001 01010000')));
    expect(hexOf(read.moof)).toContain(hexOf(hex('7472756e 00000305 00000002 00000078')));
  });

  it('keeps the composition offset out of the decode time of a foreign video fragment', () => {
    const read = toMseFragment(vector('ffmpeg-video.bin'));
    expect(read.time).toEqual({ startTicks: 4_000_000n, durationTicks: 4_000_000n });
    expect(read.sampleCount).toBe(10);
    expect(read.sampleTicks).toBe(4_000_000n);
    expect(hexOf(read.moof)).toContain('7466647401000000' + '00000000003d0900');
  });

  it('reads a foreign audio fragment', () => {
    const read = toMseFragment(vector('ffmpeg-audio.bin'));
    expect(read.time).toEqual({ startTicks: 0x6ead55n, durationTicks: 0x486dabn });
    expect(read.sampleCount).toBe(23);
  });

  it('refuses tfxd of an unknown version instead of guessing a time', () => {
    expect(() => toMseFragment(fragment({ tfxd: TFXD.replace('01000000', '02000000') }))).toThrow(
      new UnsupportedMediaError('moof/traf/tfxd', 'version 2, expected 0 or 1'),
    );
  });

  it('refuses samples outside the mdat', () => {
    const answer = fragment();
    answer[answer.length - 10] = 0x0c; // mdat one byte shorter
    expect(() => toMseFragment(answer.subarray(0, answer.length - 1))).toThrow(MalformedMediaError);
  });

  it('refuses encrypted samples', () => {
    const senc = '00000020 75756964 a2394f525a9b4f14a2446c427c648df4 00000000 00000000';
    expect(() => toMseFragment(fragment({ tfrf: senc }))).toThrow('the samples are encrypted');
  });

  it('compares a promised count of samples with the bytes that are there', () => {
    const trunHead = '00000028 7472756e 00000305 7fffffff';
    expect(() => toMseFragment(fragment({ trunHead }))).toThrow(/2147483647 entries need/);
  });

  it('refuses a run of countless samples that cost no bytes', () => {
    const tfhd = '0000001c 74666864 00000038 00000002 00061a80 00000003 01010000';
    const trunHead = '00000028 7472756e 00000005 7fffffff';
    expect(() => toMseFragment(fragment({ tfhd, trunHead }))).toThrow(/2147483647 samples/);
  });

  it('reads the times of a lone moof', () => {
    const moof = readBoxes(fragment(), 'fragment')[0];
    expect(readFragmentTimes(moof?.whole ?? new Uint8Array()).following).toHaveLength(2);
  });

  it.each(['ffmpeg-video.bin', 'ffmpeg-audio.bin'] as const)(
    'gives a typed error for %s cut at any place',
    (name) => {
      const whole = vector(name);
      for (let length = 0; length < whole.length; length++) {
        expect(() => toMseFragment(whole.slice(0, length))).toThrow(MediaError);
      }
    },
  );

  it.each([1, 2, 3, 4])('survives flipped bits of the moof, seed %i', (seed) => {
    const random = seeded(seed);
    for (let run = 0; run < 500; run++) {
      const bytes = vector('ffmpeg-video.bin');
      for (let flips = 0; flips < 3; flips++) {
        const at = Math.floor(random() * 248);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
      expectTypedOrFine(() => toMseFragment(bytes));
    }
  });
});

function expectTypedOrFine(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(MediaError);
  }
}
