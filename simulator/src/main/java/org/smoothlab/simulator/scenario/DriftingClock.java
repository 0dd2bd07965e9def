package org.smoothlab.simulator.scenario;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The clocks of one host: they may run at another rate than the world's, and the wall clock may be
 * set besides. For many threads.
 */
final class DriftingClock {
  private static final long MILLION = 1_000_000;

  private final LongSupplier world;
  private final Instant start;
  private long anchorWorldNanos;
  private long anchorHostNanos;
  private long driftPpm;
  private long steppedNanos;

  /**
   * A clock that is right.
   *
   * @param world the world's elapsed time, which the host's begins with
   * @param start what the wall clock says now
   */
  DriftingClock(LongSupplier world, Instant start) {
    this.world = world;
    anchorWorldNanos = world.getAsLong();
    anchorHostNanos = anchorWorldNanos;
    this.start = start.minusNanos(anchorHostNanos);
  }

  /** The host's elapsed time. */
  synchronized long nowNanos() {
    long sinceNanos = world.getAsLong() - anchorWorldNanos;
    // In two parts: the product of a day and a rate does not fit.
    return anchorHostNanos
        + sinceNanos
        + sinceNanos / MILLION * driftPpm
        + sinceNanos % MILLION * driftPpm / MILLION;
  }

  /** What the wall clock says. */
  synchronized Instant wall() {
    return start.plusNanos(nowNanos() + steppedNanos);
  }

  /** Sets the wall clock. */
  synchronized void step(long byNanos) {
    steppedNanos += byNanos;
  }

  /**
   * From now on the clocks run so much too fast.
   *
   * @param ppm millionths, above -1000000; 0 for right
   */
  synchronized void drift(long ppm) {
    anchorHostNanos = nowNanos();
    anchorWorldNanos = world.getAsLong();
    driftPpm = ppm;
  }

  /** When the host's clock will say so if its rate stays; within a nanosecond. */
  synchronized long worldNanos(long hostNanos) {
    long aheadNanos = hostNanos - anchorHostNanos;
    long rate = MILLION + driftPpm;
    return driftPpm == 0
        ? anchorWorldNanos + aheadNanos
        : anchorWorldNanos
            + aheadNanos / rate * MILLION
            + Math.ceilDiv(aheadNanos % rate * MILLION, rate);
  }
}
