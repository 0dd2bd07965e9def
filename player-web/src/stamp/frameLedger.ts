import type { StampReading } from './frameStamp';

/** What one video frame callback told, and what was read from the picture. */
export interface FrameSighting {
  readonly reading: StampReading;
  /** `metadata.mediaTime`. */
  readonly mediaSeconds: number;
  /** `metadata.presentedFrames`: frames handed to the compositor so far. */
  readonly presentedCount: number;
}

/** Counts since load. Every number is of frames unless it says otherwise. */
export interface FrameCounters {
  /** Callbacks: pictures this page looked at. */
  framesSeen: number;
  /** Pictures with a whole stamp that were not seen before in this run. */
  framesShown: number;
  /** The stamp of the picture before came again. */
  repeated: number;
  /** By the stamps these were never handed to the compositor. */
  skipped: number;
  /** Of `skipped`: those between two pictures of different levels. */
  skippedAtSwitch: number;
  /** Of the rest: those within a second of pictures after playback began, anew after a seek or stall. */
  skippedAtStart: number;
  /** Media time and stamp fell out of step for good: a restarted encoder, or fragments mistimed. */
  offTime: number;
  /** Pictures whose stamp is earlier than one shown before, without a seek. */
  outOfOrder: number;
  /** Pictures presented that this page was not called for: the page was late, not the player. */
  missedCallbacks: number;
  /** The page was so late that it read the picture after the one it was called for. */
  lateReads: number;
  /** A strip whose checksum does not hold. */
  stampErrors: number;
  /** Pictures without a strip. */
  unstamped: number;
  /** The level on screen changed. */
  levelSwitches: number;
  /** Seeks and jumps: the run of frames was broken on purpose. */
  discontinuities: number;
}

/** What one sighting turned out to be. */
export interface FrameVerdict {
  readonly kind: 'first' | 'next' | 'repeated' | 'skipped' | 'outOfOrder' | 'unreadable';
  readonly skippedCount: number;
}

/** How a clip is stamped. */
export interface StampClock {
  /** Frames after which the frame number starts again; learned from the pictures when wrong. */
  clipFrames: number;
  readonly framesPerSecond: number;
}

interface Shown {
  readonly frame: number;
  readonly level: number;
  readonly mediaSeconds: number;
  readonly presentedCount: number;
}

/** A wrap is believed once seen so often with the same length. */
const WRAP_VOTES = 2;
/** A late page is ahead by so little, and seldom twice in a row. */
const LEAD_FRAMES_MAX = 2;
/** A new relation of stamp and media time is believed after so many pictures. */
const OFFSET_VOTES = 10;
/** Wraps are learned only from neighbours: a larger step may hide a seek. */
const WRAP_STEP_SECONDS_MAX = 2;

/**
 * Keeps the books of what was really on screen, by the stamps in the pictures: shown, repeated,
 * skipped, out of order. A callback that the page missed (`presentedFrames` moved by more than one)
 * is counted apart from a frame that was not presented.
 */
export class FrameLedger {
  readonly counters: FrameCounters = {
    framesSeen: 0,
    framesShown: 0,
    repeated: 0,
    skipped: 0,
    skippedAtSwitch: 0,
    skippedAtStart: 0,
    offTime: 0,
    outOfOrder: 0,
    missedCallbacks: 0,
    lateReads: 0,
    stampErrors: 0,
    unstamped: 0,
    levelSwitches: 0,
    discontinuities: 0,
  };

  private last: Shown | undefined;
  private lastPresentedCount: number | undefined;
  /** Pictures from now on that are still near the last start. */
  private startFrames: number;
  private wrapCandidate = { clipFrames: 0, votes: 0 };
  /** Frame number minus frames of media time, modulo the clip. */
  private offsetFrames: number | undefined;
  /** How many pictures had it: few, and the first may have been read late. */
  private offsetCount = 0;
  private offsetCandidate = { frames: 0, votes: 0 };

  /** By how many frames stamp and media time fell out of step when they last did; 0 = never. */
  offTimeFrames = 0;

  constructor(readonly clock: StampClock) {
    this.startFrames = clock.framesPerSecond;
  }

  /** The playhead was moved on purpose: the next picture starts a new run. */
  discontinuity(): void {
    if (this.last !== undefined) this.counters.discontinuities++;
    this.last = undefined;
    this.lastPresentedCount = undefined;
    this.restart();
  }

  /** Playback begins again: decoders drop what they are late with. */
  restart(): void {
    this.startFrames = this.clock.framesPerSecond;
  }

  see(sighting: FrameSighting): FrameVerdict {
    this.counters.framesSeen++;
    const isAtStart = this.startFrames > 0;
    if (isAtStart) this.startFrames--;
    const presentedStep =
      this.lastPresentedCount === undefined ? 1 : sighting.presentedCount - this.lastPresentedCount;
    this.lastPresentedCount = sighting.presentedCount;
    if (presentedStep > 1) this.counters.missedCallbacks += presentedStep - 1;
    if (sighting.reading.kind !== 'stamp') {
      if (sighting.reading.kind === 'damaged') this.counters.stampErrors++;
      else this.counters.unstamped++;
      return { kind: 'unreadable', skippedCount: 0 };
    }
    const { stamp } = sighting.reading;
    this.learnWrap(stamp.frame, sighting.mediaSeconds);
    const frame = modulo(stamp.frame - this.leadFrames(stamp.frame, sighting), this.clock.clipFrames);
    const { mediaSeconds, presentedCount } = sighting;
    const shown: Shown = { frame, level: stamp.level, mediaSeconds, presentedCount };
    const before = this.last;
    this.last = shown;
    if (before === undefined) {
      this.counters.framesShown++;
      return { kind: 'first', skippedCount: 0 };
    }
    if (shown.level !== before.level) this.counters.levelSwitches++;
    const verdict = this.judge(before, shown);
    const isAtSwitch = shown.level !== before.level;
    if (isAtSwitch) this.counters.skippedAtSwitch += verdict.skippedCount;
    else if (isAtStart) this.counters.skippedAtStart += verdict.skippedCount;
    return verdict;
  }

  /**
   * By how many frames the picture is ahead of the callback's media time. A late page draws what the
   * compositor shows by then, which may be the next frame already; that must not count as a skip.
   */
  private leadFrames(frame: number, sighting: FrameSighting): number {
    const mediaFrame = Math.round(sighting.mediaSeconds * this.clock.framesPerSecond);
    const offset = modulo(frame - mediaFrame, this.clock.clipFrames);
    const lead = modulo(offset - (this.offsetFrames ?? this.believe(offset)), this.clock.clipFrames);
    if (lead === 0) {
      this.offsetCount++;
      this.offsetCandidate = { frames: 0, votes: 0 };
      return 0;
    }
    const isSame = this.offsetCandidate.frames === offset;
    this.offsetCandidate = { frames: offset, votes: isSame ? this.offsetCandidate.votes + 1 : 1 };
    if (this.offsetCandidate.votes >= OFFSET_VOTES) {
      const frames = lead > this.clock.clipFrames / 2 ? lead - this.clock.clipFrames : lead;
      const wasReadLate =
        frames < 0 && frames >= -LEAD_FRAMES_MAX && this.offsetCount < OFFSET_VOTES;
      this.believe(offset);
      if (wasReadLate) return 0;
      this.offTimeFrames = frames;
      this.counters.offTime++;
      return 0;
    }
    if (lead > LEAD_FRAMES_MAX) return 0;
    this.counters.lateReads++;
    return lead;
  }

  private believe(offset: number): number {
    this.offsetFrames = offset;
    this.offsetCount = 0;
    return offset;
  }

  private judge(before: Shown, shown: Shown): FrameVerdict {
    const step = this.frameStep(before, shown);
    if (step === 0) {
      this.counters.repeated++;
      return { kind: 'repeated', skippedCount: 0 };
    }
    if (step < 0) {
      this.counters.outOfOrder++;
      return { kind: 'outOfOrder', skippedCount: 0 };
    }
    this.counters.framesShown++;
    const presentedStep = Math.max(1, shown.presentedCount - before.presentedCount);
    const skippedCount = Math.max(0, step - presentedStep);
    if (skippedCount === 0) return { kind: 'next', skippedCount };
    this.counters.skipped += skippedCount;
    return { kind: 'skipped', skippedCount };
  }

  /**
   * Frames from one picture to the next. The stamp tells it modulo the clip, the media time tells
   * which turn; without a jump of whole turns the shortest way round is the step.
   */
  private frameStep(before: Shown, shown: Shown): number {
    const turn = this.clock.clipFrames;
    const mediaStep = Math.round(
      (shown.mediaSeconds - before.mediaSeconds) * this.clock.framesPerSecond,
    );
    const stampStep = modulo(shown.frame - before.frame, turn);
    const turns = Math.round((mediaStep - stampStep) / turn);
    return stampStep + turns * turn;
  }

  /** The frame number fell while media time went on: the fall tells the length of the clip. */
  private learnWrap(frame: number, mediaSeconds: number): void {
    if (frame >= this.clock.clipFrames) this.setClipFrames(frame + 1);
    const before = this.last;
    if (before === undefined || frame >= before.frame) return;
    const seconds = mediaSeconds - before.mediaSeconds;
    const mediaStep = Math.round(seconds * this.clock.framesPerSecond);
    if (mediaStep < 1 || seconds > WRAP_STEP_SECONDS_MAX) return;
    const clipFrames = before.frame - frame + mediaStep;
    const isSame = this.wrapCandidate.clipFrames === clipFrames;
    this.wrapCandidate = { clipFrames, votes: isSame ? this.wrapCandidate.votes + 1 : 1 };
    const isPlainWrap = frame === 0 && mediaStep === 1;
    if (isPlainWrap || this.wrapCandidate.votes >= WRAP_VOTES) this.setClipFrames(clipFrames);
  }

  private setClipFrames(clipFrames: number): void {
    if (clipFrames === this.clock.clipFrames) return;
    this.clock.clipFrames = clipFrames;
    this.offsetFrames = undefined;
  }
}

export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
