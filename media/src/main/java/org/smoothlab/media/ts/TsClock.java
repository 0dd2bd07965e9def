package org.smoothlab.media.ts;

import org.smoothlab.media.Timescale;

/**
 * Media time as a transport stream tells it: 90 000 ticks a second, in 33 bits, so that it begins
 * anew every 26 h 30 min. Between conversion and writing times are kept unwrapped, so that they can
 * be compared.
 *
 * @see "ISO/IEC 13818-1, 2.4.3.7"
 */
public final class TsClock {
  /** Its rate. */
  public static final Timescale TIMESCALE = new Timescale(90_000);

  /**
   * What media time 0 is called. Decoding may begin before that, and the clock runs ahead of it;
   * WebVTT segments of HLS are usually mapped with the same number.
   */
  public static final long ORIGIN_TICKS = 900_000;

  /** How long before its decoding the first byte of an access unit comes: 700 ms. */
  public static final long LEAD_TICKS = 63_000;

  private static final long WRAP_MASK = (1L << 33) - 1;
  private static final long HALF = 1L << 32;

  private TsClock() {}

  /**
   * Media time on this clock, rounded down and moved by {@link #ORIGIN_TICKS}, not wrapped.
   *
   * @throws ArithmeticException if the result does not fit 63 bits
   */
  public static long ticks(long mediaTicks, Timescale from) {
    return Math.addExact(TIMESCALE.rescaleFloor(mediaTicks, from), ORIGIN_TICKS);
  }

  /** What is written of a time: its low 33 bits. */
  public static long wrap(long ticks) {
    return ticks & WRAP_MASK;
  }

  /**
   * How far {@code to} is behind {@code from}, both as written, by the shorter way round: in
   * -2^32..2^32-1.
   */
  public static long distance(long from, long to) {
    return wrap(to - from + HALF) - HALF;
  }
}
