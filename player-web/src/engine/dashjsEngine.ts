import {
  type MediaInfo,
  MediaPlayer,
  type MediaPlayerClass,
  type MediaPlayerSettingClass,
  type Representation,
} from 'dashjs';
// The MSS module is not part of the main file; without it a Smooth manifest is "parsing failed".
import 'dashjs/mss';
import {
  type Engine,
  type EngineFactory,
  type EngineSink,
  type EngineStatus,
  type EngineWishes,
  NO_TRACKS,
  type SecondsRange,
  type TrackChoice,
  type TrackStatus,
} from './engine';
import { languageName } from '../text/language';
import { emptyElement, EngineVoice } from './engineVoice';

export const createDashjsEngine: EngineFactory = (video, sink, wishes) =>
  new DashjsEngine(video, sink, wishes);

/** dash.js knows the live edge of Smooth only from tfrf: a seek to the very end stalls for ever. */
const EDGE_MARGIN_SECONDS = 3;

/** dash.js, for DASH and with its MSS module, as it comes: its defaults are what people deploy. */
class DashjsEngine implements Engine {
  private readonly player: MediaPlayerClass = MediaPlayer().create();
  private selected: number | 'auto' = 'auto';
  private fetchedBps: number | undefined;
  private isOver = false;
  /** Wall time of the element's 0: what the MPD tells. Smooth tells nothing, its time is the day's. */
  private zeroSeconds = 0;
  private readonly voice: EngineVoice;
  /** Where dash.js draws TTML. */
  private readonly captions = document.createElement('div');

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly sink: EngineSink,
    private readonly wishes: EngineWishes,
  ) {
    this.voice = new EngineVoice('dash.js', video, sink);
  }

  load(manifest: string): Promise<void> {
    this.player.updateSettings(settingsFor(manifest, this.wishes));
    this.player.on('error', (event) => {
      const { code, message } = describeError(event);
      this.voice.fail(code, message);
    });
    this.player.on('manifestLoaded', ({ data }) => this.learnClock(data));
    this.player.on('qualityChangeRequested', (event) => {
      if (event.mediaType !== 'video') return;
      this.decided(event.oldRepresentation, event.newRepresentation, event.reason);
    });
    this.player.on('fragmentLoadingCompleted', (event) => {
      const { request } = event as { request?: { mediaType?: string; bandwidth?: number } };
      if (request?.mediaType === 'video') this.fetched(request.bandwidth);
    });
    return this.voice.opening(manifest, (opened) => {
      this.player.on('streamInitialized', opened);
      this.player.initialize(this.video, manifest, this.video.autoplay);
      this.player.clearDefaultUTCTimingSources();
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
      timeOffsetSeconds: this.zeroSeconds,
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
    emptyElement(this.video);
  }

  private isReady(): boolean {
    return !this.isOver && this.player.isReady();
  }

  /** Highest bitrate first, as in the manifest and in the frame stamp. */
  private representations(): Representation[] {
    if (!this.isReady()) return [];
    return [...this.player.getRepresentationsByType('video')].sort((a, b) => b.bandwidth - a.bandwidth);
  }

  private learnClock(manifest: object): void {
    const { availabilityStartTime } = manifest as { availabilityStartTime?: Date | number };
    const zeroMillis = Number(availabilityStartTime ?? Number.NaN);
    if (Number.isFinite(zeroMillis)) this.zeroSeconds = zeroMillis / 1000;
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
    this.voice.decided({
      fromBitrateBps: before?.bandwidth,
      toBitrateBps: after.bandwidth,
      reason: reason?.name ?? 'dash.js gives no reason',
      throughputBps: this.throughputBps(),
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

/** Faster or slower by so much until the latency is what was wished for. */
const CATCH_UP_RATE = 0.1;

function settingsFor(manifest: string, { latencySeconds }: EngineWishes): MediaPlayerSettingClass {
  // An MPD names a clock; without one dash.js would ask a public server, and this page asks nobody
  // but the origin.
  const utcSynchronization = { enabled: /\.mpd$|format=mpd/i.test(new URL(manifest).pathname) };
  const live =
    latencySeconds === undefined
      ? {}
      : {
          delay: { liveDelay: latencySeconds },
          liveCatchup: { enabled: true, playbackRate: { min: -CATCH_UP_RATE, max: CATCH_UP_RATE } },
        };
  return { debug: { logLevel: 0 }, streaming: { utcSynchronization, ...live } };
}

function describeError(event: unknown): { code: string; message: string } {
  const { error } = event as { error?: { code?: number; message?: string } | string };
  if (typeof error === 'string') return { code: 'dashjs', message: `dash.js: ${error}` };
  return {
    code: `dashjs-${error?.code ?? 'unknown'}`,
    message: `dash.js: ${error?.message ?? 'an error without a message'}`,
  };
}
