import type { Marker } from '../events/marker';

/** The engines that the page can play with. */
export type EngineName = 'smoothlab' | 'dashjs' | 'rx' | 'hlsjs' | 'shaka' | 'native';

export const ENGINE_NAMES: readonly EngineName[] = ['smoothlab', 'dashjs', 'rx', 'hlsjs', 'shaka', 'native'];

/** A level that a viewer may choose; `index` is the one of the manifest and of the frame stamp. */
export interface LevelChoice {
  readonly index: number;
  readonly bitrateBps: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
}

/** A stream of sound or text that a viewer may choose. */
export interface TrackChoice {
  /** What the engine knows it by. */
  readonly id: string;
  /** ISO 639-2 or BCP 47; empty when unknown. */
  readonly language: string;
  readonly label: string;
}

/** What there is beside the picture, and what of it is on. */
export interface TrackStatus {
  readonly audio: readonly TrackChoice[];
  readonly selectedAudio: string | undefined;
  readonly text: readonly TrackChoice[];
  readonly selectedText: string | 'off';
  /** The captions on screen now; empty between them. */
  readonly shownText: string;
}

export const NO_TRACKS: TrackStatus = {
  audio: [],
  selectedAudio: undefined,
  text: [],
  selectedText: 'off',
  shownText: '',
};

/** Why an engine fetches the level it fetches. */
export interface Decision {
  readonly atMillis: number;
  /** Undefined for the first one. */
  readonly fromBitrateBps: number | undefined;
  readonly toBitrateBps: number;
  readonly reason: string;
  readonly throughputBps: number | undefined;
  readonly bufferSeconds: number;
}

/** Something the viewer must know, and what can be done about it. */
export interface PlayerError {
  readonly atMillis: number;
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  /** Playback has ended because of it. */
  readonly isFatal: boolean;
}

export type EngineEvent =
  | { readonly kind: 'decision'; readonly decision: Decision }
  | { readonly kind: 'log'; readonly text: string; readonly isWarning: boolean }
  | { readonly kind: 'error'; readonly error: PlayerError }
  | { readonly kind: 'marker'; readonly marker: Marker }
  /** Fragment fetched: for the throughput graph. */
  | { readonly kind: 'fetched'; readonly bitrateBps: number; readonly throughputBps: number };

export type EngineSink = (event: EngineEvent) => void;

/** Seconds of the media element's own timeline. */
export interface SecondsRange {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** What an engine knows at this moment; whatever it does not know is undefined. */
export interface EngineStatus {
  readonly isLive: boolean;
  readonly levels: readonly LevelChoice[];
  readonly selected: number | 'auto';
  readonly throughputBps: number | undefined;
  /** The level that is being fetched. */
  readonly fetchedBitrateBps: number | undefined;
  /** One line: what the level rule thinks at this moment. */
  readonly reason: string | undefined;
  /** Seconds to add to the element's time to get the time of day in UTC, give or take whole days. */
  readonly timeOffsetSeconds: number | undefined;
}

/** One way to play a presentation in a media element. */
export interface Engine {
  /**
   * Resolves when the presentation is opened; rejects with an error the viewer should see.
   *
   * @param manifest its address, absolute
   */
  load(manifest: string): Promise<void>;
  status(): EngineStatus;
  /** The DVR window, or the whole presentation. */
  seekable(): SecondsRange | undefined;
  seekTo(seconds: number): void;
  goLive(): void;
  selectLevel(choice: number | 'auto'): void;
  tracks(): TrackStatus;
  selectAudio(id: string): void;
  selectText(id: string | 'off'): void;
  /** Leaves the element empty and all requests ended. Safe to call twice. */
  destroy(): Promise<void>;
}

/** What an engine is asked to do otherwise than it would. */
export interface EngineWishes {
  /** How far behind the live edge to play; undefined: as the engine thinks best. */
  readonly latencySeconds: number | undefined;
}

/** Those that play at a distance from the live edge that they are told. */
export const LATENCY_ENGINES: readonly EngineName[] = ['dashjs', 'hlsjs', 'shaka'];

export type EngineFactory = (video: HTMLVideoElement, sink: EngineSink, wishes: EngineWishes) => Engine;

/** Engines are fetched when they are first used: the page itself stays small. */
export async function loadEngine(name: EngineName): Promise<EngineFactory> {
  switch (name) {
    case 'smoothlab':
      return (await import('./smoothlab/smoothlabEngine')).createSmoothlabEngine;
    case 'dashjs':
      return (await import('./dashjsEngine')).createDashjsEngine;
    case 'rx':
      return (await import('./rxEngine')).createRxEngine;
    case 'hlsjs':
      return (await import('./hlsjsEngine')).createHlsjsEngine;
    case 'shaka':
      return (await import('./shakaEngine')).createShakaEngine;
    case 'native':
      return (await import('./nativeEngine')).createNativeEngine;
  }
}

/** An error of loading with words for the viewer. */
export class EngineError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'EngineError';
  }
}
