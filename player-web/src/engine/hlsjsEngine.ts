import Hls, { type ErrorData, Events, type HlsConfig, type Level, type MediaPlaylist } from 'hls.js';
import workerUrl from 'hls.js/dist/hls.worker.js?url';
import { languageName } from '../text/language';
import type {
  Engine,
  EngineFactory,
  EngineSink,
  EngineStatus,
  EngineWishes,
  SecondsRange,
  TrackChoice,
  TrackStatus,
} from './engine';
import { emptyElement, EngineVoice, shownCues } from './engineVoice';

export const createHlsjsEngine: EngineFactory = (video, sink, wishes) =>
  new HlsjsEngine(video, sink, wishes);

/** Faster by so much until the latency is what was wished for; hls.js does not go slower. */
const CATCH_UP_RATE_MAX = 1.1;

/** A stall does not move the latency that was wished for: hls.js would add a second each time. */
const LATENCY_SECONDS_PER_STALL = 0;

/** Further behind than this more than was wished for it jumps: to be faster would take too long. */
const CATCH_UP_SECONDS_MAX = 3;

/** hls.js, for both kinds of segments, as it comes: its defaults are what people deploy. */
class HlsjsEngine implements Engine {
  private readonly hls: Hls;
  private readonly voice: EngineVoice;
  private selected: number | 'auto' = 'auto';
  private fetchedBps: number | undefined;
  private isOver = false;

  constructor(
    private readonly video: HTMLVideoElement,
    sink: EngineSink,
    private readonly wishes: EngineWishes,
  ) {
    this.voice = new EngineVoice('hls.js', video, sink);
    this.hls = new Hls(configFor(wishes));
  }

  load(manifest: string): Promise<void> {
    this.hls.on(Events.ERROR, (_, data) => this.failed(data));
    this.hls.on(Events.LEVEL_SWITCHING, (_, level) => this.switching(level.maxBitrate));
    return this.voice.opening(manifest, (opened) => {
      // The first playlist of a level: until then nobody knows whether it is live.
      this.hls.once(Events.LEVEL_LOADED, () => opened());
      this.hls.attachMedia(this.video);
      this.hls.loadSource(manifest);
    });
  }

  status(): EngineStatus {
    return {
      isLive: this.hls.latestLevelDetails?.live ?? false,
      levels: this.levels().map((each, index) => ({
        index,
        bitrateBps: each.maxBitrate,
        widthPixels: each.width,
        heightPixels: each.height,
      })),
      selected: this.selected,
      throughputBps: this.throughputBps(),
      fetchedBitrateBps: this.fetchedBps,
      reason: undefined,
      timeOffsetSeconds: this.timeOffsetSeconds(),
    };
  }

  seekable(): SecondsRange | undefined {
    const details = this.hls.latestLevelDetails;
    if (details === null) return undefined;
    return { startSeconds: details.fragmentStart, endSeconds: details.edge };
  }

  seekTo(seconds: number): void {
    const range = this.seekable();
    if (range === undefined) return;
    const latest = this.hls.liveSyncPosition ?? range.endSeconds;
    // Who goes back wants to stay there.
    this.hls.config.liveMaxLatencyDuration = Number.POSITIVE_INFINITY;
    this.video.currentTime = Math.max(Math.min(seconds, latest), range.startSeconds);
  }

  goLive(): void {
    const { liveSyncPosition } = this.hls;
    this.hls.config.liveMaxLatencyDuration = maxLatencySeconds(this.wishes);
    if (liveSyncPosition !== null) this.video.currentTime = liveSyncPosition;
  }

  selectLevel(choice: number | 'auto'): void {
    this.selected = choice;
    const level = choice === 'auto' ? undefined : this.levels()[choice];
    this.hls.nextLevel = level === undefined ? -1 : this.hls.levels.indexOf(level);
  }

  tracks(): TrackStatus {
    const { audioTracks, audioTrack, subtitleTracks, subtitleTrack } = this.hls;
    return {
      audio: audioTracks.map(choiceOf),
      selectedAudio: audioTrack < 0 ? undefined : String(audioTrack),
      text: subtitleTracks.map(choiceOf),
      selectedText: subtitleTrack < 0 ? 'off' : String(subtitleTrack),
      shownText: shownCues(this.video),
    };
  }

  selectAudio(id: string): void {
    this.hls.audioTrack = Number(id);
  }

  selectText(id: string | 'off'): void {
    this.hls.subtitleTrack = id === 'off' ? -1 : Number(id);
  }

  async destroy(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.hls.destroy();
    emptyElement(this.video);
  }

  /** Highest bitrate first, as in the manifest and in the frame stamp. */
  private levels(): Level[] {
    return this.hls.levels
      .filter((each) => each.videoCodec !== undefined || each.height > 0)
      .sort((a, b) => b.maxBitrate - a.maxBitrate);
  }

  private throughputBps(): number | undefined {
    const estimate = this.hls.bandwidthEstimate;
    return Number.isFinite(estimate) && estimate > 0 ? estimate : undefined;
  }

  /** hls.js lets the element's time begin at 0; the playlist tells the date of each segment. */
  private timeOffsetSeconds(): number | undefined {
    const fragments = this.hls.latestLevelDetails?.fragments ?? [];
    const dated = fragments.findLast((each) => each.programDateTime !== null);
    if (dated === undefined || dated.programDateTime === null) return undefined;
    return dated.programDateTime / 1000 - dated.start;
  }

  private switching(toBitrateBps: number): void {
    const fromBitrateBps = this.fetchedBps;
    this.fetchedBps = toBitrateBps;
    this.voice.decided({
      fromBitrateBps,
      toBitrateBps,
      reason: this.selected === 'auto' ? 'hls.js gives no reason' : 'chosen by hand',
      throughputBps: this.throughputBps(),
    });
  }

  private failed(data: ErrorData): void {
    const message = describeError(data);
    if (data.fatal) this.voice.fail(`hlsjs-${data.details}`, message);
    else this.voice.warn(message);
  }
}

function maxLatencySeconds({ latencySeconds }: EngineWishes): number {
  return (latencySeconds ?? Number.POSITIVE_INFINITY) + CATCH_UP_SECONDS_MAX;
}

function configFor({ latencySeconds }: EngineWishes): Partial<HlsConfig> {
  // A file of its own: the page's policy allows no worker made of a blob.
  const config: Partial<HlsConfig> = { workerPath: workerUrl };
  if (latencySeconds === undefined) return config;
  return {
    ...config,
    lowLatencyMode: true,
    liveSyncDuration: latencySeconds,
    liveSyncOnStallIncrease: LATENCY_SECONDS_PER_STALL,
    liveMaxLatencyDuration: maxLatencySeconds({ latencySeconds }),
    maxLiveSyncPlaybackRate: CATCH_UP_RATE_MAX,
  };
}

function choiceOf(track: MediaPlaylist): TrackChoice {
  const language = track.lang ?? '';
  return { id: String(track.id), language, label: track.name || languageName(language) };
}

function describeError(data: ErrorData): string {
  const status = data.response?.code;
  const answer = status === undefined ? '' : `, HTTP status ${status}`;
  const url = data.url ?? data.frag?.url;
  const where = url === undefined ? '' : ` at ${url}`;
  return `hls.js: ${data.details}: ${data.error.message}${answer}${where}`;
}
