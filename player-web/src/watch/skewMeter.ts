/** A beep louder than this has begun when it was quieter for a while; soft music may go on below it. */
const BEEP_LEVEL = 0.12;
const QUIET_SAMPLES = 256;
/** Flash and beep of one second lie closer than this, or they do not belong together. */
const PAIR_MILLIS = 450;
const POLL_MILLIS = 20;
const KEPT = 15;

/**
 * Measures how far sound and picture are apart, by the flash in the picture and the beep in the
 * sound at each full second. Positive: the sound comes late.
 */
export class SkewMeter {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples: Float32Array<ArrayBuffer>;
  private readonly skewsMillis: number[] = [];
  private flashMillis: number | undefined;
  private beepMillis: number | undefined;
  private wasFlash = true;
  private quietUntilMillis = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Takes the element's sound through the page; the browser allows that once per element. */
  constructor(video: HTMLMediaElement) {
    this.analyser.fftSize = 2048;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaElementSource(video).connect(this.analyser);
    this.analyser.connect(this.context.destination);
  }

  /** Needs a gesture of the viewer unless the browser allows sound at once. */
  async start(): Promise<void> {
    await this.context.resume();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.listen(), POLL_MILLIS);
  }

  reset(): void {
    this.skewsMillis.length = 0;
    this.flashMillis = undefined;
    this.beepMillis = undefined;
  }

  /** Median of the last measurements; undefined before the first. */
  get skewMillis(): number | undefined {
    const sorted = [...this.skewsMillis].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }

  /** Every picture, in order; the first bright one after a dark one is the flash. */
  picture(isFlash: boolean, displayMillis: number): void {
    if (isFlash && !this.wasFlash) {
      this.flashMillis = displayMillis;
      this.pair();
    }
    this.wasFlash = isFlash;
  }

  private listen(): void {
    this.analyser.getFloatTimeDomainData(this.samples);
    const onset = findOnset(this.samples);
    if (onset === undefined) return;
    const millis = this.heardMillis(this.samples.length - onset);
    if (millis < this.quietUntilMillis) return;
    this.quietUntilMillis = millis + 500;
    this.beepMillis = millis;
    this.pair();
  }

  /** When the sample that is so many samples old reaches the ear, on the clock of the page. */
  private heardMillis(ageSamples: number): number {
    const { contextTime, performanceTime } = this.context.getOutputTimestamp();
    const sampleSeconds = this.context.currentTime - ageSamples / this.context.sampleRate;
    if (contextTime === undefined || performanceTime === undefined || performanceTime === 0) {
      return performance.now() - (1000 * ageSamples) / this.context.sampleRate;
    }
    return performanceTime + (sampleSeconds - contextTime) * 1000;
  }

  private pair(): void {
    const { flashMillis, beepMillis } = this;
    if (flashMillis === undefined || beepMillis === undefined) return;
    const skew = beepMillis - flashMillis;
    if (Math.abs(skew) > PAIR_MILLIS) return;
    this.skewsMillis.push(skew);
    if (this.skewsMillis.length > KEPT) this.skewsMillis.shift();
    this.flashMillis = undefined;
    this.beepMillis = undefined;
  }
}

/** Index of the first loud sample, if a quiet stretch is before it. */
export function findOnset(samples: Float32Array): number | undefined {
  const first = samples.findIndex((value) => Math.abs(value) > BEEP_LEVEL);
  return first >= QUIET_SAMPLES ? first : undefined;
}
