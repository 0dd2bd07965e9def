package org.smoothlab.server.origin;

import org.smoothlab.media.Timescale;

/** Times of the wire between servers: 100 ns, whatever clock a track has. Compared exactly. */
public final class Ticks100ns {
  private Ticks100ns() {}

  /** Whether a time on a track's clock is not before one in units of 100 ns. */
  public static boolean isAtOrAfter(long ticks, Timescale clock, long ticks100ns) {
    return ticks >= ceil(ticks100ns, clock);
  }

  /** The first tick of a clock that is not before this time; at the ends, the end. */
  public static long ceil(long ticks100ns, Timescale clock) {
    long perSecond = Timescale.SMOOTH.ticksPerSecond();
    long seconds = Math.floorDiv(ticks100ns, perSecond);
    long rest = Math.floorMod(ticks100ns, perSecond);
    long restTicks = Math.ceilDiv(rest * clock.ticksPerSecond(), perSecond);
    try {
      return Math.addExact(Math.multiplyExact(seconds, clock.ticksPerSecond()), restTicks);
    } catch (ArithmeticException e) {
      return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
