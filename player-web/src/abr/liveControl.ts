/**
 * Where the live edge is between two fragments: it jumps by a fragment each time one is published,
 * and a latency measured against the jumps would swing by as much. This clock lets it glide.
 */
export class LiveEdgeClock {
  private edgeSeconds: number | undefined;
  private seenMillis = 0;

  /** @param edgeSeconds end of the newest fragment known to be published, media time */
  observe(edgeSeconds: number, nowMillis: number): void {
    const glided = this.at(nowMillis, Number.POSITIVE_INFINITY);
    // A later edge that the glide has already passed is no news; a much earlier one is a new timeline.
    if (glided === undefined || edgeSeconds > glided || edgeSeconds < glided - EDGE_RESET_SECONDS) {
      this.edgeSeconds = edgeSeconds;
      this.seenMillis = nowMillis;
    }
  }

  /** @param fragmentSeconds the glide stops one fragment after the last news */
  at(nowMillis: number, fragmentSeconds: number): number | undefined {
    if (this.edgeSeconds === undefined) return undefined;
    const glideSeconds = Math.min((nowMillis - this.seenMillis) / 1000, fragmentSeconds);
    return this.edgeSeconds + Math.max(0, glideSeconds);
  }

  reset(): void {
    this.edgeSeconds = undefined;
  }
}

const EDGE_RESET_SECONDS = 30;

/** How the distance to the live edge is kept. */
export interface LatencyTarget {
  /** Wanted distance between playhead and live edge. */
  readonly targetSeconds: number;
  /** Within this of the target the rate stays 1. */
  readonly toleranceSeconds: number;
  /** Beyond this the player jumps instead of running faster. */
  readonly jumpSeconds: number;
}

export type LatencyAction =
  | { readonly kind: 'rate'; readonly rate: number }
  | { readonly kind: 'jump'; readonly toSeconds: number };

export const RATE_MAX = 1.05;
export const RATE_MIN = 0.95;

/**
 * Steers towards the target by a slightly faster or slower rate. Pure: the same inputs give the same
 * answer; the memory is the current rate, which ends the correction only once the target is met.
 */
export function steerLatency(
  target: LatencyTarget,
  now: { readonly distanceSeconds: number; readonly bufferSeconds: number; readonly rate: number; readonly edgeSeconds: number },
): LatencyAction {
  const errorSeconds = now.distanceSeconds - target.targetSeconds;
  if (errorSeconds > target.jumpSeconds) {
    return { kind: 'jump', toSeconds: now.edgeSeconds - target.targetSeconds };
  }
  const isRunning = now.rate > 1;
  const isWaiting = now.rate < 1;
  const hasBuffer = now.bufferSeconds > BUFFER_TO_RUN_SECONDS;
  if (hasBuffer && errorSeconds > (isRunning ? 0.1 : target.toleranceSeconds)) {
    return { kind: 'rate', rate: RATE_MAX };
  }
  if (errorSeconds < (isWaiting ? -0.1 : -target.toleranceSeconds)) {
    return { kind: 'rate', rate: RATE_MIN };
  }
  return { kind: 'rate', rate: 1 };
}

/** Running faster eats the buffer: not below this. */
const BUFFER_TO_RUN_SECONDS = 1.5;
