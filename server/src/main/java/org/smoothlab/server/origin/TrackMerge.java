package org.smoothlab.server.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/**
 * Makes one line of fragments of what several sources deliver for one track. Whoever delivers a
 * time first wins it; what is known is dropped; time never goes back. A fragment behind a hole
 * waits for at most its own duration, as long as another source may still fill the hole.
 */
final class TrackMerge {
  /** Fragments that wait behind a hole; one more, and the hole is accepted. */
  static final int WAITING_COUNT_MAX = 8;

  /** Start times that are remembered, to tell duplicates from what is merely late. */
  static final int KNOWN_COUNT_MAX = 256;

  /** How long a source that broke off is believed to come back and fill holes. */
  static final long RETURN_NANOS = 10_000_000_000L;

  private static final int LOST_COUNT_MAX = 8;
  private static final long NOTHING_YET = Long.MIN_VALUE;

  private final Timescale timescale;
  private final boolean gapless;

  /** Live sources, and the start of the last fragment of each. */
  private final Map<SourceId, Long> passedTicks = new LinkedHashMap<>();

  /** When sources broke off that have not come back. */
  private final ArrayDeque<Long> lostNanos = new ArrayDeque<>();

  private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
  private final TreeSet<Long> knownTicks = new TreeSet<>();
  private long expectedTicks = NOTHING_YET;

  private record Waiting(Fragment fragment, SourceId source, long arrivedNanos) {}

  /** What became of deliveries, in order. */
  sealed interface Merged {
    /** The next fragment of the track. */
    record Accepted(SourceId source, Fragment fragment) implements Merged {}

    /** Nobody filled this. */
    record Gap(long fromTicks, long toTicks) implements Merged {}

    record Dropped(FragmentTime time, DropReason reason) implements Merged {}
  }

  /**
   * @param timescale of the track
   * @param gapless whether a hole is worth waiting; not on sparse tracks
   */
  TrackMerge(Timescale timescale, boolean gapless) {
    this.timescale = timescale;
    this.gapless = gapless;
  }

  /** A source is there; it may be one that was lost. */
  void join(SourceId source) {
    if (passedTicks.putIfAbsent(source, NOTHING_YET) == null) {
      lostNanos.pollFirst();
    }
  }

  /** The source said that it is done. */
  void leave(SourceId source) {
    passedTicks.remove(source);
  }

  /** The source broke off; it may come back. */
  void lose(SourceId source, long nowNanos) {
    if (passedTicks.remove(source) != null) {
      lostNanos.addLast(nowNanos);
      if (lostNanos.size() > LOST_COUNT_MAX) {
        lostNanos.removeFirst();
      }
    }
  }

  boolean hasSources() {
    return !passedTicks.isEmpty();
  }

  /** Whether anything was accepted. */
  boolean started() {
    return expectedTicks != NOTHING_YET;
  }

  /** Where the next fragment should start; only once started. */
  long expectedTicks() {
    return expectedTicks;
  }

  /** This one was accepted by a process before this one. In order. */
  void restore(FragmentTime time) {
    remember(time);
  }

  List<Merged> offer(Fragment fragment, SourceId source, long nowNanos) {
    long startTicks = fragment.time().startTicks();
    passedTicks.put(source, startTicks);
    List<Merged> out = new ArrayList<>(2);
    DropReason reason = reasonToDrop(fragment);
    if (reason != null) {
      out.add(new Merged.Dropped(fragment.time(), reason));
    } else {
      waiting.put(startTicks, new Waiting(fragment, source, nowNanos));
    }
    settle(nowNanos, out);
    return out;
  }

  /** Whether all that came of it is that a fragment is behind its time. */
  static boolean isLate(List<Merged> merged) {
    return merged.size() == 1
        && merged.getFirst() instanceof Merged.Dropped(var _, DropReason reason)
        && reason == DropReason.NON_INCREASING_TIMESTAMP;
  }

  /** Accepts the holes that were waited for long enough. */
  List<Merged> advance(long nowNanos) {
    List<Merged> out = new ArrayList<>(2);
    settle(nowNanos, out);
    return out;
  }

  /** When {@link #advance} has something to do; {@link Long#MAX_VALUE} when nothing waits. */
  long dueNanos() {
    return waiting.isEmpty()
        ? Long.MAX_VALUE
        : waiting.firstEntry().getValue().arrivedNanos + graceNanos();
  }

  private @Nullable DropReason reasonToDrop(Fragment fragment) {
    FragmentTime time = fragment.time();
    if (time.startTicks() < 0) {
      return DropReason.NEGATIVE_START;
    }
    if (!gapless) {
      // Events may last into one another and come as close as they like; only their order counts.
      return isKnown(time.startTicks(), 0)
          ? DropReason.DUPLICATE
          : started() && time.startTicks() < expectedTicks
              ? DropReason.NON_INCREASING_TIMESTAMP
              : null;
    }
    long frameTicks = FrameTolerance.frameTicks(fragment, timescale);
    if (isKnown(time.startTicks(), frameTicks / 2)) {
      return DropReason.DUPLICATE;
    }
    if (started() && time.startTicks() < expectedTicks - frameTicks) {
      return time.endTicks() <= expectedTicks + frameTicks / 2
          ? DropReason.NON_INCREASING_TIMESTAMP
          : DropReason.OVERLAP_TIMESTAMP;
    }
    return overlapsWaiting(time, frameTicks) ? DropReason.OVERLAP_TIMESTAMP : null;
  }

  private boolean isKnown(long startTicks, long toleranceTicks) {
    Long knownBelow = knownTicks.floor(startTicks + toleranceTicks);
    Long waitingBelow = waiting.floorKey(startTicks + toleranceTicks);
    return (knownBelow != null && knownBelow >= startTicks - toleranceTicks)
        || (waitingBelow != null && waitingBelow >= startTicks - toleranceTicks);
  }

  private boolean overlapsWaiting(FragmentTime time, long frameTicks) {
    var before = waiting.lowerEntry(time.startTicks());
    var after = waiting.higherEntry(time.startTicks());
    return (before != null
            && before.getValue().fragment.time().endTicks() > time.startTicks() + frameTicks)
        || (after != null && time.endTicks() > after.getKey() + frameTicks);
  }

  private void settle(long nowNanos, List<Merged> out) {
    while (!waiting.isEmpty()) {
      Waiting first = waiting.firstEntry().getValue();
      long startTicks = first.fragment.time().startTicks();
      long frameTicks = FrameTolerance.frameTicks(first.fragment, timescale);
      boolean hole = started() && startTicks > expectedTicks + frameTicks && gapless;
      if (hole && waiting.size() <= WAITING_COUNT_MAX && mayBeFilled(first, nowNanos)) {
        return;
      }
      if (hole) {
        out.add(new Merged.Gap(expectedTicks, startTicks));
      }
      waiting.pollFirstEntry();
      accept(first, out);
    }
  }

  private void accept(Waiting next, List<Merged> out) {
    remember(next.fragment.time());
    out.add(new Merged.Accepted(next.source, next.fragment));
  }

  private void remember(FragmentTime time) {
    knownTicks.add(time.startTicks());
    if (knownTicks.size() > KNOWN_COUNT_MAX) {
      knownTicks.pollFirst();
    }
    expectedTicks = gapless ? time.endTicks() : time.startTicks() + 1;
  }

  private boolean mayBeFilled(Waiting behindHole, long nowNanos) {
    if (nowNanos >= behindHole.arrivedNanos + graceNanos()) {
      return false;
    }
    lostNanos.removeIf(lost -> nowNanos - lost > RETURN_NANOS);
    long frameTicks = FrameTolerance.frameTicks(behindHole.fragment, timescale);
    long passingTicks = behindHole.fragment.time().startTicks() - frameTicks / 2;
    return !lostNanos.isEmpty() || passedTicks.values().stream().anyMatch(t -> t < passingTicks);
  }

  /** One fragment's duration; call only while something waits. */
  private long graceNanos() {
    return FragmentClock.nanos(
        waiting.firstEntry().getValue().fragment.time().durationTicks(), timescale);
  }
}
