package org.smoothlab.server.origin;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/**
 * Which wall time the media time of a run stands for. Smooth Streaming does not say; HLS and DASH
 * must. It is decided once, by the first fragment of a run, and holds for all its streams.
 *
 * <p>An encoder whose media time counts from 1970, or from the last midnight, both in UTC, has said
 * it: all origins of the event then agree. Else the arrival of the first fragment decides, rounded
 * up to a whole second, so that nothing is promised before it is there.
 *
 * @param zero the wall time of tick 0
 * @see "ISO/IEC 23009-1, 5.3.9.5.3; RFC 8216, 4.3.2.6"
 */
public record RunClock(Instant zero) {
  /** So much later than its media time says a fragment may arrive, and is still believed. */
  static final Duration LATE_MAX = Duration.ofSeconds(60);

  /** So much earlier, when the clocks of encoder and origin differ. */
  static final Duration EARLY_MAX = Duration.ofSeconds(5);

  /**
   * The clock of a run whose first fragment is this.
   *
   * @param arrival of all of it
   */
  public static RunClock of(FragmentTime first, Timescale timescale, Instant arrival) {
    Duration end = duration(first.endTicks(), timescale);
    Instant midnight = arrival.truncatedTo(ChronoUnit.DAYS);
    // Just behind midnight, media time may still count the day before; just before it, the next.
    for (Instant zero :
        new Instant[] {
          Instant.EPOCH,
          midnight,
          midnight.minus(1, ChronoUnit.DAYS),
          midnight.plus(1, ChronoUnit.DAYS)
        }) {
      Duration late = Duration.between(zero.plus(end), arrival);
      if (late.compareTo(LATE_MAX) <= 0 && late.negated().compareTo(EARLY_MAX) <= 0) {
        return new RunClock(zero);
      }
    }
    return new RunClock(roundedUp(arrival.minus(end)));
  }

  private static Instant roundedUp(Instant instant) {
    Instant whole = instant.truncatedTo(ChronoUnit.SECONDS);
    return whole.equals(instant) ? whole : whole.plusSeconds(1);
  }

  /** The wall time of a media time; exact to the nanosecond. */
  public Instant at(long ticks, Timescale timescale) {
    return zero.plus(duration(ticks, timescale));
  }

  /**
   * The wall time of tick 0, in nanoseconds since 1970; empty when it is 292 years away from it.
   */
  public OptionalLong zeroNanos() {
    try {
      return OptionalLong.of(ChronoUnit.NANOS.between(Instant.EPOCH, zero));
    } catch (ArithmeticException _) {
      return OptionalLong.empty();
    }
  }

  private static Duration duration(long ticks, Timescale timescale) {
    long perSecond = timescale.ticksPerSecond();
    long restTicks = Math.floorMod(ticks, perSecond);
    // A rest is below 2^32 ticks: its product with 10^9 fits.
    return Duration.ofSeconds(
        Math.floorDiv(ticks, perSecond), restTicks * 1_000_000_000L / perSecond);
  }
}
