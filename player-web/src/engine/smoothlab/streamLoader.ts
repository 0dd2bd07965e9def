import { shouldAbandon } from '../../abr/abandonRule';
import { toMseFragment, type FragmentTime } from '../../media/fragment';
import { MediaError } from '../../media/mediaError';
import { decideAfterFailure, type FetchFailure } from '../../smooth/fetchPolicy';
import { fragmentUrl } from '../../smooth/fragmentUrl';
import { PublicationClock } from '../../smooth/publicationClock';
import type { PlayableLevel, PlayableStream } from '../../smooth/playableStream';
import { endTicks, StreamTimeline, type TimelineEntry } from '../../smooth/timeline';
import { bufferedEnd } from '../ranges';
import { Abandoned, FetchError, httpFetch, pause } from './httpFetch';
import type { SourceQueue } from './sourceQueue';

/** What a loader needs from its engine. */
export interface LoaderHost {
  readonly presentationUrl: string;
  isLive(): boolean;
  playheadSeconds(): number;
  /** Index into the stream's playable levels, asked before each fragment. */
  chooseLevel(question: { refused: ReadonlySet<number>; bufferSeconds: number }): number;
  fetched(report: { level: PlayableLevel; bodyBytes: number; transferMillis: number }): void;
  /** The answer for a whole fragment had this media type, which may point to sparse fragments. */
  typed(contentType: string): void;
  /** A fragment is in the source buffer. */
  appended(): void;
  /** Reloads the manifest; concurrent askers share one request. */
  reloadManifest(): Promise<void>;
  /** The playhead should go back into the DVR window. */
  rejoinWindow(why: string): void;
  log(text: string, isWarning: boolean): void;
  failed(failure: FetchFailure, url: string): void;
}

/** Media beyond this many seconds ahead is not fetched yet. */
const BUFFER_GOAL_SECONDS = 24;
const REFUSED_MILLIS = 10_000;
const IDLE_MILLIS = 100;

/** Fetches the fragments of one stream in order and appends them, until told to stop. */
export class StreamLoader {
  readonly timeline = new StreamTimeline();
  readonly publication = new PublicationClock();
  private appendedLevel: PlayableLevel | undefined;
  private run: AbortController | undefined;
  private running: Promise<void> = Promise.resolve();
  /** Levels that answered 404 a moment ago, and until when they are left alone. */
  private readonly refusedUntil = new Map<number, number>();
  private hasAllMedia = false;
  private windowTicks = 0n;
  private lastLevelIndex: number | undefined;
  /** What is fetched now, and whether that is still to be found out. */
  private current: TimelineEntry | undefined;
  private isStarting = false;

  constructor(
    readonly playable: PlayableStream,
    readonly queue: SourceQueue,
    private readonly host: LoaderHost,
  ) {}

  get levelIndex(): number | undefined {
    return this.lastLevelIndex;
  }

  /** The last fragment of an ended presentation is in the buffer. */
  get isComplete(): boolean {
    return this.hasAllMedia;
  }

  get fragmentSeconds(): number {
    const last = this.timeline.last;
    return last === undefined ? 2 : this.toSeconds(last.durationTicks);
  }

  /** @returns the live edge of this stream in seconds */
  get publishedEndSeconds(): number | undefined {
    const ticks = this.timeline.publishedEndTicks;
    return ticks === undefined ? undefined : this.toSeconds(ticks);
  }

  /** A fresh manifest: its chunks, and the length of the DVR window in this stream's ticks. */
  takeChunks(chunks: readonly FragmentTime[], windowTicks: bigint): 'merged' | 'replaced' {
    this.windowTicks = windowTicks;
    const outcome = this.timeline.takeManifest(chunks);
    this.timeline.trim(windowTicks);
    if (this.host.isLive()) this.listed();
    return outcome;
  }

  private listed(): void {
    const edge = this.publishedEndSeconds;
    if (edge !== undefined) this.publication.listed(edge, performance.now(), this.fragmentSeconds);
  }

  /** The times of the stream began anew. */
  restarted(): void {
    this.publication.reset();
    this.listed();
  }

  toSeconds(ticks: bigint): number {
    return Number(ticks) / Number(this.playable.stream.timescale);
  }

  toTicks(seconds: number): bigint {
    return BigInt(Math.round(seconds * Number(this.playable.stream.timescale)));
  }

  /** Start of the published fragment that begins nearest to `seconds`. */
  nearestStartSeconds(seconds: number): number | undefined {
    const ticks = this.toTicks(seconds);
    const here = this.timeline.at(ticks);
    if (here === undefined) return undefined;
    const next = this.timeline.after(here);
    const isNextNearer = ticks - here.startTicks > here.durationTicks / 2n;
    const nearest = isNextNearer && next?.isPublished === true ? next : here;
    return this.toSeconds(nearest.startTicks);
  }

  /** Starts, or starts again, behind what is buffered around `seconds`. */
  startAt(seconds: number): void {
    this.stop();
    const run = new AbortController();
    this.run = run;
    this.hasAllMedia = false;
    this.isStarting = true;
    const before = this.running;
    this.running = before
      .then(() => this.fetchAll(seconds, run.signal))
      .catch((error: unknown) => {
        if (!run.signal.aborted) {
          this.host.failed({ kind: 'media', why: messageOf(error) }, this.playable.stream.name);
        }
      });
  }

  /** Whether the media there is being fetched, or will be as soon as it is known what it is. */
  isFetching(seconds: number): boolean {
    if (this.run === undefined || this.run.signal.aborted) return false;
    if (this.isStarting) return true;
    if (this.current === undefined) return false;
    const ticks = this.toTicks(seconds);
    return this.current.startTicks <= ticks && ticks < endTicks(this.current);
  }

  /** Ends all requests; what was handed to the source buffer still arrives there. */
  stop(): void {
    this.run?.abort(new DOMException('the loader was stopped', 'AbortError'));
  }

  private async fetchAll(seconds: number, signal: AbortSignal): Promise<void> {
    const startSeconds = bufferedEnd(this.queue.buffered, seconds);
    // Behind buffered media: a range's end may be a rounding before its fragment's.
    const roundingSeconds = startSeconds > seconds ? 0.02 : 0;
    const startTicks = this.toTicks(startSeconds + roundingSeconds);
    this.current = this.timeline.at(startTicks);
    this.isStarting = false;
    let entry = await this.entryAt(startTicks, signal);
    while (!signal.aborted) {
      this.current = entry;
      await this.awaitRoom(signal);
      await this.awaitPublication(entry, signal);
      await this.fetchOne(entry, signal);
      entry = await this.entryAfter(entry, signal);
    }
  }

  private async entryAt(ticks: bigint, signal: AbortSignal): Promise<TimelineEntry> {
    return this.awaitEntry(() => this.timeline.at(ticks), signal);
  }

  private entryAfter(time: FragmentTime, signal: AbortSignal): Promise<TimelineEntry> {
    return this.awaitEntry(() => this.timeline.after(time), signal);
  }

  /** Waits for the manifest, or another fragment's tfrf, to name the next fragment. */
  private async awaitEntry(
    find: () => TimelineEntry | undefined,
    signal: AbortSignal,
  ): Promise<TimelineEntry> {
    for (;;) {
      const entry = find();
      if (entry !== undefined) return entry;
      if (!this.host.isLive()) {
        this.hasAllMedia = true;
        this.host.appended();
      }
      await pause(Math.min(Math.max((this.fragmentSeconds * 1000) / 2, 250), 2_000), signal);
      if (this.host.isLive() && find() === undefined) await this.host.reloadManifest();
    }
  }

  private async awaitRoom(signal: AbortSignal): Promise<void> {
    while (this.bufferSeconds() > BUFFER_GOAL_SECONDS) await pause(IDLE_MILLIS * 5, signal);
  }

  /**
   * Waits until an announced fragment should be there. An origin that holds early requests would not
   * mind; one that answers 412 at once, as the specification has it, is not asked in vain.
   */
  private async awaitPublication(entry: TimelineEntry, signal: AbortSignal): Promise<void> {
    if (entry.isPublished || !this.host.isLive()) return;
    const expected = this.publication.expectedMillis(this.toSeconds(endTicks(entry)));
    const waitMillis = (expected ?? 0) - performance.now();
    // Never longer than a fragment: the clock is an estimate.
    if (waitMillis > 0) await pause(Math.min(waitMillis, this.fragmentSeconds * 1000), signal);
  }

  private bufferSeconds(): number {
    const playhead = this.host.playheadSeconds();
    return bufferedEnd(this.queue.buffered, playhead) - playhead;
  }

  /** Fetches and appends one fragment, or gives up on it as the fetch policy says. */
  private async fetchOne(entry: TimelineEntry, signal: AbortSignal): Promise<void> {
    const firstMillis = performance.now();
    for (let attempt = 1; ; attempt++) {
      const index = this.chooseLevel();
      const level = this.playable.levels[index] ?? this.playable.levels[0];
      const url = fragmentUrl(this.host.presentationUrl, this.playable.stream, {
        level: level.level,
        startTicks: entry.startTicks,
      });
      try {
        await this.fetchAndAppend(url, { entry, level }, signal);
        this.refusedUntil.delete(index);
        return;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof Abandoned) {
          this.host.log(`${level.level.bitrateBps} bit/s given up: too slow for the buffer`, true);
          this.refuse(index);
          continue;
        }
        const failure = failureOf(error);
        const sinceFirstMillis = performance.now() - firstMillis;
        const isOver = await this.afterFailure(failure, { entry, index, attempt, sinceFirstMillis, url }, signal);
        if (isOver) return;
      }
    }
  }

  /** @returns whether this fragment is given up */
  private async afterFailure(
    failure: FetchFailure,
    at: { entry: TimelineEntry; index: number; attempt: number; sinceFirstMillis: number; url: string },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { entry, attempt, sinceFirstMillis } = at;
    if (failure.kind === 'status' && failure.status === 412) {
      this.publication.missing(this.toSeconds(endTicks(entry)), performance.now());
    }
    const decision = decideAfterFailure(failure, {
      isLive: this.host.isLive(),
      mayBeEarly: !entry.isPublished || entry === this.timeline.last,
      hasOtherLevels: this.playable.levels.length > 1,
      fragmentMillis: this.fragmentSeconds * 1000,
      attempt,
      sinceFirstMillis,
    });
    const what = `${this.playable.stream.name} ${entry.startTicks}: ${describeFailure(failure)}`;
    switch (decision.kind) {
      case 'retry':
        if (decision.isNews) this.host.log(`${what}, again in ${decision.afterMillis} ms`, true);
        await pause(decision.afterMillis, signal);
        return false;
      case 'otherLevel':
        this.host.log(`${what}, trying another level`, true);
        this.refuse(at.index);
        return false;
      case 'reloadManifest':
        await pause(decision.afterMillis, signal);
        await this.host.reloadManifest();
        return this.isGone(entry);
      case 'skip':
        this.host.log(`${what}, skipped`, true);
        return true;
      case 'rejoinWindow':
        this.host.log(`${what}, it left the DVR window`, true);
        await this.host.reloadManifest();
        this.host.rejoinWindow('the media asked for has left the DVR window');
        return true;
      case 'giveUp':
        this.host.failed(failure, at.url);
        this.stop();
        throw signal.reason;
    }
  }

  /** A fresh manifest goes on beyond the fragment without naming it. */
  private isGone(entry: TimelineEntry): boolean {
    const known = this.timeline.at(entry.startTicks);
    const isNamed = known !== undefined && known.startTicks <= entry.startTicks;
    const edge = this.timeline.publishedEndTicks ?? 0n;
    if (isNamed && !known.isPublished && edge > entry.startTicks) {
      this.timeline.forget(entry.startTicks);
      return true;
    }
    return !isNamed && edge > entry.startTicks;
  }

  private async fetchAndAppend(
    url: string,
    { entry, level }: { entry: TimelineEntry; level: PlayableLevel },
    signal: AbortSignal,
  ): Promise<void> {
    const lowest = this.playable.levels[0].level.bitrateBps;
    const { body, transferMillis, contentType } = await httpFetch(url, {
      signal,
      headMillisMax: Math.max(10_000, this.fragmentSeconds * 3_000),
      onProgress: (receivedBytes, totalBytes, elapsedMillis) => {
        const download = {
          receivedBytes,
          totalBytes,
          elapsedMillis,
          bufferSeconds: this.bufferSeconds(),
          bitrateBps: level.level.bitrateBps,
          lowestBitrateBps: lowest,
        };
        if (shouldAbandon(download)) {
          this.host.fetched({ level, bodyBytes: receivedBytes, transferMillis: elapsedMillis });
          throw new Abandoned();
        }
      },
    });
    const fragment = toMseFragment(body);
    this.host.fetched({ level, bodyBytes: body.length, transferMillis });
    this.host.typed(contentType);
    const publishedMillis = performance.now() - transferMillis;
    this.publication.available(this.toSeconds(endTicks(entry)), publishedMillis);
    if (fragment.time.startTicks !== entry.startTicks) {
      this.host.log(
        `${this.playable.stream.name}: asked for ${entry.startTicks}, got ${fragment.time.startTicks}`,
        true,
      );
    }
    this.timeline.takeFragment(entry, this.host.isLive() ? fragment.following : []);
    this.timeline.trim(this.windowTicks);
    const needsInit = this.appendedLevel !== level;
    const parts = [fragment.moof, fragment.mdat];
    if (signal.aborted) throw signal.reason;
    await this.queue.append(
      needsInit ? [level.initSegment, ...parts] : parts,
      -this.toSeconds(fragment.shiftTicks),
    );
    this.appendedLevel = level;
    this.host.appended();
  }

  private chooseLevel(): number {
    const now = performance.now();
    for (const [index, until] of this.refusedUntil) {
      if (until < now) this.refusedUntil.delete(index);
    }
    const refused = new Set(this.refusedUntil.keys());
    this.lastLevelIndex = this.host.chooseLevel({ refused, bufferSeconds: this.bufferSeconds() });
    return this.lastLevelIndex;
  }

  private refuse(index: number): void {
    this.refusedUntil.set(index, performance.now() + REFUSED_MILLIS);
  }
}

function failureOf(error: unknown): FetchFailure {
  if (error instanceof FetchError) return error.failure;
  if (error instanceof MediaError) return { kind: 'media', why: error.message };
  throw error;
}

export function describeFailure(failure: FetchFailure): string {
  return failure.kind === 'status' ? `status ${failure.status}` : failure.why;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
