package org.smoothlab.simulator.encoder;

import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.SourceTrack;

/**
 * What is broadcast.
 *
 * @param lineup who takes part
 * @param gopsPerFragment length of a fragment in groups of pictures of 2 s each, 1..15
 * @param start where on the timeline it begins
 * @param fragmentCount how many fragments each track has; {@link #ENDLESS} for no end
 */
public record Programme(Lineup lineup, int gopsPerFragment, MediaStart start, long fragmentCount) {
  /** A number of fragments that is never reached. */
  public static final long ENDLESS = Long.MAX_VALUE;

  public Programme {
    if (gopsPerFragment < 1 || gopsPerFragment > 15) {
      throw new IllegalArgumentException("gopsPerFragment out of 1..15: " + gopsPerFragment);
    }
    if (fragmentCount < 1) {
      throw new IllegalArgumentException("fragmentCount is below 1: " + fragmentCount);
    }
  }

  /** The tracks in fragments of 2 s, from 0 and without end. */
  public static Programme endless(List<? extends SourceTrack> tracks) {
    return new Programme(Lineup.of(tracks), 1, MediaStart.zero(), ENDLESS);
  }

  /** The same with another start. */
  public Programme from(MediaStart newStart) {
    return new Programme(lineup, gopsPerFragment, newStart, fragmentCount);
  }

  /** The same with an end. */
  public Programme ofFragments(long count) {
    return new Programme(lineup, gopsPerFragment, start, count);
  }

  /** The same with other parts. */
  public Programme with(Lineup newLineup) {
    return new Programme(newLineup, gopsPerFragment, start, fragmentCount);
  }

  /** Length of a fragment in ticks of {@link Timescale#SMOOTH}. */
  public long fragmentTicks() {
    return gopsPerFragment * Ladder.GOP_TICKS;
  }

  /** The same in nanoseconds. */
  long fragmentNanos() {
    return Timescale.NANOS.rescaleFloor(fragmentTicks(), Timescale.SMOOTH);
  }

  /** The span of media time of a fragment, in ticks of {@code timescale}. */
  FragmentTime span(long fragmentIndex, Timescale timescale) {
    long startTicks =
        timescale.rescaleFloor(
            Math.multiplyExact(fragmentIndex, fragmentTicks()), Timescale.SMOOTH);
    return new FragmentTime(startTicks, timescale.rescaleFloor(fragmentTicks(), Timescale.SMOOTH));
  }
}
