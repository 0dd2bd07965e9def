import { describe, expect, it } from 'vitest';
import { findOnset } from './skewMeter';

function sound(beepFrom: number, beepTo: number): Float32Array {
  return Float32Array.from({ length: 2048 }, (_, i) => {
    const music = 0.036 * Math.sin(i / 20);
    return music + (i >= beepFrom && i < beepTo ? 0.4 * Math.sin((2 * Math.PI * (i - beepFrom)) / 48) : 0);
  });
}

describe('findOnset', () => {
  it('finds the beginning of a beep within a quarter of its wave', () => {
    const onset = findOnset(sound(700, 2048));
    expect(onset).toBeGreaterThanOrEqual(700);
    expect(onset).toBeLessThan(712);
  });

  it('hears no beep in soft music', () => {
    expect(findOnset(sound(0, 0))).toBeUndefined();
  });

  it('does not take the middle of a beep for its beginning', () => {
    expect(findOnset(sound(0, 1500))).toBeUndefined();
  });
});
