import { LevelRule } from '../../abr/levelRule';
import { ThroughputEstimate } from '../../abr/throughput';
import type { PlayableLevel } from '../../smooth/playableStream';
import type { EngineSink } from '../engine';

/** What is known when a video fragment is about to be fetched. */
export interface LevelSituation {
  readonly levels: readonly PlayableLevel[];
  /** Level of the fragment before. */
  readonly currentIndex: number | undefined;
  readonly refused: ReadonlySet<number>;
  readonly bufferSeconds: number;
  readonly fragmentSeconds: number;
}

/** Asks the level rule, or obeys the viewer, and reports every change with its reason. */
export class LevelChooser {
  /** Index of a quality level in the manifest, or `auto`. */
  selected: number | 'auto' = 'auto';
  private readonly throughput = new ThroughputEstimate();
  private readonly rule = new LevelRule();
  private lastReason: string | undefined;

  constructor(private readonly sink: EngineSink) {}

  get throughputBps(): number | undefined {
    return this.throughput.bitsPerSecond;
  }

  get reason(): string | undefined {
    return this.lastReason;
  }

  fetched(report: { level: PlayableLevel; bodyBytes: number; transferMillis: number }): void {
    this.throughput.add(report);
    const throughputBps = this.throughputBps;
    if (throughputBps === undefined) return;
    this.sink({ kind: 'fetched', bitrateBps: report.level.level.bitrateBps, throughputBps });
  }

  /** @returns index into the situation's levels */
  choose(situation: LevelSituation): number {
    const { levels, currentIndex } = situation;
    const answer = this.byHand(situation) ?? this.byRule(situation);
    this.lastReason = answer.reason;
    if (answer.index !== currentIndex) {
      const before = currentIndex === undefined ? undefined : levels[currentIndex];
      this.sink({
        kind: 'decision',
        decision: {
          atMillis: Date.now(),
          fromBitrateBps: before?.level.bitrateBps,
          toBitrateBps: levels[answer.index]?.level.bitrateBps ?? 0,
          reason: answer.reason,
          throughputBps: this.throughputBps,
          bufferSeconds: situation.bufferSeconds,
        },
      });
    }
    return answer.index;
  }

  private byHand({ levels, refused }: LevelSituation): { index: number; reason: string } | undefined {
    if (this.selected === 'auto') return undefined;
    const index = levels.findIndex(({ level }) => level.index === this.selected);
    if (index < 0 || refused.has(index)) return undefined;
    return { index, reason: 'chosen by hand' };
  }

  private byRule(situation: LevelSituation): { index: number; reason: string } {
    return this.rule.choose({
      bitratesBps: situation.levels.map(({ level }) => level.bitrateBps),
      currentIndex: situation.currentIndex,
      throughputBps: this.throughputBps,
      bufferSeconds: situation.bufferSeconds,
      fragmentSeconds: situation.fragmentSeconds,
      refusedIndexes: situation.refused,
      nowMillis: performance.now(),
    });
  }
}
