import { FrameLedger, type FrameVerdict, type StampClock } from '../stamp/frameLedger';
import { type FrameStamp, readStamp, STAMP_BITS, STAMP_COLUMNS, STAMP_ROWS } from '../stamp/frameStamp';

/** One picture that was on screen. */
export interface WatchedFrame {
  /** Undefined when the picture carries no readable stamp. */
  readonly stamp: FrameStamp | undefined;
  readonly verdict: FrameVerdict;
  readonly mediaSeconds: number;
  /** When it reaches the screen, on the clock of `performance.now()`. */
  readonly displayMillis: number;
  readonly isFlash: boolean;
}

/** Pixels of the small canvas per cell: the middle of a cell is then clear of its neighbours. */
const CELL_PIXELS = 4;
/** The first picture after a seek is so near to the playhead. */
const NEW_RUN_SECONDS = 1;
const FLASH_CELLS = 2;
const FLASH_LUMA = 128;

/**
 * Looks at every picture the browser hands to the screen: draws the stamp's strip and the flash's
 * corner to a small canvas and reads them back.
 */
export class FrameWatcher {
  readonly ledger: FrameLedger;
  private readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private readonly ended = new AbortController();
  private callback = 0;
  private isBetweenRuns = false;
  private isNewRun = false;

  constructor(
    private readonly video: HTMLVideoElement,
    clock: StampClock,
    private readonly onFrame: (frame: WatchedFrame) => void,
  ) {
    this.ledger = new FrameLedger(clock);
    this.canvas.width = STAMP_COLUMNS * CELL_PIXELS;
    this.canvas.height = (STAMP_ROWS + FLASH_CELLS) * CELL_PIXELS;
    const context = this.canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (context === null) throw new Error('this browser has no 2D canvas');
    this.context = context;
    const { signal } = this.ended;
    video.addEventListener('seeking', () => this.beginSeek(), { signal });
    video.addEventListener('seeked', () => this.endSeek(), { signal });
    this.next();
  }

  stop(): void {
    this.ended.abort();
    this.video.cancelVideoFrameCallback(this.callback);
  }

  private next(): void {
    this.callback = this.video.requestVideoFrameCallback((_now, metadata) => {
      this.next();
      this.look(metadata);
    });
  }

  private beginSeek(): void {
    this.isBetweenRuns = true;
    this.ledger.discontinuity();
  }

  private endSeek(): void {
    this.isBetweenRuns = false;
    this.isNewRun = true;
  }

  private look(metadata: VideoFrameCallbackMetadata): void {
    const luma = this.readCells();
    const reading = luma === undefined ? ({ kind: 'absent' } as const) : readStamp(luma.cells);
    const { mediaTime, presentedFrames, expectedDisplayTime } = metadata;
    const verdict: FrameVerdict = this.belongsToRun(mediaTime)
      ? this.ledger.see({ reading, mediaSeconds: mediaTime, presentedCount: presentedFrames })
      : { kind: 'first', skippedCount: 0 };
    this.onFrame({
      stamp: reading.kind === 'stamp' ? reading.stamp : undefined,
      verdict,
      mediaSeconds: mediaTime,
      displayMillis: expectedDisplayTime,
      isFlash: luma?.isFlash ?? false,
    });
  }

  /**
   * Pictures that come while the element seeks belong to neither run, and a late one from before may
   * still come just after: it is told by its time.
   */
  private belongsToRun(mediaSeconds: number): boolean {
    if (this.isBetweenRuns || this.video.seeking) return false;
    if (!this.isNewRun) return true;
    const isHere = Math.abs(mediaSeconds - this.video.currentTime) < NEW_RUN_SECONDS;
    if (isHere) this.isNewRun = false;
    return isHere;
  }

  /** Undefined for media of another origin, whose pixels the browser does not give away. */
  private readCells(): { cells: number[]; isFlash: boolean } | undefined {
    const { videoWidth, videoHeight } = this.video;
    if (videoWidth === 0 || videoHeight === 0) return undefined;
    const cell = videoWidth / STAMP_COLUMNS;
    const { width } = this.canvas;
    const stripPixels = STAMP_ROWS * CELL_PIXELS;
    const flashPixels = FLASH_CELLS * CELL_PIXELS;
    const strip = [0, 0, videoWidth, STAMP_ROWS * cell] as const;
    this.context.drawImage(this.video, ...strip, 0, 0, width, stripPixels);
    const side = FLASH_CELLS * cell;
    const corner = [videoWidth - side, videoHeight - side, side, side] as const;
    this.context.drawImage(this.video, ...corner, 0, stripPixels, flashPixels, flashPixels);
    try {
      const { data } = this.context.getImageData(0, 0, width, this.canvas.height);
      const cells = Array.from({ length: STAMP_BITS }, (_, index) =>
        lumaAt(data, width, index % STAMP_COLUMNS, Math.floor(index / STAMP_COLUMNS)),
      );
      return { cells, isFlash: lumaAt(data, width, 0, STAMP_ROWS) > FLASH_LUMA };
    } catch (error) {
      if (error instanceof DOMException && error.name === 'SecurityError') return undefined;
      throw error;
    }
  }
}

/** Mean brightness of the four pixels in the middle of a cell. */
function lumaAt(data: Uint8ClampedArray, width: number, column: number, row: number): number {
  let sum = 0;
  for (let dy = 1; dy < CELL_PIXELS - 1; dy++) {
    for (let dx = 1; dx < CELL_PIXELS - 1; dx++) {
      const at = 4 * ((row * CELL_PIXELS + dy) * width + column * CELL_PIXELS + dx);
      sum += 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
    }
  }
  return sum / (CELL_PIXELS - 2) ** 2;
}
