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
