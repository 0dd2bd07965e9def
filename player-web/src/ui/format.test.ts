import { describe, expect, it } from 'vitest';
import { bitrateText, clockText, secondsText } from './format';

describe('numbers on the page', () => {
  it('choose the unit by size', () => {
    expect(bitrateText(250_000)).toBe('250 kb/s');
    expect(bitrateText(2_400_000)).toBe('2.4 Mb/s');
    expect(bitrateText(512_000_000)).toBe('512 Mb/s');
    expect(bitrateText(undefined)).toBe('–');
    expect(secondsText(1.26)).toBe('1.3 s');
  });

  it('show clock times with hours only when needed', () => {
    expect(clockText(63)).toBe('1:03');
    expect(clockText(3_723)).toBe('1:02:03');
    expect(clockText(-12)).toBe('−0:12');
    expect(clockText(-0.2)).toBe('0:00');
  });
});
