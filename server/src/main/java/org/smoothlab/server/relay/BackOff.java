package org.smoothlab.server.relay;

/** How long to wait after a failure: the longer, the more of them came in a row. */
final class BackOff {
  private final long minNanos;
  private final long maxNanos;
  private long nextNanos;

  BackOff(long minNanos, long maxNanos) {
    this.minNanos = minNanos;
    this.maxNanos = maxNanos;
    this.nextNanos = minNanos;
  }

  /** One more failure: how long to wait for the next attempt. */
  long failed() {
    long wait = nextNanos;
    nextNanos = Math.min(maxNanos, 2 * nextNanos);
    return wait;
  }

  /** It works. */
  void succeeded() {
    nextNanos = minNanos;
  }
}
