import shaka from 'shaka-player/dist/shaka-player.compiled.js';
import { languageName } from '../text/language';
import type {
  Engine,
  EngineFactory,
  EngineSink,
  EngineStatus,
  EngineWishes,
  SecondsRange,
  TrackStatus,
} from './engine';
import { emptyElement, EngineVoice, shownCues } from './engineVoice';

export const createShakaEngine: EngineFactory = (video, sink, wishes) =>
  new ShakaEngine(video, sink, wishes);

/** Shaka Player, for DASH and HLS, as it comes: its defaults are what people deploy. */
class ShakaEngine implements Engine {
  private readonly player = new shaka.Player();
  private readonly voice: EngineVoice;
  private selected: number | 'auto' = 'auto';
  private fetchedBps: number | undefined;
  private isOver = false;

  constructor(
    private readonly video: HTMLVideoElement,
    sink: EngineSink,
    wishes: EngineWishes,
  ) {
    this.voice = new EngineVoice('Shaka Player', video, sink);
    this.player.configure(configFor(wishes));
  }

  load(manifest: string): Promise<void> {
    this.player.addEventListener('error', (event) => this.failed(detailOf(event)));
    for (const name of ['adaptation', 'variantchanged']) {
      this.player.addEventListener(name, () => this.changed());
    }
    return this.voice.opening(manifest, (opened) => {
      this.open(manifest).then(opened, (error: unknown) => this.failed(error));
    });
  }

  status(): EngineStatus {
    return {
      isLive: this.player.isLive(),
      levels: this.variants().map((each, index) => ({
        index,
        bitrateBps: each.bandwidth,
        widthPixels: each.width ?? 0,
        heightPixels: each.height ?? 0,
      })),
      selected: this.selected,
      throughputBps: this.throughputBps(),
      fetchedBitrateBps: this.active()?.bandwidth,
      reason: undefined,
      timeOffsetSeconds: this.timeOffsetSeconds(),
    };
  }

  seekable(): SecondsRange | undefined {
    const { start, end } = this.player.seekRange();
    return end > start ? { startSeconds: start, endSeconds: end } : undefined;
  }

  seekTo(seconds: number): void {
    const range = this.seekable();
    if (range === undefined) return;
    this.video.currentTime = Math.max(Math.min(seconds, range.endSeconds), range.startSeconds);
  }

  goLive(): void {
    this.player.goToLive();
  }

  selectLevel(choice: number | 'auto'): void {
    this.selected = choice;
    this.player.configure('abr.enabled', choice === 'auto');
    const variant = choice === 'auto' ? undefined : this.variants()[choice];
    // What is buffered is played out: told to clear it, 4.16.50 puts HLS segments at wrong times.
    if (variant !== undefined) this.player.selectVariantTrack(variant, false);
  }

  tracks(): TrackStatus {
    const audio = this.player.getAudioTracks();
    const text = this.player.getTextTracks();
    const shown = this.player.isTextTrackVisible() ? text.find((each) => each.active) : undefined;
    const active = audio.findIndex((each) => each.active);
    return {
      audio: audio.map((each, index) => ({ ...choiceOf(each), id: String(index) })),
      selectedAudio: active < 0 ? undefined : String(active),
      text: text.map((each) => ({ ...choiceOf(each), id: String(each.id) })),
      selectedText: shown === undefined ? 'off' : String(shown.id),
      shownText: shownCues(this.video),
    };
  }

  selectAudio(id: string): void {
    const track = this.player.getAudioTracks()[Number(id)];
    if (track !== undefined) this.player.selectAudioTrack(track);
  }

  selectText(id: string | 'off'): void {
    const track = this.player.getTextTracks().find((each) => String(each.id) === id);
    if (track !== undefined) this.player.selectTextTrack(track);
    this.player.setTextTrackVisibility(track !== undefined);
  }

  async destroy(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    await this.player.destroy();
    emptyElement(this.video);
  }

  private async open(manifest: string): Promise<void> {
    await this.player.attach(this.video);
    await this.player.load(manifest);
    this.changed();
  }

  /** One for each picture quality with the sound of now; highest bitrate first, as in the stamp. */
  private variants(): shaka.extern.Track[] {
    const all = this.player.getVariantTracks();
    const audioId = all.find((each) => each.active)?.audioId;
    return all
      .filter((each) => each.videoId !== null && (audioId === undefined || each.audioId === audioId))
      .sort((a, b) => b.bandwidth - a.bandwidth);
  }

  private active(): shaka.extern.Track | undefined {
    return this.variants().find((each) => each.active);
  }

  private throughputBps(): number | undefined {
    const { estimatedBandwidth } = this.player.getStats();
    return estimatedBandwidth > 0 ? estimatedBandwidth : undefined;
  }

  private timeOffsetSeconds(): number | undefined {
    const date = this.player.getPlayheadTimeAsDate();
    return date === null ? undefined : date.getTime() / 1000 - this.video.currentTime;
  }

  private changed(): void {
    const fromBitrateBps = this.fetchedBps;
    const toBitrateBps = this.active()?.bandwidth;
    if (toBitrateBps === undefined || toBitrateBps === fromBitrateBps) return;
    this.fetchedBps = toBitrateBps;
    this.voice.decided({
      fromBitrateBps,
      toBitrateBps,
      reason: this.selected === 'auto' ? 'Shaka Player gives no reason' : 'chosen by hand',
      throughputBps: this.throughputBps(),
    });
  }

  private failed(error: unknown): void {
    const { code, message, isFatal } = describeError(error);
    if (isFatal) this.voice.fail(code, message);
    else this.voice.warn(message);
  }
}

function configFor({ latencySeconds }: EngineWishes): object {
  if (latencySeconds === undefined) return {};
  return {
    manifest: {
      defaultPresentationDelay: latencySeconds,
      dash: { ignoreSuggestedPresentationDelay: true },
    },
    streaming: { liveSync: { enabled: true, targetLatency: latencySeconds } },
  };
}

function choiceOf(track: { language: string; label: string | null }): {
  language: string;
  label: string;
} {
  // Shaka Player calls a language that nobody named "und".
  const language = track.language === 'und' ? '' : track.language;
  return { language, label: track.label ?? languageName(language) };
}

function detailOf(event: Event): unknown {
  return 'detail' in event ? event.detail : event;
}

/** The words are in Shaka Player's list of codes; what a request asked for is among the data. */
function describeError(error: unknown): { code: string; message: string; isFatal: boolean } {
  if (!(error instanceof shaka.util.Error)) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: 'shaka', message: `Shaka Player: ${message}`, isFatal: true };
  }
  const { code, severity } = error;
  const data = (error.data as unknown[]).filter((each) => typeof each === 'string' || typeof each === 'number');
  const name = Object.entries(shaka.util.Error.Code).find(([, number]) => number === code)?.[0];
  return {
    code: `shaka-${String(code)}`,
    message: `Shaka Player: ${[name ?? 'error', code, ...data].join(', ')}`,
    isFatal: severity === shaka.util.Error.Severity.CRITICAL,
  };
}
