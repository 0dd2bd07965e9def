import { describe, expect, it } from 'vitest';
import { durationSeconds, durationText } from './duration';

describe('an xs:duration', () => {
  it.each([
    ['PT0.811S', 0.811],
    ['PT1H15M30.5S', 4530.5],
    ['P1DT1S', 86_401],
    ['P2D', 172_800],
    ['PT5M', 300],
    ['PT0S', 0],
  ])('%s is %d s', (text, seconds) => {
    expect(durationSeconds(text)).toBeCloseTo(seconds, 9);
  });

  it.each(['', 'P', 'PT', 'P1DT', '5 s', 'PT-1S', 'P1M', 'PT1.S'])('%j is none', (text) => {
    expect(durationSeconds(text)).toBeUndefined();
  });

  it('is written in seconds', () => {
    expect(durationText(600)).toBe('PT600S');
    expect(durationSeconds(durationText(86_400))).toBe(86_400);
  });
});
