/** One finished download. */
export interface DownloadSample {
  /** Bytes of the body. */
  readonly bodyBytes: number;
  /**
   * From the first byte of the answer to the last. The wait before it is left out: an origin may hold
   * a request until the fragment exists, and that says nothing about the network.
   */
  readonly transferMillis: number;
}

/** Shorter transfers are timer noise, or come from a cache. */
const TRANSFER_MILLIS_MIN = 2;
/** A small body arrives in one burst of the socket's buffer and flatters the network. */
const BODY_BYTES_MIN = 16_000;

/** Average that forgets by half in `halfLifeSeconds` of transfer time. */
class DecayingAverage {
  private sum = 0;
  private weightSeconds = 0;

  constructor(private readonly halfLifeSeconds: number) {}

  add(value: number, weightSeconds: number): void {
    const kept = 0.5 ** (weightSeconds / this.halfLifeSeconds);
    this.sum = value * (1 - kept) + this.sum * kept;
    this.weightSeconds += weightSeconds;
  }

  /** Without the bias towards the start value of zero. */
  get value(): number {
    return this.sum / (1 - 0.5 ** (this.weightSeconds / this.halfLifeSeconds));
  }
}

/**
 * Throughput as the smaller of a fast and a slow decaying average, weighted by transfer time: a drop
 * is believed at once, a rise only when it lasts.
 */
export class ThroughputEstimate {
  private readonly fast = new DecayingAverage(FAST_HALF_LIFE_SECONDS);
  private readonly slow = new DecayingAverage(SLOW_HALF_LIFE_SECONDS);
  private count = 0;

  add(sample: DownloadSample): void {
    if (sample.bodyBytes < BODY_BYTES_MIN) return;
    const seconds = Math.max(sample.transferMillis, TRANSFER_MILLIS_MIN) / 1000;
    const bitsPerSecond = (sample.bodyBytes * 8) / seconds;
    // A floor under the weight: on a fast network transfers last milliseconds, and without it one
    // early sample would rule for minutes.
    const weightSeconds = Math.max(seconds, WEIGHT_SECONDS_MIN);
    this.fast.add(bitsPerSecond, weightSeconds);
    this.slow.add(bitsPerSecond, weightSeconds);
    this.count++;
  }

  /** Undefined before the first sample. */
  get bitsPerSecond(): number | undefined {
    return this.count === 0 ? undefined : Math.min(this.fast.value, this.slow.value);
  }

  get sampleCount(): number {
    return this.count;
  }
}

const FAST_HALF_LIFE_SECONDS = 2;
const SLOW_HALF_LIFE_SECONDS = 6;
const WEIGHT_SECONDS_MIN = 0.25;
