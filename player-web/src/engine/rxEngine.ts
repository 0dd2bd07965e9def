import RxPlayer from 'rx-player/minimal';
import { MEDIA_SOURCE_MAIN, SMOOTH } from 'rx-player/features';
import type { IVideoRepresentation } from 'rx-player/types';
import { languageName } from '../text/language';
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

RxPlayer.addFeatures([SMOOTH, MEDIA_SOURCE_MAIN]);

export const createRxEngine: EngineFactory = (video, sink) => new RxEngine(video, sink);

/** rx-player with its Smooth transport, as it comes. */
class RxEngine implements Engine {
  private readonly player: RxPlayer;
  private selected: number | 'auto' = 'auto';
  private current: IVideoRepresentation | undefined;
  private isOver = false;

  private readonly voice: EngineVoice;

  constructor(
    private readonly video: HTMLVideoElement,
    sink: EngineSink,
  ) {
    this.voice = new EngineVoice('rx-player', video, sink);
    this.player = new RxPlayer({ videoElement: video });
  }

  load(manifest: string): Promise<void> {
    this.player.addEventListener('error', (error) => {
      const { code, message } = describeError(error);
      this.voice.fail(code, message);
    });
    this.player.addEventListener('warning', (error) => this.voice.warn(describeError(error).message));
    this.player.addEventListener('videoRepresentationChange', (next) => this.changed(next));
    return this.voice.opening(manifest, (opened) => {
      this.player.addEventListener('playerStateChange', (state) => {
        if (state === 'LOADED' || state === 'PLAYING') opened();
      });
      const autoPlay = this.video.autoplay;
      this.player.loadVideo({ url: manifest, transport: 'smooth', autoPlay });
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
    emptyElement(this.video);
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
    this.voice.decided({
      fromBitrateBps: before?.bitrate,
      toBitrateBps: next.bitrate ?? 0,
      reason: this.selected === 'auto' ? 'rx-player gives no reason' : 'chosen by hand',
      throughputBps: undefined,
    });
  }
}

/** What rx-player itself keeps from the edge when it starts. */
const LIVE_GAP_SECONDS = 10;

function describeError(error: unknown): { code: string; message: string } {
  const { code, message } = error as { code?: string; message?: string };
  return { code: `rx-${code ?? 'unknown'}`, message: `rx-player: ${message ?? String(error)}` };
}
