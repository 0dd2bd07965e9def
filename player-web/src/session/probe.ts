import { type Decision, ENGINE_NAMES, type EngineName, type PlayerError, type SecondsRange, type TrackStatus } from '../engine/engine';
import type { Delivery } from '../engine/delivery';
import { rangesOf } from '../engine/ranges';
import type { FrameCounters } from '../stamp/frameLedger';
import type { FrameStamp } from '../stamp/frameStamp';
import type { PlayState, SeenMarker, Session, Source } from './session';

/**
 * `window.smoothlab`: what a browser test can ask and do. Everything returned is plain data, so that
 * it survives the way to a driver. Times are seconds of the media element's timeline.
 */
export interface SmoothlabProbe {
  readonly engines: readonly EngineName[];
  /** Plays `url`; resolves when it is opened, rejects with the error the viewer sees. */
  load(url: string, engine?: EngineName, more?: Pick<Source, 'delivery' | 'latencySeconds'>): Promise<void>;
  play(): Promise<void>;
  pause(): void;
  seekTo(seconds: number): void;
  goLive(): void;
  /** Index of a quality level in the manifest, or `auto`. */
  selectLevel(choice: number | 'auto'): void;
  /** Choices are in `state().tracks`. */
  selectAudio(id: string): void;
  selectText(id: string | 'off'): void;
  destroy(): Promise<void>;
  /** Resolves at the first picture on screen after the last load. */
  whenFirstFrame(): Promise<void>;
  /** Starts the A/V skew measurement; needs sound that is allowed to play. */
  measureSkew(): Promise<void>;
  state(): ProbeState;
}

export interface ProbeState {
  readonly state: PlayState;
  readonly engine: EngineName;
  readonly delivery: Delivery;
  readonly url: string;
  readonly isLive: boolean;
  readonly currentTime: number;
  readonly playbackRate: number;
  readonly buffered: readonly SecondsRange[];
  readonly bufferSeconds: number;
  readonly seekable: SecondsRange | null;
  /** Age of the picture on screen by the clock; null when the media is not on the clock. */
  readonly latencySeconds: number | null;
  readonly edgeDistanceSeconds: number | null;
  readonly throughputBps: number | null;
  readonly fetchedBitrateBps: number | null;
  /** Level on screen, from the stamp. */
  readonly stamp: FrameStamp | null;
  readonly clipFrames: number;
  readonly firstPictureMillis: number | null;
  readonly stallCount: number;
  readonly stalledMillis: number;
  readonly skewMillis: number | null;
  /** The browser's own counts, to compare. */
  readonly droppedVideoFrames: number;
  readonly totalVideoFrames: number;
  readonly counters: FrameCounters | null;
  readonly levels: readonly { readonly index: number; readonly bitrateBps: number }[];
  readonly tracks: TrackStatus;
  readonly markers: readonly SeenMarker[];
  readonly errors: readonly PlayerError[];
  readonly decisions: readonly Decision[];
  readonly log: readonly string[];
}

declare global {
  interface Window {
    smoothlab: SmoothlabProbe;
  }
}

export function makeProbe(session: Session): SmoothlabProbe {
  return {
    engines: ENGINE_NAMES,
    load: (url, engine = 'smoothlab', more = {}) => session.load({ url, engine, ...more }),
    play: () => session.play(),
    pause: () => session.pause(),
    seekTo: (seconds) => session.seekTo(seconds),
    goLive: () => session.goLive(),
    selectLevel: (choice) => session.selectLevel(choice),
    selectAudio: (id) => session.selectAudio(id),
    selectText: (id) => session.selectText(id),
    destroy: () => session.destroy(),
    whenFirstFrame: () => session.whenFirstFrame(),
    measureSkew: () => session.measureSkew(),
    state: () => stateOf(session),
  };
}

function stateOf(session: Session): ProbeState {
  const { video, status } = session;
  const quality = video.getVideoPlaybackQuality();
  const counters = session.counters;
  return {
    state: session.state,
    engine: session.engineName,
    delivery: session.delivery,
    url: session.url,
    isLive: status.isLive,
    currentTime: video.currentTime,
    playbackRate: video.playbackRate,
    buffered: rangesOf(video.buffered),
    bufferSeconds: session.bufferSeconds,
    seekable: session.seekable ?? null,
    latencySeconds: session.latencySeconds ?? null,
    edgeDistanceSeconds: session.edgeDistanceSeconds ?? null,
    throughputBps: status.throughputBps ?? null,
    fetchedBitrateBps: status.fetchedBitrateBps ?? null,
    stamp: session.stamp ?? null,
    clipFrames: session.clipFrames,
    firstPictureMillis: session.firstPictureMillis ?? null,
    stallCount: session.stallCount,
    stalledMillis: session.stalledMillis,
    skewMillis: session.skewMillis ?? null,
    droppedVideoFrames: quality.droppedVideoFrames,
    totalVideoFrames: quality.totalVideoFrames,
    counters: counters === undefined ? null : { ...counters },
    levels: status.levels.map(({ index, bitrateBps }) => ({ index, bitrateBps })),
    tracks: session.tracks,
    markers: [...session.markers],
    errors: [...session.errors],
    decisions: [...session.decisions],
    log: session.lines.map((line) => line.text),
  };
}
