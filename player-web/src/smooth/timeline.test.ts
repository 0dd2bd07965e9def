import { describe, expect, it } from 'vitest';
import type { FragmentTime } from '../media/fragment';
import { StreamTimeline } from './timeline';

function time(start: number, duration = 20): FragmentTime {
  return { startTicks: BigInt(start), durationTicks: BigInt(duration) };
}

function starts(timeline: StreamTimeline): number[] {
  return timeline.fragments.map((entry) => Number(entry.startTicks));
}

function timelineOf(...list: number[]): StreamTimeline {
  const timeline = new StreamTimeline();
  timeline.takeManifest(list.map((start) => time(start)));
  return timeline;
}

describe('StreamTimeline', () => {
  it('grows by every entry that tfrf announces, without moving the live edge', () => {
    const timeline = timelineOf(0, 20);
    timeline.takeFragment(time(20), [time(40), time(60)]);
    expect(starts(timeline)).toEqual([0, 20, 40, 60]);
    expect(timeline.publishedEndTicks).toBe(40n);
  });

  it('moves the live edge when an announced fragment is delivered', () => {
    const timeline = timelineOf(0);
    timeline.takeFragment(time(0), [time(20), time(40)]);
    timeline.takeFragment(time(20), [time(40), time(60)]);
    expect(timeline.publishedEndTicks).toBe(40n);
    expect(starts(timeline)).toEqual([0, 20, 40, 60]);
  });

  it('ignores announced rounding variants of what it knows', () => {
    const timeline = timelineOf(0, 20);
    timeline.takeFragment(time(0), [time(21), time(39, 22)]);
    expect(starts(timeline)).toEqual([0, 20]);
  });

  it('keeps announced fragments behind a newer manifest and drops what left the window', () => {
    const timeline = timelineOf(0, 20, 40);
    timeline.takeFragment(time(40), [time(60), time(80)]);
    timeline.takeManifest([time(20), time(40), time(60)]);
    expect(starts(timeline)).toEqual([20, 40, 60, 80]);
    expect(timeline.publishedEndTicks).toBe(80n);
  });

  it('starts anew when an encoder comes back with earlier times', () => {
    const timeline = timelineOf(1000, 1020);
    expect(timeline.takeManifest([time(0), time(20)])).toBe('replaced');
    expect(starts(timeline)).toEqual([0, 20]);
  });

  it('lets the start of the next fragment rule over an overlong duration', () => {
    const timeline = new StreamTimeline();
    timeline.takeManifest([time(0, 25), time(20, 20)]);
    expect(timeline.fragments[0]?.durationTicks).toBe(20n);
  });

  it('finds the fragment that holds a time, and the next one from inside a gap', () => {
    const timeline = timelineOf(0, 20, 100);
    expect(timeline.at(39n)?.startTicks).toBe(20n);
    expect(timeline.at(40n)?.startTicks).toBe(100n);
    expect(timeline.at(120n)).toBeUndefined();
    expect(timeline.startingFrom(21n)?.startTicks).toBe(100n);
  });

  it('trims to the DVR window and keeps what reaches into it', () => {
    const timeline = timelineOf(0, 20, 40, 60);
    timeline.trim(50n);
    expect(starts(timeline)).toEqual([20, 40, 60]);
    timeline.trim(0n);
    expect(starts(timeline)).toHaveLength(3);
  });

  it('forgets an announced fragment that never came', () => {
    const timeline = timelineOf(0);
    timeline.takeFragment(time(0), [time(20), time(40)]);
    timeline.forget(20n);
    expect(timeline.startingFrom(1n)?.startTicks).toBe(40n);
  });
});
