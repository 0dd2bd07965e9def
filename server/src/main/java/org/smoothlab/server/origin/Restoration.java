package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/**
 * Makes the window of one stream again from what the archive has: old times stay in the archive,
 * the newest fragments are taken as if they had just come, so that what was held back for its
 * look-ahead is held back again.
 */
final class Restoration {
  private final LiveStream stream;
  private final StreamWindow window;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();

  /** One start time, and a bit for each track that has it. */
  private static final class Entry {
    final FragmentTime time;
    final long frameTicks;
    long slots;

    Entry(FragmentTime time, long frameTicks) {
      this.time = time;
      this.frameTicks = frameTicks;
    }
  }

  private record Tail(LiveTrack track, Fragment fragment) {}

  Restoration(LiveStream stream, StreamWindow window) {
    this.stream = stream;
    this.window = window;
  }

  /**
   * @param restored by slot
   * @param tailCount how many of the newest times are taken as if they had just come
   */
  void restore(List<RestoredRun.RestoredTrack> restored, int tailCount) {
    List<Tail> tails = new ArrayList<>();
    for (int slot = 0; slot < restored.size(); slot++) {
      LiveTrack track = stream.tracks().get(slot);
      for (RestoredRun.Archived archived : restored.get(slot).archived()) {
        remember(slot, archived.time(), archived.sampleCount());
      }
      for (Fragment fragment : restored.get(slot).newest()) {
        remember(slot, fragment.time(), fragment.samples().count());
        tails.add(new Tail(track, fragment));
      }
    }
    long tailTicks = stream.isSparse() ? Long.MIN_VALUE : tailTicks(tailCount);
    for (Entry entry : entries.headMap(tailTicks).values()) {
      window.restore(entry.time, entry.frameTicks, entry.slots);
    }
    tails.sort(Comparator.comparingLong(tail -> tail.fragment.time().startTicks()));
    for (Tail tail : tails) {
      if (tail.fragment.time().startTicks() >= tailTicks) {
        stream.take(tail.track, tail.fragment);
      }
    }
  }

  private void remember(int slot, FragmentTime time, int sampleCount) {
    LiveTrack track = stream.tracks().get(slot);
    add(slot, time, sampleCount);
    track.merge().restore(time);
    track.recorded(time);
    track.cover(time, FrameTolerance.frameTicks(time, sampleCount, stream.clock()));
  }

  private long tailTicks(int tailCount) {
    long ticks = Long.MAX_VALUE;
    int count = 0;
    for (long startTicks : entries.descendingKeySet()) {
      if (count++ == tailCount) {
        return ticks;
      }
      Entry entry = entries.get(startTicks);
      ticks = startTicks - (entry == null ? 0 : entry.frameTicks / 2);
    }
    return Long.MIN_VALUE;
  }

  /** Tracks that round in another way meet at the time of the first that has it. */
  private void add(int slot, FragmentTime time, int sampleCount) {
    Timescale clock = stream.info().timescale();
    long frameTicks = FrameTolerance.frameTicks(time, sampleCount, clock);
    Entry entry = null;
    var near = entries.floorEntry(time.startTicks() + frameTicks / 2);
    if (near != null && near.getKey() >= time.startTicks() - frameTicks / 2) {
      entry = near.getValue();
    }
    if (entry == null) {
      entry = new Entry(time, frameTicks);
      entries.put(time.startTicks(), entry);
    }
    if (slot < ArchivedTimes.SLOT_COUNT_MAX) {
      entry.slots |= 1L << slot;
    }
  }
}
