import { EngineError, type EngineSink } from './engine';
import { bufferAhead, rangesOf } from './ranges';

const OPEN_MILLIS_MAX = 30_000;
const OPEN_ADVICE = 'Check the address, and that the encoder is sending.';
const FAILURE_ADVICE = 'Check that the origin is running, then load again, or try another engine.';

/** A change of the level that is fetched, as an engine tells of it. */
export interface LevelChange {
  readonly fromBitrateBps: number | undefined;
  readonly toBitrateBps: number;
  readonly reason: string;
  readonly throughputBps: number | undefined;
}

/** What the adapters of other people's players tell the page, all in the same way. */
export class EngineVoice {
  private reject: (error: EngineError) => void = () => undefined;

  /** @param player its name as viewers know it */
  constructor(
    private readonly player: string,
    private readonly video: HTMLVideoElement,
    private readonly sink: EngineSink,
  ) {}

  /**
   * Waits for a player to open a presentation: `start` sets it off and calls what it is given once
   * it has; {@link fail} breaks the promise, as does too long a time.
   */
  opening(target: string, start: (opened: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const message = `${this.player} has not opened ${target} in ${OPEN_MILLIS_MAX / 1000} s.`;
        reject(new EngineError('timeout', message, OPEN_ADVICE));
      }, OPEN_MILLIS_MAX);
      this.reject = (error) => {
        clearTimeout(timer);
        reject(error);
      };
      start(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Playback has ended, or never began, because of this. */
  fail(code: string, message: string, advice = FAILURE_ADVICE): void {
    this.reject(new EngineError(code, message, advice));
    const error = { atMillis: Date.now(), code, message, advice, isFatal: true };
    this.sink({ kind: 'error', error });
  }

  warn(text: string): void {
    this.sink({ kind: 'log', text, isWarning: true });
  }

  decided(change: LevelChange): void {
    const bufferSeconds = bufferAhead(rangesOf(this.video.buffered), this.video.currentTime);
    this.sink({ kind: 'decision', decision: { atMillis: Date.now(), ...change, bufferSeconds } });
  }
}

/** Takes away what played in the element. */
export function emptyElement(video: HTMLVideoElement): void {
  video.removeAttribute('src');
  video.load();
}

/** The captions that the element itself shows now, line by line. */
export function shownCues(video: HTMLVideoElement): string {
  return [...video.textTracks]
    .filter((track) => track.mode === 'showing')
    .flatMap((track) => [...(track.activeCues ?? [])])
    .map((cue) => ('text' in cue ? String(cue.text) : ''))
    .join('\n')
    .trim();
}
