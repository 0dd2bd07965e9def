import RxPlayer from 'rx-player/minimal';
import { MEDIA_SOURCE_MAIN, SMOOTH } from 'rx-player/features';
import type { IVideoRepresentation } from 'rx-player/types';
import { manifestUrl } from '../smooth/fragmentUrl';
import { languageName } from '../text/language';
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
import { bufferAhead, rangesOf } from './ranges';

RxPlayer.addFeatures([SMOOTH, MEDIA_SOURCE_MAIN]);

export const createRxEngine: EngineFactory = (video, sink) => new RxEngine(video, sink);

const LOAD_MILLIS_MAX = 30_000;

/** rx-player with its Smooth transport, as it comes. */
class RxEngine implements Engine {
  private readonly player: RxPlayer;
  private selected: number | 'auto' = 'auto';
  private current: IVideoRepresentation | undefined;
  private isOver = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly sink: EngineSink,
  ) {
    this.player = new RxPlayer({ videoElement: video });
  }

  load(url: string): Promise<void> {
    const target = manifestUrl(url, document.baseURI);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new EngineError('timeout', `rx-player has not opened ${target} in 30 s.`, ADVICE));
      }, LOAD_MILLIS_MAX);
      this.player.addEventListener('playerStateChange', (state) => {
        if (state !== 'LOADED' && state !== 'PLAYING') return;
        clearTimeout(timer);
        resolve();
      });
      this.player.addEventListener('error', (error) => {
        clearTimeout(timer);
        const { code, message } = describeError(error);
        reject(new EngineError(code, message, ADVICE));
        const now = { atMillis: Date.now(), code, message, advice: ADVICE, isFatal: true };
        this.sink({ kind: 'error', error: now });
      });
      this.player.addEventListener('warning', (error) => {
        this.sink({ kind: 'log', text: describeError(error).message, isWarning: true });
      });
      this.player.addEventListener('videoRepresentationChange', (next) => this.changed(next));
      const autoPlay = this.video.autoplay;
      this.player.loadVideo({ url: target, transport: 'smooth', autoPlay });
    });
  }

  status(): EngineStatus {
    return {
      isLive: !this.isOver && this.player.isLive(),
      levels: this.representations().map((each, index) => ({
        index,
        bitrateBps: each.bitrate ?? 0,
        widthPixels: each.width ?? 0,
        heightPixels: each.height ?? 0,
      })),
      selected: this.selected,
      // rx-player keeps its estimate to itself.
      throughputBps: undefined,
      fetchedBitrateBps: this.current?.bitrate,
      reason: undefined,
      timeOffsetSeconds: 0,
    };
  }

  seekable(): SecondsRange | undefined {
    if (this.isOver) return undefined;
    const startSeconds = this.player.getMinimumPosition();
    const endSeconds = this.player.getMaximumPosition();
    return startSeconds === null || endSeconds === null ? undefined : { startSeconds, endSeconds };
  }

  seekTo(seconds: number): void {
    const range = this.seekable();
    if (range === undefined) return;
    this.player.seekTo(Math.min(Math.max(seconds, range.startSeconds), range.endSeconds));
  }

  goLive(): void {
    const range = this.seekable();
    if (range === undefined) return;
    this.player.seekTo((this.player.getLivePosition() ?? range.endSeconds) - LIVE_GAP_SECONDS);
  }

  selectLevel(choice: number | 'auto'): void {
    this.selected = choice;
    const representation = choice === 'auto' ? undefined : this.representations()[choice];
    if (representation === undefined) this.player.unlockVideoRepresentations();
    else {
      const representations = [representation.id];
      this.player.lockVideoRepresentations({ representations, switchingMode: 'direct' });
    }
  }

  /** Its text needs a renderer of its own, which this page does not load. */
  tracks(): TrackStatus {
    if (this.isOver) return NO_TRACKS;
    const audio = this.player.getAvailableAudioTracks().map((track) => ({
      id: String(track.id),
      language: track.language ?? '',
      label: track.label ?? languageName(track.language ?? ''),
    }));
    const selected = this.player.getAudioTrack();
    return { ...NO_TRACKS, audio, selectedAudio: selected ? String(selected.id) : undefined };
  }

  selectAudio(id: string): void {
    const track = this.player.getAvailableAudioTracks().find((each) => String(each.id) === id);
    if (track !== undefined) this.player.setAudioTrack(track.id);
  }

  selectText(): void {
    // There is none to choose.
  }

  async destroy(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.player.dispose();
    this.video.removeAttribute('src');
    this.video.load();
  }

  /** Highest bitrate first, as in the manifest and in the frame stamp. */
  private representations(): IVideoRepresentation[] {
    const track = this.isOver ? undefined : this.player.getVideoTrack();
    return [...(track?.representations ?? [])].sort((a, b) => (b.bitrate ?? 0) - (a.bitrate ?? 0));
  }

  private changed(next: IVideoRepresentation | null): void {
    const before = this.current;
    this.current = next ?? undefined;
    if (next === null) return;
    this.sink({
      kind: 'decision',
      decision: {
        atMillis: Date.now(),
        fromBitrateBps: before?.bitrate,
        toBitrateBps: next.bitrate ?? 0,
        reason: this.selected === 'auto' ? 'rx-player gives no reason' : 'chosen by hand',
        throughputBps: undefined,
        bufferSeconds: bufferAhead(rangesOf(this.video.buffered), this.video.currentTime),
      },
    });
  }
}

/** What rx-player itself keeps from the edge when it starts. */
const LIVE_GAP_SECONDS = 10;
const ADVICE = 'Check that the origin is running, then load again, or try another engine.';

function describeError(error: unknown): { code: string; message: string } {
  const { code, message } = error as { code?: string; message?: string };
  return { code: `rx-${code ?? 'unknown'}`, message: `rx-player: ${message ?? String(error)}` };
}
