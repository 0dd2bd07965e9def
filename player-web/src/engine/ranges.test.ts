import { describe, expect, it } from 'vitest';
import { bufferAhead, bufferedEnd, gapTarget } from './ranges';

const RANGES = [
  { startSeconds: 10, endSeconds: 20 },
  { startSeconds: 20.05, endSeconds: 24 },
  { startSeconds: 30, endSeconds: 34 },
];

describe('buffered ranges', () => {
  it('join over the rounding of fragments', () => {
    expect(bufferedEnd(RANGES, 12)).toBe(24);
    expect(bufferAhead(RANGES, 21)).toBe(3);
  });

  it('end where the playhead is when nothing is buffered', () => {
    expect(bufferAhead(RANGES, 26)).toBe(0);
  });

  it('tell where to jump over a gap', () => {
    expect(gapTarget(RANGES, 23.95)).toBeCloseTo(30.01);
    expect(gapTarget(RANGES, 22)).toBeUndefined();
    expect(gapTarget(RANGES, 34)).toBeUndefined();
  });
});
