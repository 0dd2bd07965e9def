import type { FetchFailure } from '../../smooth/fetchPolicy';
import { presentationUrl } from '../../smooth/fragmentUrl';
import type { SmoothManifest, StreamKind } from '../../smooth/manifest';
import { type PlayableStream, selectLevels } from '../../smooth/playableStream';
import {
  type Engine,
  EngineError,
  type EngineFactory,
  type EngineSink,
  type EngineStatus,
  NO_TRACKS,
  type SecondsRange,
  type TrackStatus,
} from '../engine';
import { type CaptionHost, CaptionLoader } from './captionLoader';
import { LevelChooser } from './levelChooser';
import { ManifestFeed } from './manifestFeed';
import { MarkerFeed, type MarkerHost } from './markerFeed';
import { type PlayheadFacts, PlayheadKeeper } from './playheadKeeper';
import { SourceQueue } from './sourceQueue';
import { describeFailure, type LoaderHost, StreamLoader } from './streamLoader';
import { audioStreams, captionStreams, choiceOf } from './trackList';

export const createSmoothlabEngine: EngineFactory = (video, sink) => new SmoothlabEngine(video, sink);

const TICK_MILLIS = 200;
/** What is kept behind the playhead, for small seeks back without a request. */
const KEEP_BEHIND_SECONDS = 30;
const SOURCE_OPEN_MILLIS_MAX = 10_000;

/** Plays Smooth Streaming by Media Source Extensions with the readers and rules of this project. */
class SmoothlabEngine implements Engine {
  private readonly ended = new AbortController();
  private readonly mediaSource = new MediaSource();
  private readonly chooser: LevelChooser;
  private readonly keeper: PlayheadKeeper;
  private readonly objectUrl = URL.createObjectURL(this.mediaSource);
  private loaders: StreamLoader[] = [];
  private manifest: SmoothManifest | undefined;
  private url = '';
  private feed: ManifestFeed | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private captions: CaptionLoader | undefined;
  private readonly markers: MarkerFeed;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly sink: EngineSink,
  ) {
    this.chooser = new LevelChooser(sink);
    this.keeper = new PlayheadKeeper(video, (text, isWarning) => this.log(text, isWarning));
    this.markers = new MarkerFeed(this.markerHost());
  }

  async load(manifest: string): Promise<void> {
    this.url = manifest;
    const log = (text: string, isWarning = false) => this.log(text, isWarning);
    this.feed = new ManifestFeed(this.url, this.ended.signal, log);
    this.manifest = await this.feed.open();
    this.refuseProtected(this.manifest);
    await this.openSource();
    const { signal } = this.ended;
    this.video.addEventListener('seeking', () => this.onSeeking(), { signal });
    this.video.addEventListener('pause', () => this.keeper.paused(), { signal });
    this.video.addEventListener('error', () => this.onElementError(), { signal });
    const startSeconds = this.isLive()
      ? this.snap(this.keeper.liveSeconds(this.facts()))
      : (this.seekable()?.startSeconds ?? 0);
    // Set before media arrives: the element starts here, whatever is buffered first.
    this.video.currentTime = startSeconds;
    for (const loader of this.loaders) loader.startAt(startSeconds);
    this.timer = setInterval(() => this.tick(), TICK_MILLIS);
    this.log(`starts at ${startSeconds.toFixed(2)} s${this.isLive() ? ', live' : ''}`);
  }

  status(): EngineStatus {
    const loader = this.videoLoader();
    const levels = (loader?.playable.levels ?? []).map(({ level }) => ({
      index: level.index,
      bitrateBps: level.bitrateBps,
      widthPixels: level.widthPixels,
      heightPixels: level.heightPixels,
    }));
    const fetched = loader?.levelIndex;
    return {
      isLive: this.isLive(),
      levels,
      selected: this.chooser.selected,
      throughputBps: this.chooser.throughputBps,
      fetchedBitrateBps: fetched === undefined ? undefined : levels[fetched]?.bitrateBps,
      reason: this.chooser.reason,
      timeOffsetSeconds: 0,
    };
  }

  seekable(): SecondsRange | undefined {
    const starts: number[] = [];
    const ends: number[] = [];
    for (const loader of this.loaders) {
      const first = loader.timeline.first;
      const end = loader.publishedEndSeconds;
      if (first === undefined || end === undefined) return undefined;
      starts.push(loader.toSeconds(first.startTicks));
      ends.push(end);
    }
    if (starts.length === 0) return undefined;
    const startSeconds = Math.max(0, ...starts);
    return { startSeconds, endSeconds: Math.max(startSeconds, Math.min(...ends)) };
  }

  seekTo(seconds: number): void {
    this.keeper.moveTo(seconds, this.facts());
  }

  goLive(): void {
    if (this.isLive()) this.keeper.moveToLive(this.facts());
  }

  selectLevel(choice: number | 'auto'): void {
    if (choice === this.chooser.selected) return;
    this.chooser.selected = choice;
    this.log(choice === 'auto' ? 'quality: automatic' : `quality: level ${choice} by hand`);
    if (choice !== 'auto') void this.refetchAhead();
  }

  tracks(): TrackStatus {
    const { manifest } = this;
    if (manifest === undefined) return NO_TRACKS;
    return {
      audio: audioStreams(manifest).map(({ stream }) => choiceOf(stream)),
      selectedAudio: this.loaderOf('audio')?.playable.stream.name,
      text: captionStreams(manifest).map(choiceOf),
      selectedText: this.captions?.stream.name ?? 'off',
      shownText: this.captions === undefined ? '' : CaptionLoader.shownText(this.video),
    };
  }

  selectAudio(id: string): void {
    const old = this.loaderOf('audio');
    const { manifest } = this;
    if (old === undefined || manifest === undefined || old.playable.stream.name === id) return;
    const playable = audioStreams(manifest).find(({ stream }) => stream.name === id);
    if (playable === undefined) return void this.log(`there is no sound "${id}" to play here`, true);
    this.log(`sound: ${id}`);
    void this.replaceAudio(old, playable, manifest).catch((error: unknown) => {
      if (!this.ended.signal.aborted) this.log(`sound ${id}: ${String(error)}`, true);
    });
  }

  selectText(id: string | 'off'): void {
    this.captions?.close();
    this.captions = undefined;
    const { manifest } = this;
    const stream = manifest && captionStreams(manifest).find(({ name }) => name === id);
    if (stream === undefined || manifest === undefined) return void this.log('captions: off');
    this.captions = new CaptionLoader(stream, this.video, this.markerHost());
    this.captions.timeline.takeManifest(stream.chunks);
    this.log(`captions: ${id}`);
  }

  async destroy(): Promise<void> {
    if (this.ended.signal.aborted) return;
    this.ended.abort(new DOMException('the engine was destroyed', 'AbortError'));
    this.captions?.close();
    clearInterval(this.timer);
    for (const loader of this.loaders) {
      loader.stop();
      loader.queue.close();
    }
    this.video.playbackRate = 1;
    if (this.video.src === this.objectUrl) {
      this.video.removeAttribute('src');
      this.video.load();
    }
    URL.revokeObjectURL(this.objectUrl);
  }

  // ---- opening

  private refuseProtected(manifest: SmoothManifest): void {
    if (manifest.protectionSystems.length === 0) return;
    throw new EngineError(
      'protected',
      `The presentation is protected (${manifest.protectionSystems.join(', ')}).`,
      'This laboratory player has no DRM. Use a presentation in the clear.',
    );
  }

  private async openSource(): Promise<void> {
    const isOpen = new Promise<void>((resolve, reject) => {
      const { signal } = this.ended;
      this.mediaSource.addEventListener('sourceopen', () => resolve(), { once: true, signal });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      setTimeout(
        () => reject(new EngineError('no-source', 'The browser did not open a media source.', 'Reload the page.')),
        SOURCE_OPEN_MILLIS_MAX,
      );
    });
    this.video.src = this.objectUrl;
    await isOpen;
    const manifest = this.manifest;
    if (manifest === undefined) return;
    const problems: string[] = [];
    for (const kind of ['video', 'audio'] as const) this.openStream(manifest, kind, problems);
    for (const problem of problems) this.log(problem, true);
    if (this.loaders.length === 0) {
      throw new EngineError(
        'no-codec',
        `Nothing in this presentation can be played here. ${problems[0] ?? ''}`,
        'Publish H.264 video and AAC audio.',
      );
    }
    this.takeManifest(manifest);
  }

  /** The first stream of a kind that has a playable level; sparse streams have no media. */
  private openStream(manifest: SmoothManifest, kind: StreamKind, problems: string[]): void {
    for (const stream of manifest.streams) {
      if (stream.kind !== kind || stream.parentName !== '' || stream.url === '') continue;
      const { playable, rejected } = selectLevels(stream, (type) => MediaSource.isTypeSupported(type));
      problems.push(...rejected);
      if (playable === undefined) continue;
      const highest = playable.levels.at(-1) ?? playable.levels[0];
      const buffer = this.mediaSource.addSourceBuffer(highest.mimeType);
      const queue = new SourceQueue(buffer, () => this.video.currentTime, highest.mimeType);
      this.loaders.push(new StreamLoader(playable, queue, this.hostFor(kind)));
      return;
    }
  }

  private hostFor(kind: StreamKind): LoaderHost {
    return {
      presentationUrl: presentationUrl(this.url),
      isLive: () => this.isLive(),
      playheadSeconds: () => this.video.currentTime,
      chooseLevel: (question) => (kind === 'video' ? this.chooseLevel(question) : this.audioLevel()),
      fetched: (report) => this.chooser.fetched(report),
      typed: (contentType) => this.markers.takeType(contentType),
      appended: () => this.onAppended(),
      reloadManifest: () => this.reloadManifest(),
      rejoinWindow: (why) => this.keeper.rejoin(why, this.facts()),
      log: (text, isWarning) => this.log(text, isWarning),
      failed: (failure, url) => this.fail(failure, url),
    };
  }

  /** For markers and captions: both look on from beside. */
  private markerHost(): MarkerHost & CaptionHost {
    const url = () => presentationUrl(this.url);
    return {
      get presentationUrl() {
        return url();
      },
      signal: this.ended.signal,
      isLive: () => this.isLive(),
      manifest: () => this.manifest,
      reloadManifest: () => this.reloadManifest(),
      told: (marker) => this.sink({ kind: 'marker', marker }),
      log: (text, isWarning) => this.log(text, isWarning),
    };
  }

  // ---- the manifest while playing

  private async reloadManifest(): Promise<void> {
    await this.feed?.reload((manifest) => {
      if (this.isLive() && !manifest.isLive) this.log('the event has ended');
      this.manifest = manifest;
      this.takeManifest(manifest);
    });
  }

  private takeManifest(manifest: SmoothManifest): void {
    let wasReplaced = false;
    for (const loader of this.loaders) {
      const { name, timescale } = loader.playable.stream;
      const stream = manifest.streams.find((each) => each.name === name);
      if (stream === undefined) {
        this.log(`stream ${name} is no longer in the manifest`, true);
        continue;
      }
      const windowTicks = (manifest.dvrWindowTicks * timescale) / manifest.timescale;
      wasReplaced = loader.takeChunks(stream.chunks, windowTicks) === 'replaced' || wasReplaced;
    }
    this.markers.takeManifest(manifest);
    const text = manifest.streams.find((each) => each.name === this.captions?.stream.name);
    if (text !== undefined) this.captions?.timeline.takeManifest(text.chunks);
    this.setDuration(manifest);
    if (wasReplaced) {
      for (const loader of this.loaders) loader.restarted();
      this.keeper.rejoin('the encoder started its timeline anew', this.facts());
    }
  }

  private setDuration(manifest: SmoothManifest): void {
    if (this.mediaSource.readyState !== 'open') return;
    const range = this.seekable();
    if (manifest.isLive) {
      if (this.mediaSource.duration !== Number.POSITIVE_INFINITY) {
        this.mediaSource.duration = Number.POSITIVE_INFINITY;
      }
      if (range !== undefined) {
        this.mediaSource.setLiveSeekableRange?.(range.startSeconds, range.endSeconds);
      }
    } else if (range !== undefined && Number.isNaN(this.mediaSource.duration)) {
      this.mediaSource.duration = range.endSeconds;
    }
  }

  // ---- levels

  private chooseLevel(question: { refused: ReadonlySet<number>; bufferSeconds: number }): number {
    const loader = this.videoLoader();
    return this.chooser.choose({
      levels: loader?.playable.levels ?? [],
      currentIndex: loader?.levelIndex,
      fragmentSeconds: this.facts().fragmentSeconds,
      ...question,
    });
  }

  /** Sound costs little beside the picture and switches are heard: the best level, always. */
  private audioLevel(): number {
    const loader = this.loaderOf('audio');
    return (loader?.playable.levels.length ?? 1) - 1;
  }

  /** After a choice by hand: what is buffered beyond the next fragment is fetched again. */
  private async refetchAhead(): Promise<void> {
    const loader = this.videoLoader();
    if (loader === undefined) return;
    const spare = loader.toTicks(this.video.currentTime + 1);
    const from = loader.timeline.startingFrom(spare);
    if (from === undefined) return;
    loader.stop();
    const seconds = loader.toSeconds(from.startTicks);
    try {
      await loader.queue.remove(seconds, Number.POSITIVE_INFINITY);
    } catch (error) {
      if (this.ended.signal.aborted) return;
      throw error;
    }
    loader.startAt(this.video.currentTime);
  }

  /** The rest of the fragment on air is played out; what is buffered behind it is the old sound. */
  private async replaceAudio(
    old: StreamLoader,
    playable: PlayableStream,
    manifest: SmoothManifest,
  ): Promise<void> {
    const fresh = new StreamLoader(playable, old.queue, this.hostFor('audio'));
    this.loaders = this.loaders.map((loader) => (loader === old ? fresh : loader));
    old.stop();
    const { stream } = playable;
    fresh.takeChunks(stream.chunks, (manifest.dvrWindowTicks * stream.timescale) / manifest.timescale);
    const from = old.timeline.startingFrom(old.toTicks(this.video.currentTime + 1));
    const highest = playable.levels.at(-1) ?? playable.levels[0];
    if (from !== undefined) await old.queue.remove(old.toSeconds(from.startTicks), Number.POSITIVE_INFINITY);
    await old.queue.changeType(highest.mimeType);
    fresh.startAt(this.video.currentTime);
  }

  // ---- the clock of the engine

  private tick(): void {
    this.keeper.tick(this.facts(), performance.now());
    if (this.isLive() && this.feed?.isStale === true) void this.reloadManifest();
    for (const loader of this.loaders) this.evict(loader);
    this.captions?.tick();
  }

  private facts(): PlayheadFacts {
    const now = performance.now();
    const edges = this.loaders.map((loader) => loader.publication.edgeSeconds(now));
    const known = edges.filter((edge) => edge !== undefined);
    return {
      isLive: this.isLive(),
      edgeSeconds: known.length === 0 ? undefined : Math.min(...known),
      seekable: this.seekable(),
      fragmentSeconds: Math.max(0.2, ...this.loaders.map((loader) => loader.fragmentSeconds)),
      snap: (seconds) => this.snap(seconds),
      isComing: (seconds) => this.loaders.some((loader) => loader.isFetching(seconds)),
    };
  }

  private snap(seconds: number): number {
    const loader = this.videoLoader() ?? this.loaders[0];
    return loader?.nearestStartSeconds(seconds) ?? seconds;
  }

  private evict(loader: StreamLoader): void {
    const start = loader.queue.buffered[0]?.startSeconds;
    const end = this.video.currentTime - KEEP_BEHIND_SECONDS;
    // In steps of ten seconds: each removal costs the browser a walk through its buffer.
    if (start === undefined || start > end - 10) return;
    loader.queue.remove(start, end).catch((error: unknown) => {
      if (!this.ended.signal.aborted) this.log(`eviction: ${String(error)}`, true);
    });
  }

  private onAppended(): void {
    const isComplete = this.loaders.every((loader) => loader.isComplete);
    if (!isComplete || this.isLive() || this.mediaSource.readyState !== 'open') return;
    void this.endOfStream();
  }

  private async endOfStream(): Promise<void> {
    await Promise.all(this.loaders.map((loader) => loader.queue.settled()));
    const isComplete = this.loaders.every((loader) => loader.isComplete);
    if (!isComplete || this.mediaSource.readyState !== 'open') return;
    this.mediaSource.endOfStream();
    this.log('end of stream');
  }

  // ---- the element

  private onSeeking(): void {
    const seconds = this.video.currentTime;
    for (const loader of this.loaders) loader.startAt(seconds);
  }

  private onElementError(): void {
    const { error } = this.video;
    if (error === null || this.ended.signal.aborted) return;
    this.sink({
      kind: 'error',
      error: {
        atMillis: Date.now(),
        code: `media-${error.code}`,
        message: `The browser could not play what was fetched: ${error.message || 'no reason given'}.`,
        advice: 'Load again; if it comes back, look at the fragment with "smoothlab inspect".',
        isFatal: true,
      },
    });
    for (const loader of this.loaders) loader.stop();
  }

  private fail(failure: FetchFailure, url: string): void {
    this.sink({
      kind: 'error',
      error: {
        atMillis: Date.now(),
        code: failure.kind === 'status' ? `http-${failure.status}` : failure.kind,
        message: `${describeFailure(failure)} for ${url}`,
        advice: 'The origin has not delivered for a minute. Is it running, and is the encoder? Then load again.',
        isFatal: true,
      },
    });
  }

  // ---- small questions

  private isLive(): boolean {
    return this.manifest?.isLive ?? false;
  }

  private videoLoader(): StreamLoader | undefined {
    return this.loaderOf('video');
  }

  private loaderOf(kind: StreamKind): StreamLoader | undefined {
    return this.loaders.find((loader) => loader.playable.stream.kind === kind);
  }

  private log(text: string, isWarning = false): void {
    this.sink({ kind: 'log', text, isWarning });
  }
}
