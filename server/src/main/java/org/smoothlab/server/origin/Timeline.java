package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.TrackInfo;

/**
 * One stream as viewers see it at one moment. Immutable: readers share it without a lock, and a new
 * fragment makes a new one that shares nearly everything with the old.
 */
public final class Timeline {
  /**
   * Above this, JavaScript players cannot name every tick, so their requests may be off by a few.
   */
  static final long EXACT_TICKS_MAX = 1L << 53;

  static final long INEXACT_TOLERANCE_TICKS = 8;

  /** How many fragments a stopped track stays in the manifest: its source may come back. */
  static final int LISTED_FRAGMENTS = 15;

  private final StreamInfo stream;
  private final List<TrackInfo> tracks;
  private final Window window;
  private final Upcoming upcoming;

  /**
   * What is published and still held.
   *
   * @param entries oldest first; the first ones may be before the window, in its grace
   * @param from index of the first entry inside the window
   * @param droppedCount how many have left memory
   */
  record Window(BlockList<TimelineEntry> entries, int from, long droppedCount) {
    static final Window EMPTY = new Window(BlockList.empty(), 0, 0);
  }

  /**
   * What is about to be published.
   *
   * @param ticks start times, rising
   * @param fragmentNanos how long the newest fragment lasts
   */
  record Upcoming(List<Long> ticks, long fragmentNanos) {}

  /**
   * @param tracks by slot
   */
  Timeline(StreamInfo stream, List<TrackInfo> tracks, Window window, Upcoming upcoming) {
    this.stream = stream;
    this.tracks = List.copyOf(tracks);
    this.window = window;
    this.upcoming = upcoming;
  }

  public StreamInfo stream() {
    return stream;
  }

  /** All tracks that were announced, in that order. */
  public List<TrackInfo> tracks() {
    return tracks;
  }

  /** Whether nothing can be fetched yet. */
  public boolean isEmpty() {
    return window.entries.isEmpty();
  }

  /** How long a fragment of this stream lasts, for waits; 0 while none is known. */
  public long fragmentNanos() {
    return upcoming.fragmentNanos;
  }

  /** The first tick behind what is published; empty while nothing is. */
  public Optional<FragmentTime> newest() {
    return isEmpty() ? Optional.empty() : Optional.of(window.entries.last().time());
  }

  /** The fragments inside the DVR window, oldest first, without the holes of rounding. */
  public List<FragmentTime> windowTimes() {
    int size = window.entries.size();
    List<FragmentTime> times = new ArrayList<>(size - window.from);
    for (int i = window.from; i < size; i++) {
      TimelineEntry entry = window.entries.get(i);
      times.add(
          i + 1 < size
              ? entry.joinedTo(window.entries.get(i + 1).time().startTicks())
              : entry.time());
    }
    return times;
  }

  /**
   * Whether viewers are told of the track of this slot: from its first fragment on, until the
   * {@link #LISTED_FRAGMENTS} newest of its stream are without it. Then its source has stopped
   * while the others went on, and a viewer that chose it would only be refused; what is there of it
   * can still be fetched.
   */
  boolean isListed(int slot) {
    int last = window.entries.size() - 1;
    for (int i = last; i >= window.from && i > last - LISTED_FRAGMENTS; i--) {
      if (window.entries.get(i).find(slot).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** How many entries are inside the window. */
  int windowSize() {
    return window.entries.size() - window.from;
  }

  /** An entry inside the window, the oldest first. */
  TimelineEntry windowEntry(int index) {
    return window.entries.get(window.from + index);
  }

  /** The newest published time that is not later than {@code ticks}. */
  Optional<FragmentTime> atOrBefore(long ticks) {
    int index = floorIndex(window.entries, ticks);
    return index < 0 ? Optional.empty() : Optional.of(window.entries.get(index).time());
  }

  /** Whether anything has left memory. */
  boolean hasDropped() {
    return window.droppedCount > 0;
  }

  /**
   * What there is at a time.
   *
   * @param bitrateBps which track
   * @param attributes must be custom attributes of the track, in any order
   * @param startTicks must be a start exactly; above 2^53 within 8 ticks
   */
  public Lookup find(long bitrateBps, List<CustomAttribute> attributes, long startTicks) {
    int slot = slotOf(bitrateBps, attributes);
    if (slot < 0) {
      return Lookup.Absence.NO_TRACK;
    }
    long toleranceTicks = startTicks > EXACT_TICKS_MAX ? INEXACT_TOLERANCE_TICKS : 0;
    int index = floorIndex(window.entries, startTicks + toleranceTicks);
    for (int i = Math.max(0, index); i <= index + 1 && i < window.entries.size(); i++) {
      Optional<Lookup> found = match(window.entries.get(i), slot, startTicks, toleranceTicks);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return absence(index, startTicks, toleranceTicks);
  }

  private Lookup absence(int index, long startTicks, long toleranceTicks) {
    for (long upcomingTicks : upcoming.ticks) {
      if (FrameTolerance.near(upcomingTicks, startTicks, toleranceTicks)) {
        return Lookup.Absence.SOON;
      }
    }
    return index < 0 && hasDropped() ? Lookup.Absence.GONE : Lookup.Absence.NOWHERE;
  }

  /** A track whose encoder rounds differently may be asked for by its own time, too. */
  private static Optional<Lookup> match(
      TimelineEntry entry, int slot, long startTicks, long toleranceTicks) {
    Optional<PublishedFragment> fragment = entry.find(slot);
    if (FrameTolerance.near(entry.time().startTicks(), startTicks, toleranceTicks)) {
      return Optional.of(fragment.isPresent() ? fragment.get() : Lookup.Absence.NOWHERE);
    }
    return fragment
        .filter(own -> FrameTolerance.near(own.time().startTicks(), startTicks, toleranceTicks))
        .map(own -> own);
  }

  private int slotOf(long bitrateBps, List<CustomAttribute> attributes) {
    for (int slot = 0; slot < tracks.size(); slot++) {
      TrackInfo track = tracks.get(slot);
      if (track.level().bitrateBps() == bitrateBps
          && (attributes.isEmpty() || track.level().customAttributes().containsAll(attributes))) {
        return slot;
      }
    }
    return -1;
  }

  /** The last entry that starts at or before {@code ticks}; -1 when none does. */
  static int floorIndex(BlockList<TimelineEntry> entries, long ticks) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).time().startTicks() <= ticks) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  @Override
  public String toString() {
    return stream.name() + ": " + window.entries.size() + " published, soon " + upcoming.ticks;
  }
}
