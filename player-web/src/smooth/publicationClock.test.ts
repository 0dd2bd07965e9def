import { describe, expect, it } from 'vitest';
import { PublicationClock } from './publicationClock';

describe('PublicationClock', () => {
  it('knows nothing at first', () => {
    expect(new PublicationClock().expectedMillis(10)).toBeUndefined();
    expect(new PublicationClock().edgeSeconds(0)).toBeUndefined();
  });

  it('expects the next fragment one duration after the last', () => {
    const clock = new PublicationClock();
    clock.available(100, 5_000);
    expect(clock.expectedMillis(102)).toBe(7_000);
  });

  it('keeps the earliest availability: seen late is not published late', () => {
    const clock = new PublicationClock();
    clock.available(100, 5_000);
    clock.available(102, 8_500);
    expect(clock.expectedMillis(104)).toBe(9_000);
  });

  it('moves on after a fragment that was not there yet', () => {
    const clock = new PublicationClock();
    clock.available(100, 5_000);
    clock.missing(102, 7_000);
    expect(clock.expectedMillis(102)).toBeCloseTo(7_100);
  });

  it('learns from a list that has not grown that the encoder is late', () => {
    const clock = new PublicationClock();
    clock.listed(100, 5_000, 2);
    clock.listed(100, 15_000, 2);
    expect(clock.expectedMillis(102)).toBeCloseTo(13_100);
  });

  it('lets the live edge glide with the wall clock', () => {
    const clock = new PublicationClock();
    clock.available(100, 5_000);
    expect(clock.edgeSeconds(6_500)).toBe(101.5);
  });
});
