import { steerLatency } from '../../abr/liveControl';
import type { SecondsRange } from '../engine';
import { bufferAhead, gapTarget, rangesOf } from '../ranges';

/** Distance of the playhead from the live edge, in fragments; see the README's decisions. */
const TARGET_FRAGMENTS = 3;
const TOLERANCE_FRAGMENTS = 1.1;
const JUMP_FRAGMENTS = 6;
/** Each stall moves the target away from the edge by half a fragment, so often at most. */
const STALL_STEPS_MAX = 6;
/** A stall must last so long before a gap is jumped: the bytes may be on their way. */
const GAP_PATIENCE_MILLIS = 400;
/** The playhead may be so far before the window: rounding is no reason to jump. */
const WINDOW_TOLERANCE_SECONDS = 1;

/** What the keeper must know about the presentation at each tick. */
export interface PlayheadFacts {
  readonly isLive: boolean;
  /** The published live edge, gliding; undefined before it is known. */
  readonly edgeSeconds: number | undefined;
  readonly seekable: SecondsRange | undefined;
  readonly fragmentSeconds: number;
  /**
   * The start of the nearest published fragment of the picture: from there the first picture needs
   * no decoding of what is not shown.
   */
  snap(seconds: number): number;
  /** Whether the media there is being fetched now, or about to be. */
  isComing(seconds: number): boolean;
}

/** Moves the playhead when media is missing, when live drifts away, and when the window moves on. */
export class PlayheadKeeper {
  private followsLive = true;
  private stallCount = 0;
  private stalledSinceMillis: number | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly log: (text: string, isWarning?: boolean) => void,
  ) {}

  /** Wanted distance between playhead and live edge. */
  targetSeconds(fragmentSeconds: number): number {
    return (TARGET_FRAGMENTS + this.stallCount / 2) * fragmentSeconds;
  }

  /** Where playing live begins. */
  liveSeconds(facts: PlayheadFacts): number {
    const { seekable, fragmentSeconds } = facts;
    const published = seekable?.endSeconds ?? 0;
    const edge = facts.edgeSeconds ?? published;
    const wanted = edge - this.targetSeconds(fragmentSeconds);
    // Inside what is published, by a fragment at least: that much can be fetched at once.
    return Math.max(seekable?.startSeconds ?? 0, Math.min(wanted, published - fragmentSeconds));
  }

  moveToLive(facts: PlayheadFacts): void {
    this.followsLive = true;
    this.video.currentTime = facts.snap(this.liveSeconds(facts));
  }

  moveTo(seconds: number, facts: PlayheadFacts): void {
    const { seekable, isLive, fragmentSeconds } = facts;
    if (seekable === undefined) return;
    const latest = isLive ? this.liveSeconds(facts) : seekable.endSeconds;
    // The oldest fragment of a live window may leave it before it is asked for.
    const earliest = seekable.startSeconds + (isLive ? fragmentSeconds : 0);
    const target = Math.min(Math.max(seconds, earliest), latest);
    this.followsLive = isLive && target > latest - fragmentSeconds;
    this.video.currentTime = target;
  }

  /** Back into the DVR window: to live for a viewer who follows it, else to the oldest media. */
  rejoin(why: string, facts: PlayheadFacts): void {
    const { seekable, fragmentSeconds } = facts;
    if (seekable === undefined) return;
    const live = this.liveSeconds(facts);
    const oldest = Math.min(seekable.startSeconds + fragmentSeconds, live);
    const target = facts.snap(this.followsLive ? live : oldest);
    this.log(`${why}: to ${target.toFixed(2)} s`, true);
    this.video.currentTime = target;
  }

  /** A pause by the viewer: from now on the distance to the edge is theirs. */
  paused(): void {
    if (!this.video.ended) this.followsLive = false;
    this.video.playbackRate = 1;
  }

  tick(facts: PlayheadFacts, nowMillis: number): void {
    const ranges = rangesOf(this.video.buffered);
    this.watchStall(ranges, facts, nowMillis);
    this.steer(ranges, facts);
    const { seekable, isLive } = facts;
    if (!isLive || seekable === undefined || this.video.paused || this.video.seeking) return;
    if (this.video.currentTime < seekable.startSeconds - WINDOW_TOLERANCE_SECONDS) {
      this.rejoin('the playhead has left the DVR window', facts);
    }
  }

  /** Counts stalls, and jumps over what is missing in the media. */
  private watchStall(
    ranges: readonly SecondsRange[],
    facts: PlayheadFacts,
    nowMillis: number,
  ): void {
    const { video } = this;
    const isStalled =
      !video.paused && !video.ended && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    if (!isStalled) {
      this.stalledSinceMillis = undefined;
      return;
    }
    this.stalledSinceMillis ??= nowMillis;
    if (nowMillis - this.stalledSinceMillis < GAP_PATIENCE_MILLIS) return;
    const target = gapTarget(ranges, video.currentTime);
    if (target !== undefined && facts.isComing(video.currentTime)) return;
    if (target !== undefined) {
      this.log(`gap: from ${video.currentTime.toFixed(2)} to ${target.toFixed(2)} s`, true);
      this.stalledSinceMillis = undefined;
      video.currentTime = target;
    } else if (video.played.length > 0 && !video.seeking) {
      this.stalledSinceMillis = Number.POSITIVE_INFINITY;
      if (this.stallCount < STALL_STEPS_MAX) this.stallCount++;
    }
  }

  private steer(ranges: readonly SecondsRange[], facts: PlayheadFacts): void {
    const { video } = this;
    const { edgeSeconds, fragmentSeconds } = facts;
    if (!this.followsLive || !facts.isLive || edgeSeconds === undefined) {
      video.playbackRate = 1;
      return;
    }
    const canJudge = video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    if (video.paused || video.seeking || !canJudge) return;
    const target = {
      targetSeconds: this.targetSeconds(fragmentSeconds),
      toleranceSeconds: TOLERANCE_FRAGMENTS * fragmentSeconds,
      jumpSeconds: JUMP_FRAGMENTS * fragmentSeconds,
    };
    const action = steerLatency(target, {
      distanceSeconds: edgeSeconds - video.currentTime,
      bufferSeconds: bufferAhead(ranges, video.currentTime),
      rate: video.playbackRate,
      edgeSeconds,
    });
    if (action.kind === 'jump') {
      this.log('too far from the live edge', true);
      this.moveToLive(facts);
    } else if (video.playbackRate !== action.rate) {
      video.playbackRate = action.rate;
      this.log(`rate ${action.rate} to hold the distance to the live edge`);
    }
  }
}
