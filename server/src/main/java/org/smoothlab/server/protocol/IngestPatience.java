package org.smoothlab.server.protocol;

import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/** How long a sender may bring nothing whole, by what it has brought so far. */
final class IngestPatience {
  /** A sender that brings nothing whole for so long is refused. */
  static final long IDLE_NANOS_MIN = 10_000_000_000L;

  /** The same for sessions of sparse tracks only, which are silent for long. */
  static final long SPARSE_IDLE_NANOS = 600_000_000_000L;

  /** Of the longest fragment so far. */
  private static final int IDLE_FRAGMENTS = 3;

  private long progressNanos;
  private long longestFragmentNanos;

  /**
   * @param nowNanos when the session was opened
   */
  IngestPatience(long nowNanos) {
    this.progressNanos = nowNanos;
  }

  /** Something has arrived whole. */
  void progressed(long nowNanos) {
    progressNanos = nowNanos;
  }

  /** When something last did, or the session was opened. */
  long progressNanos() {
    return progressNanos;
  }

  /**
   * Who sends long fragments is silent for long. One that claims to be endless counts as bounded.
   */
  void saw(FragmentTime time, Timescale clock) {
    long boundTicks = SPARSE_IDLE_NANOS / 1_000_000_000L * clock.ticksPerSecond();
    long ticks = Math.min(time.durationTicks(), boundTicks);
    longestFragmentNanos =
        Math.max(longestFragmentNanos, Timescale.NANOS.rescaleFloor(ticks, clock));
  }

  /** The longest fragment so far; 0 before the first. */
  long longestFragmentNanos() {
    return longestFragmentNanos;
  }

  /**
   * When it is over, if nothing more comes.
   *
   * @param sparseOnly whether the session has sparse tracks and no others
   */
  long deadlineNanos(boolean sparseOnly) {
    long minNanos = sparseOnly ? SPARSE_IDLE_NANOS : IDLE_NANOS_MIN;
    return progressNanos + Math.max(minNanos, IDLE_FRAGMENTS * longestFragmentNanos);
  }
}
