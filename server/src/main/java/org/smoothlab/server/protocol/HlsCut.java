package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/**
 * Cuts the fragments of a track into segments on a fixed grid of media time: a new one begins with
 * the first fragment behind each line. The number of a cell of the grid is the media sequence
 * number, so that all qualities, all versions and all origins of an event number and cut alike.
 *
 * <p>A cell without media becomes a gap. Where media begins in the middle of a cell, because of a
 * hole, the segment is told to begin where the cell does, or the durations would not add up.
 *
 * @see "RFC 8216, 6.2.2"
 */
final class HlsCut {
  /** Behind a longer hole the playlist begins anew. */
  static final int GAP_COUNT_MAX = 1000;

  private final Timescale clock;
  private final long gridTicks;

  /**
   * One segment.
   *
   * @param number its media sequence number
   * @param time when it is told to be; on the clock of the track
   * @param from index of its first fragment
   * @param to index behind its last fragment; equal to {@code from} for a gap
   */
  record Segment(long number, FragmentTime time, int from, int to) {
    boolean isGap() {
      return from == to;
    }

    /** The same told to be at another time. */
    Segment at(FragmentTime otherTime) {
      return new Segment(number, otherTime, from, to);
    }
  }

  HlsCut(Timescale clock, int gridSeconds) {
    this.clock = clock;
    this.gridTicks = Math.multiplyExact(gridSeconds, clock.ticksPerSecond());
  }

  /**
   * The segments that are complete, the oldest first; the first has media, and is what is left of
   * one when fragments before it are not there any more and it {@linkplain #lacksBegin lacks its
   * begin}.
   *
   * @param times of the fragments of the track, rising
   * @param ended whether none will follow
   */
  List<Segment> cut(List<FragmentTime> times, boolean ended) {
    List<Segment> segments = new ArrayList<>();
    for (int from = 0; from < times.size(); ) {
      long number = cellOf(times.get(from));
      int to = from + 1;
      while (to < times.size() && cellOf(times.get(to)) == number) {
        to++;
      }
      boolean complete = ended || to < times.size() || reachesLine(times.get(to - 1), number);
      if (complete) {
        long startTicks = startTicks(times, from, number);
        fillGap(segments, number, startTicks);
        long endTicks = endTicks(times, to, number);
        segments.add(
            new Segment(number, new FragmentTime(startTicks, endTicks - startTicks), from, to));
      }
      from = to;
    }
    return segments;
  }

  /** An eighth of a fragment before a line is on it: encoders round. */
  private static long toleranceTicks(FragmentTime fragment) {
    return fragment.durationTicks() / 8;
  }

  /** The media sequence number of the segment that a fragment belongs to. */
  long numberOf(FragmentTime fragment) {
    return cellOf(fragment);
  }

  private long cellOf(FragmentTime fragment) {
    return Math.floorDiv(fragment.startTicks() + toleranceTicks(fragment), gridTicks);
  }

  /** Whether a segment may have had more before this fragment. */
  boolean lacksBegin(FragmentTime first) {
    return isLate(first, cellOf(first));
  }

  private boolean reachesLine(FragmentTime last, long number) {
    return last.endTicks() >= (number + 1) * gridTicks - toleranceTicks(last);
  }

  /** Whether another fragment would have had room before it in its cell. */
  private boolean isLate(FragmentTime first, long number) {
    long beforeTicks = first.startTicks() - first.durationTicks() + toleranceTicks(first);
    return beforeTicks >= number * gridTicks;
  }

  /**
   * Media that is late in its cell is told from its line on, or from the end of what overlaps it.
   */
  private long startTicks(List<FragmentTime> times, int from, long number) {
    FragmentTime first = times.get(from);
    return from == 0 || !isLate(first, number)
        ? first.startTicks()
        : Math.max(number * gridTicks, times.get(from - 1).endTicks());
  }

  /** What does not reach its line goes on to where the next one is told to begin. */
  private long endTicks(List<FragmentTime> times, int to, long number) {
    FragmentTime last = times.get(to - 1);
    if (to == times.size() || reachesLine(last, number)) {
      return last.endTicks();
    }
    long nextNumber = cellOf(times.get(to));
    return nextNumber == number + 1 ? startTicks(times, to, nextNumber) : (number + 1) * gridTicks;
  }

  private void fillGap(List<Segment> segments, long number, long startTicks) {
    if (segments.isEmpty()) {
      return;
    }
    Segment last = segments.getLast();
    if (number - last.number > GAP_COUNT_MAX) {
      segments.clear();
      return;
    }
    long endTicks = last.time.endTicks();
    for (long gap = last.number + 1; gap < number; gap++) {
      long gapEndTicks = Math.max(endTicks, gap + 1 == number ? startTicks : (gap + 1) * gridTicks);
      FragmentTime time = new FragmentTime(endTicks, gapEndTicks - endTicks);
      segments.add(new Segment(gap, time, last.to, last.to));
      endTicks = gapEndTicks;
    }
  }

  /**
   * How long the segments of a track are when nothing is missing, in whole seconds: what is rounded
   * to it is no longer than it.
   *
   * @param fragmentTicks duration of its fragments
   */
  int targetSeconds(long fragmentTicks) {
    long cellTicks =
        fragmentTicks <= 0 ? gridTicks : Math.ceilDiv(gridTicks, fragmentTicks) * fragmentTicks;
    long perSecond = clock.ticksPerSecond();
    return Math.toIntExact(
        Math.max(gridTicks / perSecond, (cellTicks + perSecond / 2) / perSecond));
  }
}
