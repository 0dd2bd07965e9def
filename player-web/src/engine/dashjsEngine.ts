import { type MediaInfo, MediaPlayer, type MediaPlayerClass, type Representation } from 'dashjs';
// The MSS module is not part of the main file; without it a Smooth manifest is "parsing failed".
import 'dashjs/mss';
import { manifestUrl } from '../smooth/fragmentUrl';
import {
  type Engine,
  EngineError,
  type EngineFactory,
  type EngineSink,
  type EngineStatus,
  NO_TRACKS,
  type SecondsRange,
  type TrackChoice,
  type TrackStatus,
} from './engine';
import { languageName } from '../text/language';
import { bufferAhead, rangesOf } from './ranges';

export const createDashjsEngine: EngineFactory = (video, sink) => new DashjsEngine(video, sink);

/** dash.js knows the live edge of Smooth only from tfrf: a seek to the very end stalls for ever. */
const EDGE_MARGIN_SECONDS = 3;
const LOAD_MILLIS_MAX = 30_000;

/** dash.js with its MSS module, as it comes: its defaults are what people deploy. */
class DashjsEngine implements Engine {
  private readonly player: MediaPlayerClass = MediaPlayer().create();
  private selected: number | 'auto' = 'auto';
  private fetchedBps: number | undefined;
  private isOver = false;
  /** Where dash.js draws TTML. */
  private readonly captions = document.createElement('div');

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly sink: EngineSink,
  ) {}

  load(url: string): Promise<void> {
    const target = manifestUrl(url, document.baseURI);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const advice = 'Check the address, and that the encoder is sending.';
        reject(new EngineError('timeout', `dash.js has not opened ${target} in 30 s.`, advice));
      }, LOAD_MILLIS_MAX);
      this.player.updateSettings({
        debug: { logLevel: 0 },
        // By default dash.js asks a public time server; this page asks nobody but the origin.
        streaming: { utcSynchronization: { enabled: false } },
      });
      this.player.on('streamInitialized', () => {
        clearTimeout(timer);
        resolve();
      });
      this.player.on('error', (event) => {
        const error = describeError(event);
        clearTimeout(timer);
        reject(new EngineError(error.code, error.message, ADVICE));
        this.sink({
          kind: 'error',
          error: { atMillis: Date.now(), ...error, advice: ADVICE, isFatal: true },
        });
      });
      this.player.on('qualityChangeRequested', (event) => {
        if (event.mediaType !== 'video') return;
        this.decided(event.oldRepresentation, event.newRepresentation, event.reason);
      });
      this.player.on('fragmentLoadingCompleted', (event) => {
        const { request } = event as { request?: { mediaType?: string; bandwidth?: number } };
        if (request?.mediaType === 'video') this.fetched(request.bandwidth);
      });
      this.player.initialize(this.video, target, this.video.autoplay);
      this.captions.className = 'captions';
      this.video.after(this.captions);
      this.player.attachTTMLRenderingDiv(this.captions);
    });
  }

  status(): EngineStatus {
    const representations = this.representations();
    return {
      isLive: this.isReady() && this.player.isDynamic(),
      levels: representations.map((each, index) => ({
        index,
        bitrateBps: each.bandwidth,
        widthPixels: each.width,
        heightPixels: each.height,
      })),
      selected: this.selected,
      throughputBps: this.throughputBps(),
      fetchedBitrateBps: this.fetchedBps,
      reason: undefined,
      timeOffsetSeconds: 0,
    };
  }

  seekable(): SecondsRange | undefined {
    if (!this.isReady()) return undefined;
    if (!this.player.isDynamic()) {
      return { startSeconds: 0, endSeconds: this.player.duration() };
    }
    const window = this.player.getDvrWindow();
    // Without segments yet dash.js answers with an empty object, whatever its types say.
    if (!Number.isFinite(window.start) || !Number.isFinite(window.end)) return undefined;
    return { startSeconds: window.start, endSeconds: window.end };
  }

  seekTo(seconds: number): void {
    const range = this.seekable();
    if (range === undefined) return;
    const latest = range.endSeconds - (this.player.isDynamic() ? EDGE_MARGIN_SECONDS : 0);
    this.player.seekToPresentationTime(Math.min(Math.max(seconds, range.startSeconds), latest));
  }

  goLive(): void {
    if (this.isReady()) this.player.seekToOriginalLive();
  }

  selectLevel(choice: number | 'auto'): void {
    this.selected = choice;
    const isAuto = choice === 'auto';
    this.player.updateSettings({ streaming: { abr: { autoSwitchBitrate: { video: isAuto } } } });
    const representation = isAuto ? undefined : this.representations()[choice];
    if (representation !== undefined) {
      this.player.setRepresentationForTypeById('video', representation.id, true);
    }
  }

  tracks(): TrackStatus {
    if (!this.isReady()) return NO_TRACKS;
    const text = this.textTracks();
    const current = text.findIndex((_, index) => index === this.player.getCurrentTextTrackIndex());
    return {
      audio: this.player.getTracksFor('audio').map(choiceOf),
      selectedAudio: idOf(this.player.getCurrentTrackFor('audio')),
      text: text.map(choiceOf),
      selectedText: this.player.isTextEnabled() ? (idOf(text[current]) ?? 'off') : 'off',
      shownText: this.player.isTextEnabled() ? (this.captions.textContent ?? '').trim() : '',
    };
  }

  selectAudio(id: string): void {
    if (!this.isReady()) return;
    const track = this.player.getTracksFor('audio').find((each) => idOf(each) === id);
    if (track !== undefined) this.player.setCurrentTrack(track);
  }

  selectText(id: string | 'off'): void {
    if (!this.isReady()) return;
    const index = this.textTracks().findIndex((each) => idOf(each) === id);
    this.player.enableText(index >= 0);
    if (index >= 0) this.player.setTextTrack(index);
  }

  private textTracks(): MediaInfo[] {
    return this.player.getTracksFor('text').filter((each) => each.codec?.includes('stpp') !== false);
  }

  async destroy(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.captions.remove();
    this.player.destroy();
    this.video.removeAttribute('src');
    this.video.load();
  }

  private isReady(): boolean {
    return !this.isOver && this.player.isReady();
  }

  /** Highest bitrate first, as in the manifest and in the frame stamp. */
  private representations(): Representation[] {
    if (!this.isReady()) return [];
    return [...this.player.getRepresentationsByType('video')].sort((a, b) => b.bandwidth - a.bandwidth);
  }

  private throughputBps(): number | undefined {
    const kilobits = this.isReady() ? this.player.getAverageThroughput('video') : Number.NaN;
    return Number.isFinite(kilobits) && kilobits > 0 ? kilobits * 1000 : undefined;
  }

  private fetched(bandwidth: number | undefined): void {
    this.fetchedBps = bandwidth ?? this.player.getCurrentRepresentationForType('video')?.bandwidth;
    const throughputBps = this.throughputBps();
    if (this.fetchedBps === undefined || throughputBps === undefined) return;
    this.sink({ kind: 'fetched', bitrateBps: this.fetchedBps, throughputBps });
  }

  private decided(
    before: Representation | undefined,
    after: Representation | undefined,
    reason: { name?: string } | null | undefined,
  ): void {
    if (after === undefined) return;
    this.sink({
      kind: 'decision',
      decision: {
        atMillis: Date.now(),
        fromBitrateBps: before?.bandwidth,
        toBitrateBps: after.bandwidth,
        reason: reason?.name ?? 'dash.js gives no reason',
        throughputBps: this.throughputBps(),
        bufferSeconds: bufferAhead(rangesOf(this.video.buffered), this.video.currentTime),
      },
    });
  }
}

function idOf(track: MediaInfo | null | undefined): string | undefined {
  return track ? String(track.id ?? track.index) : undefined;
}

function choiceOf(track: MediaInfo): TrackChoice {
  const language = track.lang ?? '';
  return { id: idOf(track) ?? '', language, label: languageName(language) };
}

const ADVICE = 'Check that the origin is running, then load again, or try another engine.';

function describeError(event: unknown): { code: string; message: string } {
  const { error } = event as { error?: { code?: number; message?: string } | string };
  if (typeof error === 'string') return { code: 'dashjs', message: `dash.js: ${error}` };
  return {
    code: `dashjs-${error?.code ?? 'unknown'}`,
    message: `dash.js: ${error?.message ?? 'an error without a message'}`,
  };
}
