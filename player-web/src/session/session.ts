import { type Delivery, deliveryOf, manifestAddress } from '../engine/delivery';
import {
  type Decision,
  type Engine,
  EngineError,
  type EngineEvent,
  type EngineName,
  type EngineStatus,
  LATENCY_ENGINES,
  loadEngine,
  NO_TRACKS,
  type PlayerError,
  type SecondsRange,
  type TrackStatus,
} from '../engine/engine';
import type { Marker, MarkerSource } from '../events/marker';
import { bufferAhead, rangesOf } from '../engine/ranges';
import type { FrameCounters, StampClock } from '../stamp/frameLedger';
import type { FrameStamp } from '../stamp/frameStamp';
import { clockLatencySeconds } from '../stamp/liveLatency';
import { FrameWatcher, type WatchedFrame } from '../watch/frameWatcher';
import { SkewMeter } from '../watch/skewMeter';

export type PlayState =
  | 'idle'
  | 'loading'
  | 'paused'
  | 'playing'
  | 'buffering'
  | 'seeking'
  | 'ended'
  | 'error';

/** A line of the event log. */
export interface LogLine {
  readonly atMillis: number;
  readonly text: string;
  readonly isWarning: boolean;
}

/** A marker and how the player learned of it. */
export interface SeenMarker extends Marker {
  readonly atMillis: number;
  readonly sources: readonly MarkerSource[];
}

/** What to play, and how. */
export interface Source {
  /** A publishing point, or a manifest. */
  readonly url: string;
  readonly engine: EngineName;
  /** Of the point, if the engine plays it; else the engine's usual one. */
  readonly delivery?: string | undefined;
  /** How far behind the live edge to play; as the engine thinks best without. */
  readonly latencySeconds?: number | undefined;
}

/** Lists the page keeps: the oldest lines go first. */
const LINES_MAX = 500;
const NO_STATUS: EngineStatus = {
  isLive: false,
  levels: [],
  selected: 'auto',
  throughputBps: undefined,
  fetchedBitrateBps: undefined,
  reason: undefined,
  timeOffsetSeconds: 0,
};

/** One media element and what plays in it: the page and the probe both look here. */
export class Session {
  readonly errors: PlayerError[] = [];
  readonly decisions: Decision[] = [];
  readonly lines: LogLine[] = [];
  /** What event streams have told, oldest first; told twice is listed once, with both sources. */
  readonly markers: SeenMarker[] = [];
  stallCount = 0;
  stalledMillis = 0;
  url = '';
  engineName: EngineName = 'smoothlab';
  delivery: Delivery = 'smooth';
  private engine: Engine | undefined;
  private watcher: FrameWatcher | undefined;
  private skewMeter: SkewMeter | undefined;
  private isLoading = false;
  private loadCount = 0;
  private lastFrame: WatchedFrame | undefined;
  private lastFrameWallMillis = 0;
  private firstFrame = newSignal();
  private loadedMillis = 0;
  private startupMillis: number | undefined;
  private waitingSince: number | undefined;
  private offTimeLogged = 0;

  constructor(
    readonly video: HTMLVideoElement,
    private readonly clock: StampClock,
    private readonly onChange: () => void,
  ) {
    for (const name of ['play', 'pause', 'playing', 'waiting', 'seeking', 'seeked', 'ended', 'ratechange']) {
      video.addEventListener(name, () => this.onElement(name));
    }
  }

  /** Plays; what played before is taken down first. Rejects with what the viewer should know. */
  async load(source: Source): Promise<void> {
    const turn = ++this.loadCount;
    await this.teardown();
    this.begin(source);
    try {
      const create = await loadEngine(source.engine);
      if (turn !== this.loadCount) return;
      const wishes = { latencySeconds: source.latencySeconds };
      const engine = create(this.video, (event) => this.take(event, turn), wishes);
      this.engine = engine;
      await engine.load(manifestAddress(source.url, document.baseURI, this.delivery));
      if (turn !== this.loadCount) return;
      this.log(`${source.engine} has opened ${source.url}`);
      // Not awaited: opened is opened, even while the first fragments are on their way.
      if (this.video.autoplay) this.play().catch((error: unknown) => this.report(error));
    } catch (error) {
      if (turn !== this.loadCount) return;
      this.report(error);
      throw error;
    } finally {
      if (turn === this.loadCount) {
        this.isLoading = false;
        this.onChange();
      }
    }
  }

  async play(): Promise<void> {
    try {
      await this.video.play();
    } catch (error) {
      // The browser waits for a gesture, or another load took the element: neither is a fault.
      const name = error instanceof DOMException ? error.name : '';
      if (name !== 'NotAllowedError' && name !== 'AbortError') throw error;
      this.log(name === 'NotAllowedError' ? 'the browser asks for a click before it plays' : 'play was interrupted');
    }
  }

  pause(): void {
    this.video.pause();
  }

  seekTo(seconds: number): void {
    this.engine?.seekTo(seconds);
  }

  goLive(): void {
    this.engine?.goLive();
    if (this.video.paused) void this.play();
  }

  selectLevel(choice: number | 'auto'): void {
    this.engine?.selectLevel(choice);
    this.onChange();
  }

  selectAudio(id: string): void {
    this.engine?.selectAudio(id);
    this.onChange();
  }

  selectText(id: string | 'off'): void {
    this.engine?.selectText(id);
    this.onChange();
  }

  /** Starts measuring sound against picture; see the browser's rule about sound and gestures. */
  async measureSkew(): Promise<void> {
    this.skewMeter ??= new SkewMeter(this.video);
    await this.skewMeter.start();
  }

  async destroy(): Promise<void> {
    this.loadCount++;
    this.isLoading = false;
    await this.teardown();
    this.onChange();
  }

  whenFirstFrame(): Promise<void> {
    return this.firstFrame.promise;
  }

  get state(): PlayState {
    if (this.errors.some((error) => error.isFatal)) return 'error';
    if (this.isLoading) return 'loading';
    if (this.engine === undefined) return 'idle';
    if (this.video.ended) return 'ended';
    if (this.video.seeking) return 'seeking';
    if (this.video.paused) return 'paused';
    return this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA ? 'buffering' : 'playing';
  }

  get status(): EngineStatus {
    return this.engine?.status() ?? NO_STATUS;
  }

  get tracks(): TrackStatus {
    return this.engine?.tracks() ?? NO_TRACKS;
  }

  get seekable(): SecondsRange | undefined {
    return this.engine?.seekable();
  }

  get counters(): FrameCounters | undefined {
    return this.watcher?.ledger.counters;
  }

  get clipFrames(): number {
    return this.clock.clipFrames;
  }

  get bufferSeconds(): number {
    return bufferAhead(rangesOf(this.video.buffered), this.video.currentTime);
  }

  /** From load to the first picture. */
  get firstPictureMillis(): number | undefined {
    return this.startupMillis;
  }

  /** The stamp of the picture on screen. */
  get stamp(): FrameStamp | undefined {
    return this.lastFrame?.stamp;
  }

  /** How old the picture on screen is, by the clock; undefined when the media is not on it. */
  get latencySeconds(): number | undefined {
    const frame = this.lastFrame;
    if (frame === undefined) return undefined;
    // Between two pictures, or while stalled, the same picture grows older.
    const wallMillis = Math.max(this.lastFrameWallMillis, Date.now());
    const { timeOffsetSeconds } = this.status;
    if (timeOffsetSeconds === undefined) return undefined;
    return clockLatencySeconds(frame.mediaSeconds + timeOffsetSeconds, wallMillis);
  }

  /** Distance of the playhead to the published live edge. */
  get edgeDistanceSeconds(): number | undefined {
    const range = this.seekable;
    if (range === undefined || !this.status.isLive) return undefined;
    return range.endSeconds - this.video.currentTime;
  }

  get skewMillis(): number | undefined {
    return this.skewMeter?.skewMillis;
  }

  private begin({ url, engine, delivery, latencySeconds }: Source): void {
    this.url = url;
    this.engineName = engine;
    this.delivery = deliveryOf(engine, delivery);
    this.isLoading = true;
    this.errors.length = 0;
    this.decisions.length = 0;
    this.lines.length = 0;
    this.markers.length = 0;
    this.stallCount = 0;
    this.stalledMillis = 0;
    this.waitingSince = undefined;
    this.offTimeLogged = 0;
    this.lastFrame = undefined;
    this.startupMillis = undefined;
    this.loadedMillis = performance.now();
    this.firstFrame = newSignal();
    this.skewMeter?.reset();
    this.watcher = new FrameWatcher(this.video, this.clock, (frame) => this.onFrame(frame));
    this.log(`loading ${url} as ${this.delivery} with ${engine}`);
    if (latencySeconds !== undefined && !LATENCY_ENGINES.includes(engine)) {
      this.log(`${engine} chooses its distance from the live edge itself`);
    }
    this.onChange();
  }

  private async teardown(): Promise<void> {
    this.watcher?.stop();
    const engine = this.engine;
    this.engine = undefined;
    await engine?.destroy();
  }

  private onFrame(frame: WatchedFrame): void {
    this.logOffTime(frame.mediaSeconds);
    this.lastFrame = frame;
    this.lastFrameWallMillis = performance.timeOrigin + frame.displayMillis;
    this.skewMeter?.picture(frame.isFlash, frame.displayMillis);
    if (this.startupMillis === undefined) {
      this.startupMillis = performance.now() - this.loadedMillis;
      this.log(`first picture after ${Math.round(this.startupMillis)} ms`);
      this.firstFrame.resolve();
    }
    const { kind, skippedCount } = frame.verdict;
    const frames = skippedCount === 1 ? '1 frame' : `${skippedCount} frames`;
    if (kind === 'skipped') this.log(`${frames} skipped at ${frame.mediaSeconds.toFixed(2)} s`, true);
    if (kind === 'outOfOrder') this.log(`picture out of order at ${frame.mediaSeconds.toFixed(2)} s`, true);
  }

  private logOffTime(mediaSeconds: number): void {
    const ledger = this.watcher?.ledger;
    if (ledger === undefined || ledger.counters.offTime === this.offTimeLogged) return;
    this.offTimeLogged = ledger.counters.offTime;
    const frames = `${ledger.offTimeFrames} frames`;
    this.log(`stamps and media time out of step by ${frames} at ${mediaSeconds.toFixed(2)} s`, true);
  }

  private onElement(name: string): void {
    if (name === 'waiting' && this.startupMillis !== undefined && !this.video.seeking) {
      this.stallCount++;
      this.watcher?.ledger.restart();
      this.waitingSince = performance.now();
      this.log(`stalled at ${this.video.currentTime.toFixed(2)} s`, true);
    }
    if (name === 'playing' && this.waitingSince !== undefined) {
      this.stalledMillis += performance.now() - this.waitingSince;
      this.waitingSince = undefined;
    }
    this.onChange();
  }

  private take(event: EngineEvent, turn: number): void {
    if (turn !== this.loadCount) return;
    switch (event.kind) {
      case 'decision':
        push(this.decisions, event.decision);
        break;
      case 'log':
        this.log(event.text, event.isWarning);
        break;
      case 'error':
        push(this.errors, event.error);
        this.log(event.error.message, true);
        break;
      case 'marker':
        this.mark(event.marker);
        break;
      case 'fetched':
        break;
    }
    this.onChange();
  }

  private mark(marker: Marker): void {
    const index = this.markers.findIndex(
      (each) => each.streamName === marker.streamName && each.startSeconds === marker.startSeconds,
    );
    const known = this.markers[index];
    if (known === undefined) {
      push(this.markers, { ...marker, atMillis: Date.now(), sources: [marker.source] });
      this.log(`${marker.streamName}: ${marker.text} at ${marker.atSeconds.toFixed(2)} s`);
    } else if (!known.sources.includes(marker.source)) {
      this.markers[index] = { ...known, sources: [...known.sources, marker.source] };
    }
  }

  private report(error: unknown): void {
    const isKnown = this.errors.some((each) => each.isFatal);
    if (isKnown) return;
    const message = error instanceof Error ? error.message : String(error);
    push(this.errors, {
      atMillis: Date.now(),
      code: error instanceof EngineError ? error.code : 'load',
      message,
      advice: error instanceof EngineError ? error.advice : 'Load again, or try another engine.',
      isFatal: true,
    });
    this.log(message, true);
  }

  private log(text: string, isWarning = false): void {
    push(this.lines, { atMillis: Date.now(), text, isWarning });
  }
}

function push<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > LINES_MAX) list.shift();
}

interface Signal {
  readonly promise: Promise<void>;
  resolve(): void;
}

function newSignal(): Signal {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
