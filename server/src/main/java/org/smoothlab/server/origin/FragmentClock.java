package org.smoothlab.server.origin;

import org.smoothlab.media.Timescale;

/** Media time as elapsed time, for waits: bounded, because durations come from outside. */
final class FragmentClock {
  /** Nothing waits longer for one fragment, whatever duration it claims. */
  static final long NANOS_MAX = 60_000_000_000L;

  private FragmentClock() {}

  static long nanos(long durationTicks, Timescale timescale) {
    long wholeSeconds = durationTicks / timescale.ticksPerSecond();
    return wholeSeconds >= NANOS_MAX / 1_000_000_000L
        ? NANOS_MAX
        : Timescale.NANOS.rescaleFloor(durationTicks, timescale);
  }

  /** Media time in nanoseconds, for comparing streams of different clocks; saturates. */
  static long mediaNanos(long ticks, Timescale timescale) {
    long wholeSeconds = Math.floorDiv(ticks, timescale.ticksPerSecond());
    if (Math.abs(wholeSeconds) > Long.MAX_VALUE / 2_000_000_000L) {
      return ticks < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return Timescale.NANOS.rescaleFloor(ticks, timescale);
  }
}
