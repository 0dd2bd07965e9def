package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.TrackId;
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
  private final Naming naming;

  /**
   * What is published and still shown. Indexes count over both parts.
   *
   * @param archived the oldest part, which only the archive has
   * @param entries what is in memory, oldest first
   * @param edge where it begins
   */
  record Window(ArchivedTimes archived, BlockList<TimelineEntry> entries, Edge edge) {
    int from() {
      return edge.from;
    }

    int size() {
      return archived.size() + entries.size();
    }

    boolean isArchived(int index) {
      return index < archived.size();
    }

    /** Of what is in memory. */
    TimelineEntry entry(int index) {
      return entries.get(index - archived.size());
    }

    FragmentTime time(int index) {
      return isArchived(index) ? archived.time(index) : entry(index).time();
    }

    long startTicks(int index) {
      return isArchived(index) ? archived.startTicks(index) : entry(index).time().startTicks();
    }

    /** How far from its end the next one may begin and is still told to follow without a hole. */
    long joinTicks(int index) {
      boolean told = isArchived(index) ? archived.isTold(index) : entry(index).isTold();
      return told ? 0 : frameTicks(index);
    }

    long frameTicks(int index) {
      return isArchived(index) ? archived.frameTicks(index) : entry(index).frameTicks();
    }

    boolean has(int index, int slot) {
      return isArchived(index) ? archived.has(index, slot) : entry(index).find(slot).isPresent();
    }

    /** Whether an entry begins where the one before it is told to end. */
    boolean follows(int index) {
      FragmentTime before = time(index - 1);
      long startTicks = startTicks(index);
      return TimelineEntry.joined(before, joinTicks(index - 1), startTicks).endTicks()
          == startTicks;
    }

    /** A track's own time, where it is known; else that of its stream. */
    FragmentTime timeOf(int index, int slot) {
      FragmentTime time = time(index);
      return isArchived(index)
          ? time
          : entry(index).find(slot).map(PublishedFragment::time).orElse(time);
    }

    /** The last entry that starts at or before {@code ticks}; -1 when none does. */
    int floorIndex(long ticks) {
      int low = 0;
      int high = size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (startTicks(middle) <= ticks) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return high;
    }
  }

  /**
   * Where the window begins.
   *
   * @param from index of the first entry inside; those before it are in its grace
   * @param firstNumber of the oldest entry: they are counted from the first that was published;
   *     what was put before that has numbers below 0
   * @param hasDropped whether anything is not shown any more
   * @param spanStartTicks when what the oldest entry follows without a hole began
   */
  record Edge(int from, long firstNumber, boolean hasDropped, long spanStartTicks) {
    static final long UNKNOWN = Long.MIN_VALUE;
  }

  /**
   * What is about to be published.
   *
   * @param ticks start times, rising
   * @param fragmentNanos how long the newest fragment lasts
   * @param whole what only look-ahead holds back, the oldest first
   * @param edges what each track has behind that, by slot; none of sparse streams
   */
  record Upcoming(
      List<Long> ticks, long fragmentNanos, List<WholeTime> whole, List<TrackEdge> edges) {}

  /**
   * How fragments are announced and told apart.
   *
   * @param lookAhead how many later ones each announces
   * @param tag begins the entity tags
   */
  record Naming(int lookAhead, String tag) {}

  /** What a timeline is about. */
  record Subject(StreamInfo stream, List<TrackInfo> tracksBySlot) {}

  Timeline(Subject subject, Window window, Upcoming upcoming, Naming naming) {
    this.stream = subject.stream;
    this.tracks = List.copyOf(subject.tracksBySlot);
    this.window = window;
    this.upcoming = upcoming;
    this.naming = naming;
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
    return window.size() == 0;
  }

  /** How long a fragment of this stream lasts, for waits; 0 while none is known. */
  public long fragmentNanos() {
    return upcoming.fragmentNanos;
  }

  /** The first tick behind what is published; empty while nothing is. */
  public Optional<FragmentTime> newest() {
    return isEmpty() ? Optional.empty() : Optional.of(window.time(window.size() - 1));
  }

  /** The fragments inside the DVR window, oldest first, without the holes of rounding. */
  public List<FragmentTime> windowTimes() {
    return windowTimes(0, windowSize());
  }

  /** The same, and before it what has left the window and is still given to who was told of it. */
  List<FragmentTime> servedTimes() {
    return windowTimes(-graceSize(), windowSize());
  }

  /** How many have left the window and are still there. */
  int graceSize() {
    return window.from();
  }

  /**
   * Some of them.
   *
   * @param begin index of the first, 0 is the oldest inside the window
   * @param end index behind the last
   */
  List<FragmentTime> windowTimes(int begin, int end) {
    int size = window.size();
    List<FragmentTime> times = new ArrayList<>(end - begin);
    for (int i = window.from() + begin; i < window.from() + end; i++) {
      FragmentTime time = window.time(i);
      times.add(
          i + 1 < size
              ? TimelineEntry.joined(time, window.joinTicks(i), window.startTicks(i + 1))
              : time);
    }
    return times;
  }

  /** One of them. */
  FragmentTime windowTime(int index) {
    return windowTimes(index, index + 1).getFirst();
  }

  /**
   * When the oldest fragment inside the window, and all that came before it without a hole, began:
   * the same however much of that has left the window. Only when there is one inside it.
   */
  public long spanStartTicks() {
    int index = window.from();
    while (index > 0 && window.follows(index)) {
      index--;
    }
    return index == 0 && hasDropped() && window.edge().spanStartTicks() != Edge.UNKNOWN
        ? window.edge().spanStartTicks()
        : window.startTicks(index);
  }

  /** The number of the first fragment inside the window; they are counted without holes. */
  long windowStart() {
    return window.edge().firstNumber + window.from();
  }

  /**
   * Whether viewers are told of the track of this slot: from its first fragment on, until the
   * {@link #LISTED_FRAGMENTS} newest of its stream are without it. Then its source has stopped
   * while the others went on, and a viewer that chose it would only be refused; what is there of it
   * can still be fetched.
   */
  public boolean isListed(int slot) {
    int last = window.size() - 1;
    for (int i = last; i >= window.from() && i > last - LISTED_FRAGMENTS; i--) {
      if (window.has(i, slot)) {
        return true;
      }
    }
    return false;
  }

  /** How many entries are inside the window. */
  int windowSize() {
    return window.size() - window.from();
  }

  /** An entry inside the window, the oldest first; of a stream that is in memory as a whole. */
  TimelineEntry windowEntry(int index) {
    return window.entry(window.from() + index);
  }

  /** The same for deliveries that owe nobody a look-ahead. */
  public WholeTimeline whole() {
    return new WholeTimeline(this, upcoming.whole, upcoming.edges);
  }

  /** Begins entity tags: no other run, of this start of the origin or another, has it. */
  public String runTag() {
    return naming.tag;
  }

  /** Whether a track has a fragment at an entry inside the window, the oldest is 0. */
  boolean windowHas(int index, int slot) {
    return window.has(window.from() + index, slot);
  }

  /** The newest published time that is not later than {@code ticks}. */
  Optional<FragmentTime> atOrBefore(long ticks) {
    int index = window.floorIndex(ticks);
    return index < 0 ? Optional.empty() : Optional.of(window.time(index));
  }

  /** Whether anything is not shown any more. */
  public boolean hasDropped() {
    return window.edge().hasDropped;
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
    int index = window.floorIndex(startTicks + toleranceTicks);
    for (int i = Math.max(0, index); i <= index + 1 && i < window.size(); i++) {
      Optional<Lookup> found =
          window.isArchived(i)
              ? matchArchived(i, slot, startTicks, toleranceTicks)
              : match(window.entry(i), slot, startTicks, toleranceTicks);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return absence(index, startTicks, toleranceTicks);
  }

  /** Of a track's own time the archive knows more; it is near that of the stream. */
  private Optional<Lookup> matchArchived(
      int index, int slot, long startTicks, long toleranceTicks) {
    long halfFrameTicks = Math.max(toleranceTicks, window.frameTicks(index) / 2);
    if (!FrameTolerance.near(window.startTicks(index), startTicks, halfFrameTicks)) {
      return Optional.empty();
    }
    if (!window.has(index, slot)) {
      return Optional.of(Lookup.Absence.NOWHERE);
    }
    List<FragmentTime> following = new ArrayList<>(naming.lookAhead);
    for (int i = index + 1; i < window.size() && following.size() < naming.lookAhead; i++) {
      if (window.has(i, slot)) {
        following.add(window.timeOf(i, slot));
      }
    }
    return Optional.of(
        new Lookup.Archived(
            tracks.get(slot),
            new Lookup.Near(window.startTicks(index), halfFrameTicks),
            following,
            naming.tag));
  }

  private Lookup absence(int index, long startTicks, long toleranceTicks) {
    for (long upcomingTicks : upcoming.ticks) {
      if (FrameTolerance.near(upcomingTicks, startTicks, toleranceTicks)) {
        return Lookup.Absence.SOON;
      }
    }
    return index < 0 && hasDropped() ? Lookup.Absence.GONE : Lookup.Absence.NOWHERE;
  }

  /**
   * When fragments of a track start that may start before a time, the newest first. Where only the
   * archive knows the track's own time, it is that of its stream, and half a frame is tolerated.
   */
  public List<Lookup.Near> startsBefore(TrackId track, long ticks, int countMax) {
    int slot = slotOf(track.bitrateBps(), List.of());
    List<Lookup.Near> starts = new ArrayList<>(countMax);
    int i = Math.min(window.size() - 1, window.floorIndex(ticks) + 1);
    for (; slot >= 0 && i >= 0 && starts.size() < countMax; i--) {
      if (window.has(i, slot)) {
        long toleranceTicks = window.isArchived(i) ? window.frameTicks(i) / 2 : 0;
        long startTicks = window.timeOf(i, slot).startTicks();
        if (startTicks - toleranceTicks < ticks) {
          starts.add(new Lookup.Near(startTicks, toleranceTicks));
        }
      }
    }
    return starts;
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

  int slotOf(long bitrateBps, List<CustomAttribute> attributes) {
    for (int slot = 0; slot < tracks.size(); slot++) {
      TrackInfo track = tracks.get(slot);
      if (track.level().bitrateBps() == bitrateBps
          && (attributes.isEmpty() || track.level().customAttributes().containsAll(attributes))) {
        return slot;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return stream.name() + ": " + window.size() + " published, soon " + upcoming.ticks;
  }
}
