import {
  NO_TRACKS,
  type TrackStatus,
  type Engine,
  EngineError,
  type EngineFactory,
  type EngineSink,
  type EngineStatus,
  type SecondsRange,
} from './engine';
import { rangesOf } from './ranges';

export const createNativeEngine: EngineFactory = (video, sink) => new NativeEngine(video, sink);

const LOAD_MILLIS_MAX = 20_000;
const LIVE_GAP_SECONDS = 6;

/** The browser's own player, for HLS and MP4 addresses. */
class NativeEngine implements Engine {
  private readonly ended = new AbortController();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly sink: EngineSink,
  ) {}

  load(url: string): Promise<void> {
    const { signal } = this.ended;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new EngineError('timeout', `The browser has not opened ${url} in 20 s.`, ADVICE)),
        LOAD_MILLIS_MAX,
      );
      const settle = (finish: () => void) => () => {
        clearTimeout(timer);
        finish();
      };
      this.video.addEventListener('loadedmetadata', settle(resolve), { once: true, signal });
      this.video.addEventListener(
        'error',
        settle(() => {
          const error = this.elementError(url);
          reject(error);
          const { code, message, advice } = error;
          this.sink({
            kind: 'error',
            error: { atMillis: Date.now(), code, message, advice, isFatal: true },
          });
        }),
        { signal },
      );
      this.video.src = new URL(url, document.baseURI).href;
    });
  }

  status(): EngineStatus {
    return {
      isLive: this.video.duration === Number.POSITIVE_INFINITY,
      levels: [],
      selected: 'auto',
      throughputBps: undefined,
      fetchedBitrateBps: undefined,
      reason: undefined,
      timeOffsetSeconds: 0,
    };
  }

  seekable(): SecondsRange | undefined {
    const ranges = rangesOf(this.video.seekable);
    const first = ranges[0];
    const last = ranges.at(-1);
    if (first === undefined || last === undefined) return undefined;
    return { startSeconds: first.startSeconds, endSeconds: last.endSeconds };
  }

  seekTo(seconds: number): void {
    this.video.currentTime = seconds;
  }

  goLive(): void {
    const range = this.seekable();
    if (range === undefined) return;
    this.video.currentTime = Math.max(range.startSeconds, range.endSeconds - LIVE_GAP_SECONDS);
  }

  selectLevel(): void {
    // The browser does not say which levels there are, nor lets anyone choose.
  }

  tracks(): TrackStatus {
    return NO_TRACKS;
  }

  selectAudio(): void {
    // As with levels.
  }

  selectText(): void {
    // As with levels.
  }

  async destroy(): Promise<void> {
    if (this.ended.signal.aborted) return;
    this.ended.abort();
    this.video.removeAttribute('src');
    this.video.load();
  }

  private elementError(url: string): EngineError {
    const why = this.video.error?.message || 'no reason given';
    return new EngineError('native', `The browser cannot play ${url}: ${why}.`, ADVICE);
  }
}

const ADVICE = 'The native engine plays HLS and MP4. For a Smooth address choose another engine.';
