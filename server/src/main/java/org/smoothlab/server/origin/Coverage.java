package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smoothlab.media.FragmentTime;

/**
 * Which media time a track of a run has had, whether it still has it or not: spans without holes.
 * So it is known what is missing, for the price of a few numbers for each hole.
 */
final class Coverage {
  /** With one span more the oldest hole is forgotten: nobody will ask for what is missing there. */
  static final int SPAN_COUNT_MAX = 1_024;

  private final TreeMap<Long, Long> endByStart = new TreeMap<>();

  /** A hole between two spans. */
  record Hole(long fromTicks, long toTicks) {}

  /**
   * @param toleranceTicks what is not farther from a span than this continues it; negative: nothing
   *     continues anything
   */
  void add(FragmentTime time, long toleranceTicks) {
    long startTicks = time.startTicks();
    long endTicks = Math.max(startTicks + 1, time.endTicks());
    Map.Entry<Long, Long> before = endByStart.floorEntry(startTicks);
    if (before != null && before.getValue() >= startTicks - toleranceTicks) {
      startTicks = before.getKey();
      endTicks = Math.max(endTicks, before.getValue());
      endByStart.remove(before.getKey());
    }
    Map.Entry<Long, Long> after = endByStart.ceilingEntry(startTicks);
    while (after != null && after.getKey() <= endTicks + toleranceTicks) {
      endTicks = Math.max(endTicks, after.getValue());
      endByStart.remove(after.getKey());
      after = endByStart.ceilingEntry(startTicks);
    }
    endByStart.put(startTicks, endTicks);
    if (endByStart.size() > SPAN_COUNT_MAX) {
      Map.Entry<Long, Long> oldest = endByStart.pollFirstEntry();
      Map.Entry<Long, Long> next = endByStart.pollFirstEntry();
      endByStart.put(oldest.getKey(), next.getValue());
    }
  }

  /** Whether something has been there. */
  boolean overlaps(long fromTicks, long toTicks) {
    Map.Entry<Long, Long> before = endByStart.lowerEntry(toTicks);
    return before != null && before.getValue() > fromTicks;
  }

  /** Whether all of it has been there. */
  boolean contains(long fromTicks, long toTicks) {
    Map.Entry<Long, Long> before = endByStart.floorEntry(fromTicks);
    return before != null && before.getValue() >= toTicks;
  }

  boolean isEmpty() {
    return endByStart.isEmpty();
  }

  /** Where the oldest span begins; only when there is one. */
  long oldestTicks() {
    return endByStart.firstKey();
  }

  /** Whether it is between two spans. */
  boolean isInHole(long ticks) {
    Map.Entry<Long, Long> before = endByStart.floorEntry(ticks);
    return before != null && before.getValue() <= ticks && endByStart.higherKey(ticks) != null;
  }

  /** Between the spans, the newest first. */
  List<Hole> holes() {
    List<Hole> holes = new ArrayList<>();
    long nextStartTicks = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> span : endByStart.descendingMap().entrySet()) {
      if (nextStartTicks != Long.MAX_VALUE) {
        holes.add(new Hole(span.getValue(), nextStartTicks));
      }
      nextStartTicks = span.getKey();
    }
    return holes;
  }
}
