package org.smoothlab.server.origin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;

/**
 * Puts fragments into one stream that are older than what it takes from live sources: before what
 * it has, or into a hole. What viewers have been told stays as it is; live publication does not
 * notice.
 *
 * <p>What belongs to the part of the window that only the archive has is shown when the archive has
 * it, too: until then it waits here as a few numbers.
 */
final class PastFill {
  /**
   * Of a stream, so much waits for the archive beside the live cache, or one fragment; what comes
   * then must be brought again later.
   */
  static final long UNRECORDED_BYTES_MAX = 16L << 20;

  /** So many of a stream wait until the edge has passed them; what comes then is not taken. */
  static final int LATER_COUNT_MAX = 128;

  private final RunScope scope;
  private final LiveStream stream;
  private final StreamWindow window;
  private final Deque<Later> later = new ArrayDeque<>();
  private long unrecordedBytes;
  private long laterBytes;

  PastFill(RunScope scope, LiveStream stream, StreamWindow window) {
    this.scope = scope;
    this.stream = stream;
    this.window = window;
  }

  /**
   * What the point can do with older fragments now.
   *
   * @param recording whether there is an archive that takes them
   * @param roomBytes that the live cache has left
   * @param edgeTicks start of the newest time that is published; of a sparse stream that of its
   *     parent
   */
  record Demand(boolean recording, long roomBytes, long edgeTicks) {}

  /**
   * A fragment that the archive does not have safe yet.
   *
   * @param isShownThen whether viewers get it as soon as the archive has it
   */
  record Unrecorded(Fragment fragment, boolean isShownThen) {}

  /** Has its place between times of which viewers were told, and which are not published yet. */
  private record Later(LiveTrack track, Fragment fragment) {}

  private enum Place {
    /** Among what waits for publication. */
    HELD,
    /** In the window, when the edge has passed it. */
    LATER,
    /** In the part of the window that is in memory. */
    MEMORY,
    /** In the part of the window that only the archive has. */
    ARCHIVE,
    /** In the archive, where it is not in the window. */
    RECORD_ONLY
  }

  /** What ends here or before is of no use to viewers. */
  long floorTicks() {
    long ticks = Math.max(0, Math.max(window.floorTicks(), window.goneTicks()));
    boolean onlyBehindArchive = window.archivedCount() > 0 && window.memoryCount() > 0;
    return onlyBehindArchive ? Math.max(ticks, window.oldestInMemory().time().startTicks()) : ticks;
  }

  Past take(LiveTrack track, SourceId source, Fragment fragment, Demand demand) {
    FragmentTime time = fragment.time();
    long halfFrameTicks = toleranceTicks(fragment);
    if (!track.merge().started()) {
      return new Past.NotWanted("nothing of " + track.info().id() + " has come live yet");
    }
    if (isLive(track, fragment)) {
      return new Past.NotWanted("what starts at " + time.startTicks() + " is left to live sources");
    }
    long fromTicks = time.startTicks() + halfFrameTicks;
    long toTicks = Math.max(fromTicks + 1, time.endTicks() - halfFrameTicks);
    if (stream.isSparse()) {
      toTicks = fromTicks + 1;
    }
    if (track.coverage().overlaps(fromTicks, toTicks)) {
      return track.coverage().contains(fromTicks, toTicks)
          ? new Past.Known()
          : new Past.NotWanted("it overlaps what " + track.info().id() + " has");
    }
    if (!demand.recording) {
      stream.tracks().forEach(LiveTrack::forgetUnrecorded);
      unrecordedBytes = 0;
    }
    if (unrecordedBytes > 0 && unrecordedBytes + fragment.sizeBytes() > UNRECORDED_BYTES_MAX) {
      return new Past.NotWanted("the archive is behind: come again later");
    }
    return put(track, source, fragment, demand);
  }

  private long toleranceTicks(Fragment fragment) {
    return stream.isSparse() ? 0 : FrameTolerance.frameTicks(fragment, stream.clock()) / 2;
  }

  /** Before what a track expects next nothing is taken from live sources any more. */
  private boolean isLive(LiveTrack track, Fragment fragment) {
    long expectedTicks = track.merge().expectedTicks();
    return stream.isSparse()
        ? fragment.time().startTicks() >= expectedTicks
        : fragment.time().endTicks() > expectedTicks + toleranceTicks(fragment);
  }

  private Past put(LiveTrack track, SourceId source, Fragment fragment, Demand demand) {
    FragmentTime time = fragment.time();
    Place place = place(track, fragment, demand);
    int index = indexOf(fragment);
    boolean clashes =
        index >= 0
            ? !window.lacks(index, track.slot())
            : !window.hasRoomFor(
                time, stream.isSparse() ? Long.MAX_VALUE / 4 : frameTicks(fragment));
    if ((place == Place.MEMORY || place == Place.ARCHIVE) && clashes) {
      place = Place.RECORD_ONLY;
    }
    if (place == Place.RECORD_ONLY && !demand.recording) {
      return new Past.NotWanted(reason(fragment, clashes));
    }
    take(track, source, fragment);
    if (demand.recording) {
      track.remember(new Unrecorded(fragment, place == Place.ARCHIVE));
      unrecordedBytes += fragment.sizeBytes();
    }
    switch (place) {
      case HELD -> stream.hold(track, fragment);
      case LATER -> {
        later.add(new Later(track, fragment));
        laterBytes += PublishedFragment.memoryBytes(fragment);
      }
      case MEMORY -> putInMemory(track, fragment);
      case ARCHIVE, RECORD_ONLY -> {
        // The archive has the word.
      }
    }
    return new Past.Taken();
  }

  private void take(LiveTrack track, SourceId source, Fragment fragment) {
    track.cover(fragment.time(), frameTicks(fragment));
    scope.tell(new Effect.PastAccepted(scope.point(), source, track.info().id(), fragment));
  }

  private long frameTicks(Fragment fragment) {
    return FrameTolerance.frameTicks(fragment, stream.clock());
  }

  private int indexOf(Fragment fragment) {
    return window.indexNear(fragment.time().startTicks(), toleranceTicks(fragment));
  }

  private Place place(LiveTrack track, Fragment fragment, Demand demand) {
    long startTicks = fragment.time().startTicks();
    if (startTicks <= demand.edgeTicks + toleranceTicks(fragment)) {
      return placeInWindow(fragment, demand);
    }
    if (!track.isPassedOver(startTicks, toleranceTicks(fragment))) {
      return Place.HELD;
    }
    return later.size() < LATER_COUNT_MAX ? Place.LATER : Place.RECORD_ONLY;
  }

  private Place placeInWindow(Fragment fragment, Demand demand) {
    FragmentTime time = fragment.time();
    boolean gone =
        time.endTicks() <= window.floorTicks()
            || time.endTicks() - toleranceTicks(fragment) <= window.goneTicks();
    if (gone) {
      return Place.RECORD_ONLY;
    }
    boolean beforeMemory =
        window.memoryCount() == 0
            || time.startTicks() + toleranceTicks(fragment)
                < window.oldestInMemory().time().startTicks();
    if (beforeMemory && demand.recording && !stream.staysInMemory()) {
      return Place.ARCHIVE;
    }
    boolean behindArchive = beforeMemory && window.archivedCount() > 0;
    return behindArchive || PublishedFragment.memoryBytes(fragment) > demand.roomBytes
        ? Place.RECORD_ONLY
        : Place.MEMORY;
  }

  private String reason(Fragment fragment, boolean clashes) {
    String when = "what starts at " + fragment.time().startTicks();
    if (later.size() == LATER_COUNT_MAX) {
      return when + " is one too many that wait for the live edge";
    }
    if (clashes) {
      return when + " does not fit between the times of " + stream.info().name();
    }
    return fragment.time().endTicks() <= window.floorTicks()
        ? when + " has left the DVR window"
        : when + " would not fit in the live cache";
  }

  private void putInMemory(LiveTrack track, Fragment fragment) {
    stream.touch();
    int index = indexOf(fragment);
    if (index >= 0) {
      stream.fill(track, fragment, index);
      return;
    }
    PublishedFragment published = press(track, fragment);
    window.insert(
        TimelineEntry.of(fragment.time(), frameTicks(fragment)).with(track.slot(), published));
    stream.tellPublished(published);
  }

  /** Times up to this are published now. */
  void passed(long edgeTicks) {
    for (Iterator<Later> all = later.iterator(); all.hasNext(); ) {
      Later one = all.next();
      FragmentTime time = one.fragment.time();
      if (time.startTicks() < edgeTicks) {
        all.remove();
        laterBytes -= PublishedFragment.memoryBytes(one.fragment);
        int index = indexOf(one.fragment);
        if (index >= 0
            ? window.lacks(index, one.track.slot())
            : window.hasRoomFor(time, frameTicks(one.fragment))) {
          putInMemory(one.track, one.fragment);
        }
      }
    }
  }

  /** Memory of what waits for the edge, about. */
  long laterBytes() {
    return laterBytes;
  }

  private PublishedFragment press(LiveTrack track, Fragment fragment) {
    int before = window.snapshot().floorIndex(fragment.time().startTicks());
    List<FragmentTime> following = window.following(before, track.slot(), scope.lookAhead());
    return stream.press(track, fragment, stream.complete(following));
  }

  /** The archive has it safe. Whether viewers see something new. */
  boolean recorded(LiveTrack track, Unrecorded past) {
    unrecordedBytes -= past.fragment.sizeBytes();
    if (!past.isShownThen || !fitsBehindMemory(track, past.fragment)) {
      return false;
    }
    stream.touch();
    PublishedFragment published = press(track, past.fragment);
    int index = indexOf(past.fragment);
    if (index >= 0) {
      window.fillArchived(index, track.slot());
    } else {
      window.insertArchived(past.fragment.time(), frameTicks(past.fragment), 1L << track.slot());
    }
    stream.tellPublished(published);
    return true;
  }

  private boolean fitsBehindMemory(LiveTrack track, Fragment fragment) {
    FragmentTime time = fragment.time();
    boolean gone = time.endTicks() <= Math.max(window.floorTicks(), window.goneTicks());
    if (gone || track.slot() >= ArchivedTimes.SLOT_COUNT_MAX) {
      return false;
    }
    int index = indexOf(fragment);
    return index >= 0
        ? index < window.archivedCount() && window.lacks(index, track.slot())
        : window.hasRoomFor(time, frameTicks(fragment))
            && window.archivedCount() < StreamWindow.ARCHIVED_COUNT_MAX;
  }
}
