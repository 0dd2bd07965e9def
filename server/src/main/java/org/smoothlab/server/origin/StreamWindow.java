package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/** What one stream has published and still holds: the DVR window and its grace. */
final class StreamWindow {
  /** Viewers that are about to fetch what just left the window still get it. */
  private static final int GRACE_FRAGMENTS = 2;

  private static final int GRACE_SECONDS = 10;

  private final Timescale timescale;
  private BlockList<TimelineEntry> entries = BlockList.empty();
  private int from;
  private long droppedCount;
  private long memoryBytes;

  StreamWindow(Timescale timescale) {
    this.timescale = timescale;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The last published time; only when there is one. */
  FragmentTime newest() {
    return entries.last().time();
  }

  long memoryBytes() {
    return memoryBytes;
  }

  Timeline.Window snapshot() {
    return new Timeline.Window(entries, from, droppedCount);
  }

  void append(TimelineEntry entry) {
    entries = entries.append(entry);
    memoryBytes += entry.memoryBytes();
  }

  /** Index of the entry that starts within {@code toleranceTicks}; -1 when none does. */
  int indexNear(long startTicks, long toleranceTicks) {
    int index = Timeline.floorIndex(entries, startTicks + toleranceTicks);
    return index >= 0
            && FrameTolerance.near(
                entries.get(index).time().startTicks(), startTicks, toleranceTicks)
        ? index
        : -1;
  }

  boolean lacks(int index, int slot) {
    return entries.get(index).find(slot).isEmpty();
  }

  void fill(int index, int slot, PublishedFragment fragment) {
    entries = entries.with(index, entries.get(index).with(slot, fragment));
    memoryBytes += fragment.memoryBytes();
  }

  /** What follows an entry on a track; where the track has nothing, what the stream has. */
  List<FragmentTime> following(int index, int slot, int countMax) {
    List<FragmentTime> times = new ArrayList<>(countMax);
    for (int i = index + 1; i < entries.size() && times.size() < countMax; i++) {
      TimelineEntry next = entries.get(i);
      times.add(next.find(slot).map(PublishedFragment::time).orElse(next.time()));
    }
    return times;
  }

  /**
   * Moves the window behind the live edge. Only when there is an entry.
   *
   * @param edgeTicks end of the newest entry; of a sparse stream that of its parent, so that its
   *     window may become empty
   * @return what left memory
   */
  List<FragmentTime> move(long windowSeconds, long edgeTicks) {
    long fromTicks = edgeTicks - windowSeconds * timescale.ticksPerSecond();
    while (from < entries.size() && entries.get(from).time().endTicks() <= fromTicks) {
      from++;
    }
    long graceTicks =
        GRACE_FRAGMENTS * newest().durationTicks() + GRACE_SECONDS * timescale.ticksPerSecond();
    List<FragmentTime> dropped = new ArrayList<>(1);
    while (from > 0 && entries.get(0).time().endTicks() <= fromTicks - graceTicks) {
      dropped.add(dropOldest());
    }
    return dropped;
  }

  /** Forgets the oldest entry; only when there is one. */
  FragmentTime dropOldest() {
    TimelineEntry oldest = entries.get(0);
    memoryBytes -= oldest.memoryBytes();
    entries = entries.dropFirst(1);
    from = Math.max(0, from - 1);
    droppedCount++;
    return oldest.time();
  }

  /** When the oldest entry ends, in nanoseconds of media time; only when there is one. */
  long oldestEndNanos() {
    return FragmentClock.mediaNanos(entries.get(0).time().endTicks(), timescale);
  }
}
