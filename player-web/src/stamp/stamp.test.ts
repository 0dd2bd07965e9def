import { describe, expect, it } from 'vitest';
import { crc8, type FrameStamp, readStamp, stampBits, type StampReading } from './frameStamp';
import { FrameLedger } from './frameLedger';
import { clockLatencySeconds } from './liveLatency';

function luma(stamp: FrameStamp): number[] {
  return stampBits(stamp).map((bit) => (bit ? 225 : 30));
}

describe('the frame stamp', () => {
  it('is drawn bit by bit as defined', () => {
    const drawn = stampBits({ frame: 499, level: 2 }).map(Number).join('');
    // sync, 499 = 0x0001F3, level 2, CRC-8 of 00 01 F3 02 = 0x4E
    expect(drawn).toBe('1010' + '000000000000000111110011' + '0010' + '01001110');
  });

  it('has the checksum of CRC-8 with polynomial 07', () => {
    // The catalogue's check value: CRC-8/SMBUS of "123456789" is F4.
    expect(crc8([...'123456789'].map((digit) => digit.charCodeAt(0)))).toBe(0xf4);
  });

  it('survives compression that leaves cells on their side of the threshold', () => {
    const blurred = luma({ frame: 123_456, level: 1 }).map((value) => (value > 128 ? 140 : 110));
    expect(readStamp(blurred)).toEqual({ kind: 'stamp', stamp: { frame: 123_456, level: 1 } });
  });

  it('tells a damaged strip from none', () => {
    const damaged = luma({ frame: 7, level: 0 });
    damaged[20] = 225;
    expect(readStamp(damaged)).toEqual({ kind: 'damaged' });
    expect(readStamp(new Array<number>(40).fill(16))).toEqual({ kind: 'absent' });
  });

  it('notices every single wrong cell', () => {
    const whole = luma({ frame: 350, level: 2 });
    const readings = whole.map((value, at) => {
      const cells = [...whole];
      cells[at] = 255 - value;
      return readStamp(cells).kind;
    });
    expect(new Set(readings)).toEqual(new Set(['absent', 'damaged']));
  });
});

/** Feeds pictures of 25 fps: `[frame, mediaFrame, presentedCount, level]`. */
function ledgerOf(clipFrames: number, pictures: [number, number, number, number?][]): FrameLedger {
  const ledger = new FrameLedger({ clipFrames, framesPerSecond: 25 });
  for (const [frame, mediaFrame, presentedCount, level = 0] of pictures) {
    const reading: StampReading = { kind: 'stamp', stamp: { frame, level } };
    ledger.see({ reading, mediaSeconds: mediaFrame / 25, presentedCount });
  }
  return ledger;
}

function run(from: number, to: number, clipFrames: number): [number, number, number][] {
  const pictures: [number, number, number][] = [];
  for (let i = from; i < to; i++) pictures.push([i % clipFrames, i, i]);
  return pictures;
}

describe('FrameLedger', () => {
  it('finds nothing wrong with a steady run over two wraps', () => {
    const { counters } = ledgerOf(500, run(200, 1_300, 500));
    expect(counters).toMatchObject({ framesShown: 1_100, skipped: 0, repeated: 0, outOfOrder: 0, offTime: 0 });
  });

  it('tells a frame that was not presented from a callback that was missed', () => {
    const { counters } = ledgerOf(500, [
      [10, 10, 1],
      [12, 12, 2], // one frame never presented
      [14, 14, 4], // two presented, one callback came
    ]);
    expect(counters).toMatchObject({ skipped: 1, missedCallbacks: 1 });
  });

  it('counts skips at a change of level apart', () => {
    const { counters } = ledgerOf(500, [
      [10, 10, 1, 2],
      [13, 13, 2, 1],
    ]);
    expect(counters).toMatchObject({ levelSwitches: 1, skipped: 2, skippedAtSwitch: 2 });
  });

  it('counts skips after playback began apart, for a second of pictures', () => {
    const ledger = ledgerOf(500, run(0, 30, 500));
    const see = (frame: number, presentedCount: number) => {
      const reading: StampReading = { kind: 'stamp', stamp: { frame, level: 0 } };
      ledger.see({ reading, mediaSeconds: frame / 25, presentedCount });
    };
    see(32, 30);
    ledger.restart();
    see(36, 31);
    for (let frame = 37; frame < 61; frame++) see(frame, frame - 5);
    see(62, 56);
    expect(ledger.counters).toMatchObject({ skipped: 6, skippedAtStart: 3 });
  });

  it('sees a repeated picture and one out of order', () => {
    const { counters } = ledgerOf(500, [
      [10, 10, 1],
      [10, 10, 2],
      [11, 11, 3],
      [5, 5, 4],
    ]);
    expect(counters).toMatchObject({ repeated: 1, outOfOrder: 1 });
  });

  it('sees fragments appended at wrong times', () => {
    const wrong = run(0, 50, 500).map(([frame, , count]): [number, number, number] => [
      (frame + 100) % 500,
      50 + frame,
      50 + count,
    ]);
    const { counters } = ledgerOf(500, [...run(0, 50, 500), ...wrong]);
    expect(counters).toMatchObject({ skipped: 50, offTime: 1 });
  });

  it('does not blame the player for a page that draws one frame late', () => {
    const { counters } = ledgerOf(500, [
      [10, 10, 1],
      [11, 11, 2],
      [13, 12, 3],
      [13, 13, 4],
      [14, 14, 5],
    ]);
    expect(counters).toMatchObject({ skipped: 0, repeated: 0, outOfOrder: 0, lateReads: 1, framesShown: 5 });
  });

  it('does not take the first picture for the measure when that one was drawn late', () => {
    const { counters } = ledgerOf(500, [[1, 0, 1], ...run(2, 60, 500)]);
    expect(counters).toMatchObject({ offTime: 0, outOfOrder: 0 });
  });

  it.each([125, 250, 1_500])('learns that the clip has %i frames', (clipFrames) => {
    const ledger = ledgerOf(500, run(clipFrames - 20, 3 * clipFrames + 20, clipFrames));
    expect(ledger.clock.clipFrames).toBe(clipFrames);
    expect(ledger.counters).toMatchObject({ skipped: 0, outOfOrder: 0, repeated: 0 });
  });

  it('starts a new run after a seek', () => {
    const ledger = ledgerOf(500, run(100, 110, 500));
    ledger.discontinuity();
    const reading: StampReading = { kind: 'stamp', stamp: { frame: 20, level: 0 } };
    expect(ledger.see({ reading, mediaSeconds: 20 / 25, presentedCount: 400 }).kind).toBe('first');
    expect(ledger.counters).toMatchObject({ discontinuities: 1, outOfOrder: 0, missedCallbacks: 0 });
  });

  it('counts unreadable pictures', () => {
    const ledger = new FrameLedger({ clipFrames: 500, framesPerSecond: 25 });
    ledger.see({ reading: { kind: 'absent' }, mediaSeconds: 0, presentedCount: 1 });
    ledger.see({ reading: { kind: 'damaged' }, mediaSeconds: 0.04, presentedCount: 2 });
    expect(ledger.counters).toMatchObject({ framesSeen: 2, framesShown: 0, unstamped: 1, stampErrors: 1 });
  });
});

describe('clockLatencySeconds', () => {
  const noon = Date.UTC(2026, 0, 1, 12);

  it('is the time of day minus the media time', () => {
    expect(clockLatencySeconds(12 * 3600 - 8.5, noon)).toBeCloseTo(8.5);
  });

  it('goes over midnight', () => {
    expect(clockLatencySeconds(86_395, Date.UTC(2026, 0, 2, 0, 0, 3))).toBeCloseTo(8);
    expect(clockLatencySeconds(86_410, Date.UTC(2026, 0, 2, 0, 0, 15))).toBeCloseTo(5);
  });

  it('is unknown for media that is not on the clock', () => {
    expect(clockLatencySeconds(60, noon)).toBeUndefined();
  });
});
