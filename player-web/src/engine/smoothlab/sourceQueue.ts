import type { SecondsRange } from '../engine';
import { rangesOf } from '../ranges';

/** The buffer keeps so much behind the playhead when the browser asks for room. */
const KEEP_BEHIND_SECONDS = 5;

/**
 * One source buffer, one operation at a time, in the order asked for. An operation that the browser
 * refuses for lack of room is repeated once after eviction.
 */
export class SourceQueue {
  private tail: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(
    private readonly buffer: SourceBuffer,
    private readonly playheadSeconds: () => number,
    private mimeType: string,
  ) {}

  get buffered(): SecondsRange[] {
    // A source buffer that was removed with its media source throws when asked.
    return this.isClosed ? [] : rangesOf(this.buffer.buffered);
  }

  /** Appends the parts in order; nothing comes between them. */
  append(parts: readonly Uint8Array[], timestampOffsetSeconds: number): Promise<void> {
    return this.enqueue(async () => {
      if (this.buffer.timestampOffset !== timestampOffsetSeconds) {
        this.buffer.timestampOffset = timestampOffsetSeconds;
      }
      for (const part of parts) await this.appendPart(part);
    });
  }

  remove(startSeconds: number, endSeconds: number): Promise<void> {
    return this.enqueue(() => this.removeNow(startSeconds, endSeconds));
  }

  /** What is appended from then on is of this type; nothing happens if it is the same. */
  changeType(mimeType: string): Promise<void> {
    return this.enqueue(async () => {
      if (this.mimeType !== mimeType) this.buffer.changeType(mimeType);
      this.mimeType = mimeType;
    });
  }

  /** Resolves when everything asked for so far is done. */
  settled(): Promise<void> {
    return this.enqueue(async () => undefined);
  }

  close(): void {
    this.isClosed = true;
  }

  private async appendPart(part: Uint8Array): Promise<void> {
    try {
      await this.step(() => this.buffer.appendBuffer(part as Uint8Array<ArrayBuffer>));
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
      const start = this.buffered[0]?.startSeconds ?? 0;
      const end = this.playheadSeconds() - KEEP_BEHIND_SECONDS;
      if (end <= start) throw error;
      await this.removeNow(start, end);
      await this.step(() => this.buffer.appendBuffer(part as Uint8Array<ArrayBuffer>));
    }
  }

  private removeNow(startSeconds: number, endSeconds: number): Promise<void> {
    if (endSeconds <= startSeconds) return Promise.resolve();
    return this.step(() => this.buffer.remove(Math.max(0, startSeconds), endSeconds));
  }

  private enqueue(operation: () => Promise<void>): Promise<void> {
    const run = this.tail.then(() => {
      if (this.isClosed) throw new DOMException('the source buffer is closed', 'AbortError');
      return operation();
    });
    // The chain goes on after a failure; the failure itself belongs to whoever asked.
    this.tail = run.catch(() => undefined);
    return run;
  }

  /** Starts one operation of the source buffer and waits for its end. */
  private step(start: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = new AbortController();
      const { signal } = done;
      const finish = (settle: () => void) => {
        done.abort();
        settle();
      };
      this.buffer.addEventListener('updateend', () => finish(resolve), { signal });
      this.buffer.addEventListener(
        'error',
        () => finish(() => reject(new Error('the browser could not decode what was appended'))),
        { signal },
      );
      try {
        start();
      } catch (error) {
        finish(() => reject(error as Error));
      }
    });
  }
}
