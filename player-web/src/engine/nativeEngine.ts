import {
  NO_TRACKS,
  type TrackStatus,
  type Engine,
  type EngineFactory,
  type EngineSink,
  type EngineStatus,
  type SecondsRange,
} from './engine';
import { emptyElement, EngineVoice } from './engineVoice';
import { rangesOf } from './ranges';

export const createNativeEngine: EngineFactory = (video, sink) => new NativeEngine(video, sink);

const LIVE_GAP_SECONDS = 6;

/** The browser's own player, for HLS and MP4 addresses. */
class NativeEngine implements Engine {
  private readonly ended = new AbortController();

  private readonly voice: EngineVoice;

  constructor(
    private readonly video: HTMLVideoElement,
    sink: EngineSink,
  ) {
    this.voice = new EngineVoice('The browser', video, sink);
  }

  load(manifest: string): Promise<void> {
    const { signal } = this.ended;
    this.video.addEventListener('error', () => this.failed(manifest), { signal });
    return this.voice.opening(manifest, (opened) => {
      this.video.addEventListener('loadedmetadata', opened, { once: true, signal });
      this.video.src = manifest;
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
      timeOffsetSeconds: undefined,
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
    emptyElement(this.video);
  }

  private failed(manifest: string): void {
    const why = this.video.error?.message || 'no reason given';
    this.voice.fail('native', `The browser cannot play ${manifest}: ${why}.`, ADVICE);
  }
}

const ADVICE = 'The native engine plays HLS and MP4. For a Smooth address choose another engine.';
