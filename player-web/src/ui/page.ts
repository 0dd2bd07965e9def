import { DELIVERIES, type Delivery, deliveryOf } from '../engine/delivery';
import { ENGINE_NAMES, type EngineName, type TrackChoice } from '../engine/engine';
import type { Session, Source } from '../session/session';
import type { FrameCounters } from '../stamp/frameLedger';
import { element, setIcon, setText } from './elements';
import { bitrateText, secondsText } from './format';
import { Graphs } from './graphs';
import { Logs } from './logs';
import { SeekBar } from './seekBar';

const DRAW_MILLIS = 250;
const GRAPH_MILLIS = 500;
const COUNTERS: readonly (keyof FrameCounters)[] = [
  'framesShown',
  'skipped',
  'repeated',
  'outOfOrder',
  'levelSwitches',
  'stampErrors',
  'missedCallbacks',
];

const DELIVERY_LABELS: Readonly<Record<Delivery, string>> = {
  smooth: 'Smooth Streaming',
  'mpd-time-cmaf': 'DASH',
  'mpd-number-cmaf': 'DASH, low latency',
  'm3u8-aapl': 'HLS, MPEG-2 TS',
  'm3u8-cmaf': 'HLS, CMAF',
};

/** Draws the session; decides nothing. */
export class Page {
  private readonly form = element('source', HTMLFormElement);
  private readonly url = element('url', HTMLInputElement);
  private readonly delivery = element('delivery', HTMLSelectElement);
  private readonly latency = element('latency', HTMLInputElement);
  private readonly playButton = element('play', HTMLButtonElement);
  private readonly muteButton = element('mute', HTMLButtonElement);
  private readonly quality = element('quality', HTMLSelectElement);
  private readonly audio = element('audio', HTMLSelectElement);
  private readonly text = element('text', HTMLSelectElement);
  private readonly banner = element('banner', HTMLDivElement);
  private readonly veil = element('veil', HTMLDivElement);
  private readonly seekBar: SeekBar;
  private readonly graphs = new Graphs();
  private readonly logs = new Logs();
  private graphedMillis = 0;
  private drawnLevels = '';
  private drawnTrackList = '';

  constructor(private readonly session: Session) {
    this.seekBar = new SeekBar(session);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      session.video.autoplay = true;
      this.load();
    });
    this.form.addEventListener('change', () => this.offerDeliveries());
    element('banner-retry', HTMLButtonElement).addEventListener('click', () => this.load());
    this.playButton.addEventListener('click', () => this.togglePlay());
    this.muteButton.addEventListener('click', () => this.toggleMute());
    session.video.addEventListener('click', () => this.togglePlay());
    session.video.addEventListener('volumechange', () => this.draw());
    element('full', HTMLButtonElement).addEventListener('click', () => this.toggleFullScreen());
    element('skew', HTMLButtonElement).addEventListener('click', () => void session.measureSkew());
    this.quality.addEventListener('change', () => {
      const { value } = this.quality;
      session.selectLevel(value === 'auto' ? 'auto' : Number(value));
    });
    this.audio.addEventListener('change', () => session.selectAudio(this.audio.value));
    this.text.addEventListener('change', () => session.selectText(this.text.value));
    setInterval(() => this.draw(), DRAW_MILLIS);
    this.draw();
  }

  get source(): Source {
    const engine = this.engine;
    const seconds = this.latency.valueAsNumber;
    return {
      url: this.url.value.trim(),
      engine,
      delivery: deliveryOf(engine, this.delivery.value),
      latencySeconds: seconds > 0 ? seconds : undefined,
    };
  }

  set source({ url, engine, delivery, latencySeconds }: Source) {
    this.url.value = url;
    const radio = this.form.querySelector<HTMLInputElement>(`input[value="${engine}"]`);
    if (radio !== null) radio.checked = true;
    this.offerDeliveries();
    this.delivery.value = deliveryOf(engine, delivery);
    this.latency.value = latencySeconds === undefined ? '' : String(latencySeconds);
  }

  private get engine(): EngineName {
    const chosen = new FormData(this.form).get('engine');
    return ENGINE_NAMES.find((name) => name === chosen) ?? 'smoothlab';
  }

  /** Those of the chosen engine; one that it shares with the engine before stays chosen. */
  private offerDeliveries(): void {
    const { engine } = this;
    const chosen = deliveryOf(engine, this.delivery.value);
    const options = DELIVERIES[engine].map((each) => new Option(DELIVERY_LABELS[each], each));
    this.delivery.replaceChildren(...options);
    this.delivery.value = chosen;
    this.delivery.disabled = options.length < 2;
  }

  /** Loads what the form says; the address bar then says the same, so that it can be shared. */
  load(): void {
    const { source } = this;
    if (source.url === '') return void this.url.focus();
    history.replaceState(null, '', addressOf(source, location.href));
    this.graphs.clear();
    // A failure is shown by the banner; here it only must not go unhandled.
    this.session.load(source).catch(() => this.draw());
  }

  togglePlay(): void {
    if (this.session.state === 'idle' || this.session.state === 'error') return this.load();
    if (this.session.video.paused) void this.session.play();
    else this.session.pause();
  }

  toggleMute(): void {
    this.session.video.muted = !this.session.video.muted;
  }

  toggleFullScreen(): void {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void element('screen', HTMLDivElement).requestFullscreen();
  }

  toggleTheme(): void {
    const root = document.documentElement;
    const next = root.dataset['theme'] === 'light' ? 'dark' : 'light';
    root.dataset['theme'] = next;
    localStorage.setItem('smoothlab-theme', next);
    this.graphs.redraw();
  }

  draw(): void {
    const { session } = this;
    const { video, state } = session;
    const hasMedia = state !== 'idle' && state !== 'error';
    setIcon(this.playButton, video.paused ? 'i-play' : 'i-pause');
    this.playButton.setAttribute('aria-label', video.paused ? 'Play' : 'Pause');
    setIcon(this.muteButton, video.muted ? 'i-mute' : 'i-sound');
    this.muteButton.setAttribute('aria-pressed', String(video.muted));
    this.veil.hidden = hasMedia && session.firstPictureMillis !== undefined;
    const waits = state === 'loading' || state === 'buffering' || state === 'seeking';
    setText(
      element('veil-text', HTMLElement),
      waits ? 'Opening …' : 'Choose a publishing point and press Load.',
    );
    element('spinner', HTMLDivElement).hidden = !waits;
    this.drawBadges();
    this.drawError();
    this.drawQuality();
    this.drawTracks();
    this.drawNumbers();
    this.seekBar.draw();
    this.logs.show(session);
    this.drawGraphs();
  }

  private drawBadges(): void {
    const { stamp, state } = this.session;
    const badge = element('badge-state', HTMLElement);
    setText(badge, state);
    badge.dataset['state'] = state;
    const level = element('badge-level', HTMLElement);
    const frame = element('badge-frame', HTMLElement);
    level.hidden = frame.hidden = stamp === undefined;
    if (stamp === undefined) return;
    setText(level, `${this.session.video.videoHeight}p · ${bitrateText(this.shownBps())}`);
    setText(frame, `frame ${stamp.frame}`);
  }

  private drawError(): void {
    const error = this.session.errors.findLast((each) => each.isFatal);
    this.banner.hidden = error === undefined;
    if (error === undefined) return;
    setText(element('banner-message', HTMLElement), error.message);
    setText(element('banner-advice', HTMLElement), error.advice);
  }

  private drawQuality(): void {
    const { levels, selected } = this.session.status;
    const key = JSON.stringify(levels);
    if (key !== this.drawnLevels) {
      this.drawnLevels = key;
      const options = [...levels]
        .sort((a, b) => b.bitrateBps - a.bitrateBps)
        .map((level) => new Option(`${level.heightPixels}p · ${bitrateText(level.bitrateBps)}`, String(level.index)));
      this.quality.replaceChildren(new Option('Auto', 'auto'), ...options);
      this.quality.disabled = levels.length < 2;
    }
    if (document.activeElement !== this.quality) this.quality.value = String(selected);
  }

  private drawTracks(): void {
    const { audio, selectedAudio, text, selectedText } = this.session.tracks;
    const key = JSON.stringify([audio, text]);
    if (key !== this.drawnTrackList) {
      this.drawnTrackList = key;
      const options = (choices: readonly TrackChoice[]) =>
        choices.map((choice) => new Option(choice.label, choice.id));
      this.audio.replaceChildren(...options(audio));
      this.text.replaceChildren(new Option('No captions', 'off'), ...options(text));
      this.audio.disabled = audio.length < 2;
      this.text.disabled = text.length === 0;
      element('audio-field', HTMLElement).hidden = audio.length < 2;
      element('text-field', HTMLElement).hidden = text.length === 0;
    }
    if (document.activeElement !== this.audio) this.audio.value = selectedAudio ?? '';
    if (document.activeElement !== this.text) this.text.value = selectedText;
  }

  private drawNumbers(): void {
    const { session } = this;
    const show = (id: string, text: string) => setText(element(id, HTMLElement), text);
    for (const name of COUNTERS) {
      const value = session.counters?.[name] ?? 0;
      show(`c-${name}`, String(value));
      element(`c-${name}`, HTMLElement).classList.toggle('is-bad', value > 0);
    }
    const { stamp } = session;
    show('v-latency', secondsText(this.latencySeconds()));
    show('v-buffer', secondsText(session.bufferSeconds));
    show('v-level', stamp === undefined ? '–' : `${session.video.videoHeight}p`);
    show('v-stalls', String(session.stallCount));
    element('v-stalls', HTMLElement).classList.toggle('is-bad', session.stallCount > 0);
    const startup = session.firstPictureMillis;
    show('v-startup', startup === undefined ? '–' : `${(startup / 1000).toFixed(2)} s`);
    const skew = session.skewMillis;
    show('v-skew', skew === undefined ? '–' : `${Math.round(skew)} ms`);
    show('v-rate', `${session.video.playbackRate.toFixed(2)}×`);
    show('v-throughput', bitrateText(session.status.throughputBps));
    show('why-now', session.status.reason === undefined ? '' : `now: ${session.status.reason}`);
  }

  private drawGraphs(): void {
    const now = performance.now();
    const { session } = this;
    if (session.state === 'idle' || now - this.graphedMillis < GRAPH_MILLIS) return;
    this.graphedMillis = now;
    this.graphs.add(now, {
      bufferSeconds: session.bufferSeconds,
      shownBps: this.shownBps(),
      throughputBps: session.status.throughputBps,
      latencySeconds: this.latencySeconds(),
    });
  }

  /** By the clock; for media that is not on it, the distance to the live edge. */
  private latencySeconds(): number | undefined {
    const { session } = this;
    if (session.firstPictureMillis === undefined) return undefined;
    return session.latencySeconds ?? session.edgeDistanceSeconds;
  }

  /** Bitrate of the level that the stamp names; without a stamp, of the last one fetched. */
  private shownBps(): number | undefined {
    const { stamp, status, firstPictureMillis } = this.session;
    if (firstPictureMillis === undefined) return undefined;
    if (stamp === undefined) return status.fetchedBitrateBps;
    return status.levels.find((level) => level.index === stamp.level)?.bitrateBps;
  }
}

/** The page's own address with what is played in it. */
function addressOf(source: Source, page: string): URL {
  const address = new URL(page);
  const { url, engine, delivery, latencySeconds } = source;
  const isUsual = delivery === DELIVERIES[engine][0];
  const words = { url, engine, format: isUsual ? undefined : delivery, latency: latencySeconds };
  for (const [name, value] of Object.entries(words)) {
    if (value === undefined) address.searchParams.delete(name);
    else address.searchParams.set(name, String(value));
  }
  return address;
}
