package org.smoothlab.media.transmux;

import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MalformedMediaException;

/**
 * What a segment is made of: all that starts at {@code startTicks} or later, before {@code
 * endTicks}. Neighbouring spans share no sample and miss none, whatever the clocks of the tracks.
 * Fragments of video are taken whole, so its borders are starts of those, or sound and pictures of
 * a segment drift apart.
 *
 * @param startTicks the first tick
 * @param endTicks the first tick behind it, not before {@code startTicks}
 * @param timescale of both
 */
public record TsSpan(long startTicks, long endTicks, Timescale timescale) {
  public TsSpan {
    if (endTicks < startTicks) {
      throw new IllegalArgumentException("ends at " + endTicks + ", before " + startTicks);
    }
  }

  /** The same samples on the clock of a track. */
  FragmentTime on(Timescale clock) throws MalformedMediaException {
    try {
      long start = ceil(startTicks, clock);
      return new FragmentTime(start, Math.subtractExact(ceil(endTicks, clock), start));
    } catch (ArithmeticException e) {
      throw new MalformedMediaException("%s: beyond 2^63-1 at %s".formatted(this, clock), e);
    }
  }

  private long ceil(long ticks, Timescale clock) {
    return Math.negateExact(clock.rescaleFloor(Math.negateExact(ticks), timescale));
  }
}
