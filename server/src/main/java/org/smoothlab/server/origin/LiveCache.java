package org.smoothlab.server.origin;

import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamInfo;

/** What of one stream's window is in memory: lets go of what the archive has or nobody sees. */
final class LiveCache {
  /** Beside the look-ahead, so many fragments stay in memory even if they are recorded. */
  static final int COUNT_MORE = 2;

  private final RunScope scope;
  private final StreamInfo info;
  private final List<LiveTrack> tracks;
  private final StreamWindow window;

  /**
   * @param tracks of the stream, which may become more
   */
  LiveCache(RunScope scope, StreamInfo info, List<LiveTrack> tracks, StreamWindow window) {
    this.scope = scope;
    this.info = info;
    this.tracks = tracks;
    this.window = window;
  }

  /**
   * Moves the window.
   *
   * @param edgeTicks its end
   */
  void moveWindow(long edgeTicks, long nowNanos) {
    long windowSeconds = scope.settings().clientConnections().timing().windowLengthSeconds();
    if (windowSeconds == 0) {
      return;
    }
    for (FragmentTime time : window.move(windowSeconds, edgeTicks, nowNanos)) {
      tellEvicted(time, Effect.EvictionCause.WINDOW);
    }
  }

  /** Lets go of the memory of what the archive has and {@code liveCacheSeconds} need not keep. */
  void releaseRecorded() {
    int countMin = scope.lookAhead() + COUNT_MORE;
    long cacheSeconds = scope.settings().clientConnections().timing().liveCacheSeconds();
    long cacheTicks = cacheSeconds * info.timescale().ticksPerSecond();
    while (window.memoryCount() > countMin) {
      TimelineEntry oldest = window.oldestInMemory();
      boolean old = oldest.time().endTicks() <= window.newest().endTicks() - cacheTicks;
      long slots = recordedSlots(oldest);
      if (!old || Long.bitCount(slots) < oldest.fragmentCount()) {
        return;
      }
      window.moveToArchive(slots);
      tellEvicted(oldest.time(), Effect.EvictionCause.ARCHIVED);
    }
  }

  /**
   * A bit for each track whose fragment of this time the archive has. Sparse streams are small, and
   * manifests show their samples: they stay in memory.
   */
  private long recordedSlots(TimelineEntry entry) {
    if (!info.sparse().parentName().isEmpty()) {
      return 0;
    }
    long slots = 0;
    for (LiveTrack track : tracks) {
      boolean recorded =
          track.slot() < ArchivedTimes.SLOT_COUNT_MAX
              && entry.find(track.slot()).filter(own -> track.isRecorded(own.time())).isPresent();
      slots |= recorded ? 1L << track.slot() : 0;
    }
    return slots;
  }

  /** How many published fragments are in memory, of all tracks. */
  long fragmentCount() {
    return window.memoryFragmentCount();
  }

  /** Whether anything published is in memory. */
  boolean isEmpty() {
    return window.memoryCount() == 0;
  }

  /**
   * When the oldest published time in memory ends, in nanoseconds of media time; only if there is
   * one.
   */
  long oldestEndNanos() {
    return FragmentClock.mediaNanos(window.oldestInMemory().time().endTicks(), info.timescale());
  }

  /**
   * Gives up the memory of the oldest published time; only when there is one in memory. What no
   * archive has is lost, and with it what was before: a window has no holes.
   *
   * @return whether it was lost
   */
  boolean dropOldest() {
    TimelineEntry oldest = window.oldestInMemory();
    long slots = recordedSlots(oldest);
    if (slots != 0) {
      window.moveToArchive(slots);
      tellEvicted(oldest.time(), Effect.EvictionCause.LIVE_CACHE);
      return false;
    }
    FragmentTime dropped;
    do {
      dropped = window.dropOldest();
      tellEvicted(dropped, Effect.EvictionCause.LIVE_CACHE);
    } while (!dropped.equals(oldest.time()));
    return true;
  }

  private void tellEvicted(FragmentTime time, Effect.EvictionCause cause) {
    scope.tell(new Effect.Evicted(scope.point(), info.name(), time, cause));
  }
}
