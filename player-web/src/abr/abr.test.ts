import { describe, expect, it } from 'vitest';
import { shouldAbandon } from './abandonRule';
import { LevelRule, type LevelQuestion } from './levelRule';
import { steerLatency } from './liveControl';
import { ThroughputEstimate } from './throughput';

const LADDER = [250_000, 800_000, 2_400_000];

function question(change: Partial<LevelQuestion>): LevelQuestion {
  return {
    bitratesBps: LADDER,
    currentIndex: 1,
    throughputBps: 2_000_000,
    bufferSeconds: 5,
    fragmentSeconds: 2,
    refusedIndexes: new Set(),
    nowMillis: 100_000,
    ...change,
  };
}

function choose(change: Partial<LevelQuestion>): number {
  return new LevelRule().choose(question(change)).index;
}

describe('LevelRule', () => {
  it('starts at the lowest level', () => {
    expect(choose({ currentIndex: undefined, throughputBps: 50_000_000 })).toBe(0);
  });

  it('climbs one step at a time', () => {
    expect(choose({ currentIndex: 0, throughputBps: 50_000_000 })).toBe(1);
  });

  it('climbs only when the next level fits into 70 % of the throughput', () => {
    expect(choose({ throughputBps: 2_400_000 / 0.7 + 1 })).toBe(2);
    expect(choose({ throughputBps: 2_400_000 / 0.7 - 1 })).toBe(1);
  });

  it('stays inside the hysteresis band', () => {
    expect(choose({ currentIndex: 2, throughputBps: 2_400_000 / 0.89 })).toBe(2);
  });

  it('steps down as far as necessary at once', () => {
    expect(choose({ currentIndex: 2, throughputBps: 400_000 })).toBe(0);
  });

  it('does not climb on a thin buffer', () => {
    expect(choose({ throughputBps: 50_000_000, bufferSeconds: 1.9 })).toBe(1);
  });

  it('panics below three quarters of a fragment', () => {
    expect(choose({ throughputBps: 1_000_000, bufferSeconds: 1.4 })).toBe(0);
  });

  it('waits eight seconds after a step down before it climbs', () => {
    const rule = new LevelRule();
    rule.choose(question({ currentIndex: 2, throughputBps: 1_000_000 }));
    const fast = { currentIndex: 1, throughputBps: 50_000_000 };
    expect(rule.choose(question({ ...fast, nowMillis: 107_999 })).index).toBe(1);
    expect(rule.choose(question({ ...fast, nowMillis: 108_000 })).index).toBe(2);
  });

  it('leaves a level that the origin refuses, downwards first', () => {
    expect(choose({ refusedIndexes: new Set([1]) })).toBe(0);
    expect(choose({ currentIndex: 0, refusedIndexes: new Set([0]) })).toBe(1);
  });

  it('says why', () => {
    expect(new LevelRule().choose(question({ throughputBps: 5_000_000 })).reason).toBe(
      '2400 kb/s fits into 70 % of 5000 kb/s',
    );
  });

  it('settles under a steady network between two levels', () => {
    const rule = new LevelRule();
    let currentIndex: number | undefined;
    const seen: number[] = [];
    for (let second = 0; second < 120; second += 2) {
      const wobble = second % 4 === 0 ? 1.1 : 0.95;
      const throughputBps = 2_600_000 * wobble;
      currentIndex = rule.choose(question({ currentIndex, throughputBps, nowMillis: second * 1000 })).index;
      seen.push(currentIndex);
    }
    const changes = seen.filter((index, i) => i > 0 && index !== seen[i - 1]).length;
    expect(changes).toBe(1);
  });
});

describe('ThroughputEstimate', () => {
  it('knows nothing before the first sample', () => {
    expect(new ThroughputEstimate().bitsPerSecond).toBeUndefined();
  });

  it('is the value itself while the network is steady', () => {
    const estimate = new ThroughputEstimate();
    for (let i = 0; i < 5; i++) estimate.add({ bodyBytes: 250_000, transferMillis: 1_000 });
    expect(estimate.bitsPerSecond).toBeCloseTo(2_000_000, 3);
  });

  it('believes a drop faster than a rise', () => {
    const falling = new ThroughputEstimate();
    const rising = new ThroughputEstimate();
    for (let i = 0; i < 10; i++) {
      falling.add({ bodyBytes: 1_000_000, transferMillis: 1_000 });
      rising.add({ bodyBytes: 100_000, transferMillis: 1_000 });
    }
    falling.add({ bodyBytes: 200_000, transferMillis: 2_000 });
    rising.add({ bodyBytes: 2_000_000, transferMillis: 2_000 });
    expect(falling.bitsPerSecond).toBeLessThan(4_500_000);
    expect(rising.bitsPerSecond).toBeLessThan(3_500_000);
  });

  it('ignores bodies that fit into a socket buffer', () => {
    const estimate = new ThroughputEstimate();
    estimate.add({ bodyBytes: 9_000, transferMillis: 0 });
    expect(estimate.bitsPerSecond).toBeUndefined();
  });

  it('forgets one fast start on a slow network', () => {
    const estimate = new ThroughputEstimate();
    estimate.add({ bodyBytes: 1_000_000, transferMillis: 5 });
    for (let i = 0; i < 4; i++) estimate.add({ bodyBytes: 100_000, transferMillis: 1_600 });
    expect(estimate.bitsPerSecond).toBeLessThan(200_000_000);
    for (let i = 0; i < 20; i++) estimate.add({ bodyBytes: 100_000, transferMillis: 1_600 });
    expect(estimate.bitsPerSecond).toBeLessThan(600_000);
  });
});

describe('steerLatency', () => {
  const target = { targetSeconds: 6, toleranceSeconds: 1, jumpSeconds: 10 };
  const steady = { distanceSeconds: 6, bufferSeconds: 5, rate: 1, edgeSeconds: 106 };

  it('leaves the rate alone near the target', () => {
    expect(steerLatency(target, { ...steady, distanceSeconds: 6.9 })).toEqual({ kind: 'rate', rate: 1 });
  });

  it('runs a little faster when late, until the target is met', () => {
    expect(steerLatency(target, { ...steady, distanceSeconds: 7.1 })).toEqual({ kind: 'rate', rate: 1.05 });
    const running = { ...steady, rate: 1.05 };
    expect(steerLatency(target, { ...running, distanceSeconds: 6.5 })).toEqual({ kind: 'rate', rate: 1.05 });
    expect(steerLatency(target, { ...running, distanceSeconds: 6.05 })).toEqual({ kind: 'rate', rate: 1 });
  });

  it('does not eat a thin buffer', () => {
    expect(steerLatency(target, { ...steady, distanceSeconds: 8, bufferSeconds: 1 })).toEqual({
      kind: 'rate',
      rate: 1,
    });
  });

  it('slows down when too close', () => {
    expect(steerLatency(target, { ...steady, distanceSeconds: 4.5 })).toEqual({ kind: 'rate', rate: 0.95 });
  });

  it('jumps when hopelessly late', () => {
    expect(steerLatency(target, { ...steady, distanceSeconds: 17 })).toEqual({ kind: 'jump', toSeconds: 100 });
  });
});

describe('shouldAbandon', () => {
  const hopeless = {
    receivedBytes: 100_000,
    totalBytes: 600_000,
    elapsedMillis: 1_500,
    bufferSeconds: 3,
    bitrateBps: 2_400_000,
    lowestBitrateBps: 250_000,
  };

  it('gives up what will come too late when a small fragment would come in time', () => {
    expect(shouldAbandon(hopeless)).toBe(true);
  });

  it('finishes what is nearly there', () => {
    expect(shouldAbandon({ ...hopeless, receivedBytes: 570_000 })).toBe(false);
  });

  it('finishes what the buffer can wait for', () => {
    expect(shouldAbandon({ ...hopeless, bufferSeconds: 20 })).toBe(false);
  });

  it('has nothing below the lowest level', () => {
    expect(shouldAbandon({ ...hopeless, bitrateBps: 250_000 })).toBe(false);
  });

  it('waits a second before it judges', () => {
    expect(shouldAbandon({ ...hopeless, elapsedMillis: 999 })).toBe(false);
  });
});
