import { MediaError } from '../../media/mediaError';
import { readFragmentTimes } from '../../media/fragment';
import { readPlainFragment } from '../../media/samples';
import { fragmentUrl } from '../../smooth/fragmentUrl';
import type { StreamIndex } from '../../smooth/manifest';
import { StreamTimeline, type TimelineEntry } from '../../smooth/timeline';
import { readTtml } from '../../text/ttml';
import { FetchError, httpFetch } from './httpFetch';

/** What a caption loader needs from its engine. */
export interface CaptionHost {
  readonly presentationUrl: string;
  readonly signal: AbortSignal;
  isLive(): boolean;
  log(text: string, isWarning: boolean): void;
}

const AHEAD_SECONDS = 8;
/** Cues that ended so long ago leave the element. */
const KEEP_BEHIND_SECONDS = 60;
/** Fragments whose cues are known; the oldest are forgotten, and fetched again if sought. */
const KNOWN_COUNT_MAX = 200;
const RETRY_MILLIS = 1_000;
const HEAD_MILLIS_MAX = 10_000;

/** An element's text tracks cannot be taken away: each has one of ours, used again and again. */
const tracks = new WeakMap<HTMLVideoElement, TextTrack>();

function trackOf(video: HTMLVideoElement): TextTrack {
  const known = tracks.get(video) ?? video.addTextTrack('captions', 'Smoothlab');
  tracks.set(video, known);
  return known;
}

/** Fetches the TTML fragments of one stream around the playhead and shows them as cues. */
export class CaptionLoader {
  readonly timeline = new StreamTimeline();
  private readonly track: TextTrack;
  private readonly known = new Set<bigint>();
  private isFetching = false;
  private notBeforeMillis = 0;

  constructor(
    readonly stream: StreamIndex,
    private readonly video: HTMLVideoElement,
    private readonly host: CaptionHost,
  ) {
    this.track = trackOf(video);
    this.track.mode = 'showing';
  }

  /** What is on screen now. */
  static shownText(video: HTMLVideoElement): string {
    const cues = [...(tracks.get(video)?.activeCues ?? [])];
    return cues.map((cue) => (cue as VTTCue).text).join('\n');
  }

  /** To be called a few times a second. */
  tick(): void {
    if (this.isFetching || performance.now() < this.notBeforeMillis) return;
    const entry = this.nextEntry();
    if (entry === undefined) return;
    this.isFetching = true;
    void this.fetchOne(entry).finally(() => {
      this.isFetching = false;
    });
  }

  close(): void {
    this.track.mode = 'hidden';
    for (const cue of [...(this.track.cues ?? [])]) this.track.removeCue(cue);
    this.track.mode = 'disabled';
  }

  private nextEntry(): TimelineEntry | undefined {
    const playhead = this.video.currentTime;
    const timescale = Number(this.stream.timescale);
    let entry = this.timeline.at(BigInt(Math.max(0, Math.floor(playhead * timescale))));
    while (entry !== undefined && Number(entry.startTicks) / timescale < playhead + AHEAD_SECONDS) {
      if (!this.known.has(entry.startTicks)) return entry;
      entry = this.timeline.after(entry);
    }
    return undefined;
  }

  private async fetchOne(entry: TimelineEntry): Promise<void> {
    const [level] = this.stream.levels;
    if (level === undefined) return;
    const url = fragmentUrl(this.host.presentationUrl, this.stream, { level, startTicks: entry.startTicks });
    try {
      const { body } = await httpFetch(url, { signal: this.host.signal, headMillisMax: HEAD_MILLIS_MAX });
      const { following } = readFragmentTimes(body);
      this.timeline.takeFragment(entry, this.host.isLive() ? following : []);
      this.remember(entry.startTicks);
      this.show(body);
    } catch (error) {
      if (this.host.signal.aborted) return;
      if (!(error instanceof FetchError) && !(error instanceof MediaError)) throw error;
      this.afterFailure(entry, error);
    }
  }

  private afterFailure(entry: TimelineEntry, error: FetchError | MediaError): void {
    const status = error instanceof FetchError && error.failure.kind === 'status' ? error.failure.status : 0;
    const isGone = error instanceof MediaError || status === 404 || status === 410;
    // Captions are not worth stopping for: what is not there is left out.
    if (isGone && entry.isPublished) this.remember(entry.startTicks);
    else this.notBeforeMillis = performance.now() + RETRY_MILLIS;
    if (status !== 412) this.host.log(`${this.stream.name} ${entry.startTicks}: ${error.message}`, true);
  }

  private show(body: Uint8Array): void {
    const { time, payload } = readPlainFragment(body);
    const timescale = Number(this.stream.timescale);
    const startSeconds = Number(time.startTicks) / timescale;
    // Times in the documents of Smooth count from their fragment's start.
    for (const cue of readTtml(payload, Number(time.durationTicks) / timescale)) {
      this.track.addCue(
        new VTTCue(startSeconds + cue.startSeconds, startSeconds + cue.endSeconds, cue.text),
      );
    }
    for (const cue of [...(this.track.cues ?? [])]) {
      if (cue.endTime < this.video.currentTime - KEEP_BEHIND_SECONDS) this.track.removeCue(cue);
    }
  }

  private remember(startTicks: bigint): void {
    this.known.add(startTicks);
    const [oldest] = this.known;
    if (this.known.size > KNOWN_COUNT_MAX && oldest !== undefined) this.known.delete(oldest);
  }
}
