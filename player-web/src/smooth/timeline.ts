import type { FragmentTime } from '../media/fragment';

/** A fragment as the timeline knows it. */
export interface TimelineEntry extends FragmentTime {
  /** Listed by a manifest or delivered; otherwise only announced by `tfrf` or guessed. */
  readonly isPublished: boolean;
}

export function endTicks(time: FragmentTime): bigint {
  return time.startTicks + time.durationTicks;
}

/**
 * The fragments of one stream, oldest first, as told by manifests and by `tfrf`. Entries never
 * overlap; a gap is a fragment that starts after its predecessor's end.
 */
export class StreamTimeline {
  private entries: TimelineEntry[] = [];

  get fragments(): readonly TimelineEntry[] {
    return this.entries;
  }

  get first(): TimelineEntry | undefined {
    return this.entries[0];
  }

  get last(): TimelineEntry | undefined {
    return this.entries.at(-1);
  }

  /** End of the newest published fragment: the live edge of this stream. */
  get publishedEndTicks(): bigint | undefined {
    const newest = this.entries.findLast((entry) => entry.isPublished);
    return newest === undefined ? undefined : endTicks(newest);
  }

  /**
   * Takes a manifest's list. It is the truth for the span it covers: what lies before has left the
   * window, what lies behind was announced and stays. When nothing connects the two (an encoder came
   * back with new times), the list replaces everything and the answer is `replaced`.
   */
  takeManifest(chunks: readonly FragmentTime[]): 'merged' | 'replaced' {
    const published = withoutOverlap(chunks).map((chunk) => ({ ...chunk, isPublished: true }));
    const newest = published.at(-1);
    if (newest === undefined) return 'merged';
    const known = this.entries;
    const oldest = known[0];
    const wentBack = oldest !== undefined && endTicks(newest) <= oldest.startTicks;
    const listEnd = endTicks(newest);
    const announced = wentBack ? [] : known.filter((entry) => entry.startTicks >= listEnd);
    this.entries = [...published, ...announced];
    return wentBack ? 'replaced' : 'merged';
  }

  /**
   * Takes a delivered fragment and what its `tfrf` announces. An entry that overlaps something known
   * is a rounding variant of it and is ignored.
   */
  takeFragment(time: FragmentTime, following: readonly FragmentTime[]): void {
    this.markPublished(time);
    for (const next of following) {
      const last = this.last;
      if (next.durationTicks > 0n && (last === undefined || next.startTicks >= endTicks(last))) {
        this.entries.push({ ...next, isPublished: false });
      }
    }
  }

  /** Forgets an announced fragment that the origin does not have. */
  forget(startTicks: bigint): void {
    this.entries = this.entries.filter((entry) => entry.startTicks !== startTicks);
  }

  /** Drops what ended before the DVR window, counted back from the live edge; 0 keeps all. */
  trim(windowTicks: bigint): void {
    const edge = this.publishedEndTicks;
    if (windowTicks === 0n || edge === undefined) return;
    const oldestTicks = edge - windowTicks;
    const keepFrom = this.entries.findIndex((entry) => endTicks(entry) > oldestTicks);
    if (keepFrom > 0) this.entries = this.entries.slice(keepFrom);
  }

  /** The fragment that holds `ticks`, or the first after it when `ticks` lies in a gap. */
  at(ticks: bigint): TimelineEntry | undefined {
    const index = this.firstEndingAfter(ticks);
    return this.entries[index];
  }

  /** The fragment after `time`; half a fragment of tolerance absorbs re-rounded starts. */
  after(time: FragmentTime): TimelineEntry | undefined {
    return this.startingFrom(time.startTicks + time.durationTicks / 2n + 1n);
  }

  /** The first fragment that starts at or after `ticks`. */
  startingFrom(ticks: bigint): TimelineEntry | undefined {
    return this.entries[this.firstIndex((entry) => entry.startTicks >= ticks)];
  }

  private firstEndingAfter(ticks: bigint): number {
    return this.firstIndex((entry) => endTicks(entry) > ticks);
  }

  /** Binary search: `holds` is false for a prefix of the entries and true for the rest. */
  private firstIndex(holds: (entry: TimelineEntry) => boolean): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.entries[middle];
      if (entry !== undefined && holds(entry)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private markPublished(time: FragmentTime): void {
    const index = this.firstIndex((entry) => entry.startTicks >= time.startTicks);
    const entry = this.entries[index];
    if (entry?.startTicks === time.startTicks) {
      this.entries[index] = { ...entry, isPublished: true };
    } else if (index === this.entries.length && time.durationTicks > 0n) {
      const last = this.last;
      if (last === undefined || time.startTicks >= endTicks(last)) {
        this.entries.push({ ...time, isPublished: true });
      }
    }
  }
}

/**
 * A manifest may list a duration that reaches past the next start, by rounding or a re-aligned
 * encoder: the start rules. A fragment without duration cannot be played and is left out.
 */
function withoutOverlap(chunks: readonly FragmentTime[]): FragmentTime[] {
  const kept: FragmentTime[] = [];
  chunks.forEach((chunk, index) => {
    const nextStart = chunks[index + 1]?.startTicks;
    const room = nextStart === undefined ? chunk.durationTicks : nextStart - chunk.startTicks;
    const durationTicks = chunk.durationTicks < room ? chunk.durationTicks : room;
    if (durationTicks > 0n) kept.push({ startTicks: chunk.startTicks, durationTicks });
  });
  return kept;
}
