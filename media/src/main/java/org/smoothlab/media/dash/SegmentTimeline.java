package org.smoothlab.media.dash;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;

/**
 * Which segments there are, each by its time.
 *
 * @param runs in order of time
 * @see "ISO/IEC 23009-1, 5.3.9.6"
 */
public record SegmentTimeline(List<Run> runs) {

  /**
   * Segments of one duration, each beginning where the one before it ends.
   *
   * @param startTicks of the first, at least 0
   * @param durationTicks of each, at least 1
   * @param repeatCount how many follow the first; {@code -1} in foreign documents: up to the next
   *     run, or to the end of the Period
   */
  public record Run(long startTicks, long durationTicks, long repeatCount) {
    public Run {
      if (startTicks < 0 || durationTicks < 1 || repeatCount < -1) {
        throw new IllegalArgumentException(
            "not segments: t=%d d=%d r=%d".formatted(startTicks, durationTicks, repeatCount));
      }
    }

    /** The first tick behind the last segment; only of a run that says how many it has. */
    public long endTicks() {
      return startTicks + (repeatCount + 1) * durationTicks;
    }
  }

  public SegmentTimeline {
    runs = List.copyOf(runs);
  }

  /** The fewest runs for segments at these times. */
  public static SegmentTimeline of(List<FragmentTime> times) {
    List<Run> runs = new ArrayList<>();
    long startTicks = 0;
    long durationTicks = 0;
    long count = 0;
    for (FragmentTime time : times) {
      boolean goesOn =
          count > 0
              && time.durationTicks() == durationTicks
              && time.startTicks() == startTicks + count * durationTicks;
      if (!goesOn && count > 0) {
        runs.add(new Run(startTicks, durationTicks, count - 1));
      }
      startTicks = goesOn ? startTicks : time.startTicks();
      durationTicks = time.durationTicks();
      count = goesOn ? count + 1 : 1;
    }
    if (count > 0) {
      runs.add(new Run(startTicks, durationTicks, count - 1));
    }
    return new SegmentTimeline(runs);
  }

  /** Every segment; only of runs that say how many they have. */
  public List<FragmentTime> times() {
    List<FragmentTime> times = new ArrayList<>();
    for (Run run : runs) {
      for (long index = 0; index <= run.repeatCount; index++) {
        times.add(new FragmentTime(run.startTicks + index * run.durationTicks, run.durationTicks));
      }
    }
    return times;
  }
}
