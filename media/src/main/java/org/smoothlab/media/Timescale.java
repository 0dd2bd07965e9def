package org.smoothlab.media;

/**
 * The rate of a media clock, in ticks per second.
 *
 * @param ticksPerSecond in 1..2^31-1; Smooth manifests default to 10 000 000, MPEG-TS uses 90 000
 * @see "[MS-SSTR] 2.2.2.1, attribute TimeScale"
 */
public record Timescale(long ticksPerSecond) {
  /** The default of Smooth Streaming: one tick is 100 nanoseconds. */
  public static final Timescale SMOOTH = new Timescale(10_000_000);

  /** Elapsed time as the house counts it. */
  public static final Timescale NANOS = new Timescale(1_000_000_000);

  public Timescale {
    if (ticksPerSecond < 1 || ticksPerSecond > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("ticksPerSecond out of 1..2^31-1: " + ticksPerSecond);
    }
  }

  /**
   * Moves {@code ticks} from the clock {@code from} to this one, rounding down.
   *
   * @throws ArithmeticException if the result does not fit 63 bits
   */
  public long rescaleFloor(long ticks, Timescale from) {
    if (from.ticksPerSecond == ticksPerSecond) {
      return ticks;
    }
    long wholeSeconds = Math.floorDiv(ticks, from.ticksPerSecond);
    long restTicks = Math.floorMod(ticks, from.ticksPerSecond);
    return Math.addExact(
        Math.multiplyExact(wholeSeconds, ticksPerSecond),
        restTicks * ticksPerSecond / from.ticksPerSecond);
  }
}
