/** What the rule looks at. Levels are bitrates in bit/s, ascending. */
export interface LevelQuestion {
  readonly bitratesBps: readonly number[];
  /** Index of the level that was fetched last; undefined before the first fragment. */
  readonly currentIndex: number | undefined;
  readonly throughputBps: number | undefined;
  readonly bufferSeconds: number;
  readonly fragmentSeconds: number;
  /** Levels the origin refused a moment ago. */
  readonly refusedIndexes: ReadonlySet<number>;
  readonly nowMillis: number;
}

export interface LevelAnswer {
  readonly index: number;
  readonly reason: string;
}

/** Shares of the throughput that a level may need. */
export const UP_SHARE = 0.7;
export const KEEP_SHARE = 0.9;
export const PANIC_SHARE = 0.5;
/** Fragments in the buffer below which the rule panics, and from which it climbs. */
export const PANIC_FRAGMENTS = 0.75;
export const CLIMB_FRAGMENTS = 1;
/** After a step down it does not climb for so long. */
export const CLIMB_PAUSE_MILLIS = 8_000;

/**
 * Our rule, in the order of its questions:
 *
 * 1. first fragment: the lowest level, so that a picture appears at once;
 * 2. buffer under 0.75 fragments: the highest level within half of the throughput, at once;
 * 3. the level needs more than 0.9 of the throughput: down, as far as necessary, at once;
 * 4. a higher level fits into 0.7 of the throughput and at least one fragment is buffered: one step
 *    up, but not within 8 s after a step down;
 * 5. otherwise stay. Between 0.7 and 0.9 nothing moves: that band is the hysteresis.
 */
export class LevelRule {
  private lastDownMillis = Number.NEGATIVE_INFINITY;

  choose(question: LevelQuestion): LevelAnswer {
    const allowed = allowedIndexes(question);
    const answer = this.judge(question, allowed);
    if (question.currentIndex !== undefined && answer.index < question.currentIndex) {
      this.lastDownMillis = question.nowMillis;
    }
    return answer;
  }

  private judge(question: LevelQuestion, allowed: readonly number[]): LevelAnswer {
    const lowest = allowed[0] ?? 0;
    const current = question.currentIndex;
    if (current === undefined) return { index: lowest, reason: 'first fragment: lowest level' };
    const throughput = question.throughputBps;
    if (throughput === undefined) return { index: current, reason: 'no measurement yet: stay' };
    if (!allowed.includes(current)) {
      const other = allowed.findLast((index) => index < current) ?? lowest;
      return { index: other, reason: 'the origin refused this level' };
    }
    const panic = this.panic(question, allowed, { current, throughput });
    if (panic !== undefined) return panic;
    const needed = bitrate(question, current);
    if (needed > KEEP_SHARE * throughput && current > lowest) {
      const index = highestWithin(question, allowed, KEEP_SHARE * throughput);
      return { index, reason: `needs ${kbps(needed)}, ${share(KEEP_SHARE)} of ${kbps(throughput)} is less` };
    }
    return this.climb(question, allowed, { current, throughput });
  }

  private panic(
    question: LevelQuestion,
    allowed: readonly number[],
    { current, throughput }: { current: number; throughput: number },
  ): LevelAnswer | undefined {
    if (question.bufferSeconds >= PANIC_FRAGMENTS * question.fragmentSeconds) return undefined;
    const index = Math.min(current, highestWithin(question, allowed, PANIC_SHARE * throughput));
    if (index >= current) return undefined;
    return {
      index,
      reason: `buffer ${seconds(question.bufferSeconds)}: within ${share(PANIC_SHARE)} of ${kbps(throughput)}`,
    };
  }

  private climb(
    question: LevelQuestion,
    allowed: readonly number[],
    { current, throughput }: { current: number; throughput: number },
  ): LevelAnswer {
    const next = allowed.find((index) => index > current);
    if (next === undefined) return { index: current, reason: 'highest level' };
    const needed = bitrate(question, next);
    if (needed > UP_SHARE * throughput) {
      return {
        index: current,
        reason: `${kbps(needed)} would need more than ${share(UP_SHARE)} of ${kbps(throughput)}`,
      };
    }
    if (question.bufferSeconds < CLIMB_FRAGMENTS * question.fragmentSeconds) {
      return { index: current, reason: `buffer ${seconds(question.bufferSeconds)}: too thin to climb` };
    }
    if (question.nowMillis - this.lastDownMillis < CLIMB_PAUSE_MILLIS) {
      return { index: current, reason: 'stepped down a moment ago: wait' };
    }
    return { index: next, reason: `${kbps(needed)} fits into ${share(UP_SHARE)} of ${kbps(throughput)}` };
  }
}

function allowedIndexes(question: LevelQuestion): number[] {
  const all = question.bitratesBps.map((_, index) => index);
  const allowed = all.filter((index) => !question.refusedIndexes.has(index));
  // When every level was refused the cause is not the level.
  return allowed.length > 0 ? allowed : all;
}

function highestWithin(question: LevelQuestion, allowed: readonly number[], limitBps: number): number {
  return allowed.findLast((index) => bitrate(question, index) <= limitBps) ?? allowed[0] ?? 0;
}

function bitrate(question: LevelQuestion, index: number): number {
  return question.bitratesBps[index] ?? 0;
}

function kbps(bitsPerSecond: number): string {
  return bitsPerSecond >= 10_000_000
    ? `${(bitsPerSecond / 1_000_000).toFixed(1)} Mb/s`
    : `${Math.round(bitsPerSecond / 1000)} kb/s`;
}

function share(value: number): string {
  return `${Math.round(value * 100)} %`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
