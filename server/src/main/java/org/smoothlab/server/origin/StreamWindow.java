package org.smoothlab.server.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/**
 * What one stream has published and still shows: the DVR window and its grace. The newest part is
 * in memory; what is older may be in the archive alone. Indexes count over both, the oldest is 0.
 */
final class StreamWindow {
  /** Times that are remembered of the archive: 24 days of two seconds; then the oldest leave. */
  static final int ARCHIVED_COUNT_MAX = 1 << 20;

  /** Viewers that are about to fetch what just left the window still get it. */
  private static final int GRACE_FRAGMENTS = 2;

  private static final int GRACE_SECONDS = 10;

  private final Timescale timescale;
  private ArchivedTimes archived = ArchivedTimes.EMPTY;
  private BlockList<TimelineEntry> entries = BlockList.empty();
  private int from;

  /** When what is in its grace has left, the oldest first. */
  private final ArrayDeque<Long> leftNanos = new ArrayDeque<>();

  /** Of what is not in its grace, the most that there ever was. */
  private int widest;

  private long firstNumber;
  private long floorTicks = Long.MIN_VALUE;
  private long goneTicks = Long.MIN_VALUE;
  private long spanStartTicks = Timeline.Edge.UNKNOWN;
  private long memoryBytes;

  StreamWindow(Timescale timescale) {
    this.timescale = timescale;
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** The last published time; only when there is one. */
  FragmentTime newest() {
    return snapshot().time(size() - 1);
  }

  /** How many times have their fragments in memory. */
  int memoryCount() {
    return entries.size();
  }

  /** How many fragments these are. */
  long memoryFragmentCount() {
    long count = 0;
    for (int i = 0; i < entries.size(); i++) {
      count += entries.get(i).fragmentCount();
    }
    return count;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  Timeline.Window snapshot() {
    return new Timeline.Window(
        archived,
        entries,
        new Timeline.Edge(from, firstNumber, goneTicks != Long.MIN_VALUE, spanStartTicks));
  }

  void append(TimelineEntry entry) {
    entries = entries.append(entry);
    memoryBytes += entry.memoryBytes();
  }

  /**
   * A time that the archive has from before the start of this process; none is in memory yet.
   *
   * @param slots one bit for each track that has a fragment
   */
  void restore(FragmentTime time, long frameTicks, long slots) {
    archived = archived.append(time, frameTicks, slots);
  }

  /** How many times only the archive has. */
  int archivedCount() {
    return archived.size();
  }

  /** What ends here or before is not in the window; the smallest while it is endless. */
  long floorTicks() {
    return floorTicks;
  }

  /** What ends here or before has been forgotten; the smallest while nothing was. */
  long goneTicks() {
    return goneTicks;
  }

  /** Whether an entry could be put here: it would not lie in another by more than a frame. */
  boolean hasRoomFor(FragmentTime time, long frameTicks) {
    Timeline.Window window = snapshot();
    int before = window.floorIndex(time.startTicks());
    return (before < 0 || window.time(before).endTicks() <= time.startTicks() + frameTicks)
        && (before + 1 == size() || window.startTicks(before + 1) >= time.endTicks() - frameTicks);
  }

  /** Puts an entry where it belongs, in memory; only what has an older neighbour there, or none. */
  void insert(TimelineEntry entry) {
    int index = snapshot().floorIndex(entry.time().startTicks()) + 1;
    keepAsTold(index - 1, entry.time().startTicks());
    boolean last = index == size();
    entries = entries.insert(index - archived.size(), entry);
    memoryBytes += entry.memoryBytes();
    shift(index, last);
  }

  /**
   * Puts a time where it belongs that only the archive has; only before what is in memory.
   *
   * @param slots one bit for each track that has a fragment
   */
  void insertArchived(FragmentTime time, long frameTicks, long slots) {
    int index = archived.size() == 0 ? 0 : snapshot().floorIndex(time.startTicks()) + 1;
    keepAsTold(index - 1, time.startTicks());
    boolean last = index == size();
    archived = archived.insert(index, time, frameTicks, slots);
    shift(index, last);
  }

  /** Those behind the place keep their numbers: so do the manifests' blocks of them. */
  private void shift(int index, boolean last) {
    if (!last) {
      firstNumber--;
      if (index < from) {
        from++;
        leftNanos.addFirst(leftNanos.getFirst());
      }
    }
  }

  /**
   * Viewers were told how long the fragment before a hole lasts; what now fills the hole may begin
   * a tick earlier or later, and must not change that.
   */
  private void keepAsTold(int index, long nextStartTicks) {
    if (index < 0) {
      return;
    }
    long roundingTicks = Math.abs(snapshot().time(index).endTicks() - nextStartTicks);
    if (roundingTicks == 0 || roundingTicks > snapshot().frameTicks(index)) {
      return;
    }
    if (index < archived.size()) {
      archived = archived.withTold(index);
    } else {
      int place = index - archived.size();
      entries = entries.with(place, entries.get(place).asTold());
    }
  }

  /** Index of the entry that starts within {@code toleranceTicks}; -1 when none does. */
  int indexNear(long startTicks, long toleranceTicks) {
    Timeline.Window window = snapshot();
    int index = window.floorIndex(startTicks + toleranceTicks);
    return index >= 0
            && FrameTolerance.near(window.time(index).startTicks(), startTicks, toleranceTicks)
        ? index
        : -1;
  }

  boolean lacks(int index, int slot) {
    return !snapshot().has(index, slot);
  }

  void fill(int index, int slot, PublishedFragment fragment) {
    if (index < archived.size()) {
      archived = archived.with(index, slot);
      return;
    }
    int place = index - archived.size();
    entries = entries.with(place, entries.get(place).with(slot, fragment));
    memoryBytes += fragment.memoryBytes();
  }

  /** The same for a time that only the archive has. */
  void fillArchived(int index, int slot) {
    archived = archived.with(index, slot);
  }

  /** What follows an entry on a track; where the track has nothing, what the stream has. */
  List<FragmentTime> following(int index, int slot, int countMax) {
    Timeline.Window window = snapshot();
    List<FragmentTime> times = new ArrayList<>(countMax);
    for (int i = index + 1; i < size() && times.size() < countMax; i++) {
      times.add(window.timeOf(i, slot));
    }
    return times;
  }

  /**
   * Moves the window behind the live edge. What has left it stays for its grace: as long as two
   * fragments last, and 10 s, of media time and of the clock. Behind a hole more than one fragment
   * leaves at once, and viewers have been told of all of them; but there are never more in their
   * grace by the clock alone than there were in the window.
   *
   * @param edgeTicks end of the newest entry; of a sparse stream that of its parent, so that its
   *     window may become empty
   * @return what is not shown any more
   */
  List<FragmentTime> move(long windowSeconds, long edgeTicks, long nowNanos) {
    Timeline.Window window = snapshot();
    long fromTicks = edgeTicks - windowSeconds * timescale.ticksPerSecond();
    floorTicks = Math.max(floorTicks, fromTicks);
    if (isEmpty()) {
      return List.of();
    }
    while (from < size() && window.time(from).endTicks() <= fromTicks) {
      from++;
      leftNanos.add(nowNanos);
    }
    widest = Math.max(widest, size() - from);
    long graceTicks =
        GRACE_FRAGMENTS * newest().durationTicks() + GRACE_SECONDS * timescale.ticksPerSecond();
    long sinceNanos = nowNanos - Timescale.NANOS.rescaleFloor(graceTicks, timescale);
    List<FragmentTime> dropped = new ArrayList<>(1);
    while (from > 0
        && snapshot().time(0).endTicks() <= fromTicks - graceTicks
        && (leftNanos.getFirst() <= sinceNanos || from > widest)) {
      dropped.add(dropOldest());
    }
    return dropped;
  }

  /** Forgets the oldest entry; only when there is one. */
  FragmentTime dropOldest() {
    Timeline.Window window = snapshot();
    FragmentTime oldest = window.time(0);
    if (spanStartTicks == Timeline.Edge.UNKNOWN) {
      spanStartTicks = oldest.startTicks();
    }
    if (size() > 1 && !window.follows(1)) {
      spanStartTicks = window.startTicks(1);
    }
    if (archived.size() > 0) {
      archived = archived.dropFirst(1);
    } else {
      memoryBytes -= entries.get(0).memoryBytes();
      entries = entries.dropFirst(1);
    }
    if (from > 0) {
      from--;
      leftNanos.removeFirst();
    }
    firstNumber++;
    goneTicks = Math.max(goneTicks, oldest.endTicks());
    return oldest;
  }

  /** The oldest that is in memory; only when there is one. */
  TimelineEntry oldestInMemory() {
    return entries.get(0);
  }

  /**
   * Lets go of the memory of {@link #oldestInMemory}: the archive has it.
   *
   * @param slots one bit for each track whose fragment the archive has
   */
  void moveToArchive(long slots) {
    TimelineEntry oldest = entries.get(0);
    archived = archived.append(oldest.time(), oldest.frameTicks(), slots);
    if (oldest.isTold()) {
      archived = archived.withTold(archived.size() - 1);
    }
    memoryBytes -= oldest.memoryBytes();
    entries = entries.dropFirst(1);
    if (archived.size() > ARCHIVED_COUNT_MAX) {
      dropOldest();
    }
  }

  private int size() {
    return archived.size() + entries.size();
  }
}
