package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.StreamInfo;

/**
 * The start time that a stream publishes next: which it is, who has it, and whether it may come
 * out.
 *
 * <p>A time is published when every track has it and the next {@code lookAheadChunks} after it.
 * When one track's source is away, the others wait at most one fragment's duration for it.
 */
final class NextTime {
  private static final long NOT_READY = Long.MIN_VALUE;

  private final StreamInfo info;
  private final List<LiveTrack> tracks;
  private final int lookAhead;
  private long readySinceNanos = NOT_READY;
  private long dueNanos = Long.MAX_VALUE;

  /**
   * @param tracks grows while the stream lives
   */
  NextTime(StreamInfo info, List<LiveTrack> tracks, int lookAhead) {
    this.info = info;
    this.tracks = tracks;
    this.lookAhead = lookAhead;
  }

  /** When it is due although nothing was delivered; {@link Long#MAX_VALUE} if that is unknown. */
  long dueNanos() {
    return dueNanos;
  }

  /** It has come out: the wait for the one behind it begins anew. */
  void published() {
    readySinceNanos = NOT_READY;
  }

  /** The oldest fragment that is held. */
  Optional<Fragment> find() {
    Optional<Fragment> first = Optional.empty();
    for (LiveTrack track : tracks) {
      Fragment candidate = track.held().peekFirst();
      if (candidate != null
          && (first.isEmpty() || candidate.time().startTicks() < first.get().time().startTicks())) {
        first = Optional.of(candidate);
      }
    }
    return first;
  }

  /**
   * The same, if its time may be published.
   *
   * @param allReleased whether nothing more will come, so that nothing is held back
   */
  Optional<Fragment> findDue(long nowNanos, boolean allReleased) {
    dueNanos = Long.MAX_VALUE;
    return find().filter(first -> isDue(first, nowNanos, allReleased));
  }

  /** What a track has to say about publishing a time. */
  private enum Readiness {
    /** It has the time, and its look-ahead. */
    READY,
    /** It has the time but not its look-ahead, or may still deliver the time. */
    WAITING,
    /** It does not have the time, or nobody waits for it. */
    WITHOUT
  }

  private boolean isDue(Fragment first, long nowNanos, boolean allReleased) {
    boolean ready = allReleased;
    boolean full = false;
    List<LiveTrack> waiting = new ArrayList<>(2);
    for (LiveTrack track : tracks) {
      Readiness readiness = readiness(track, first);
      ready |= readiness == Readiness.READY;
      full |= track.held().size() >= LiveTrack.HELD_COUNT_MAX;
      if (readiness == Readiness.WAITING) {
        waiting.add(track);
      }
    }
    if (allReleased || (ready && (waiting.isEmpty() || full))) {
      return true;
    }
    if (!ready) {
      return false;
    }
    if (readySinceNanos == NOT_READY) {
      readySinceNanos = nowNanos;
    }
    dueNanos =
        readySinceNanos + FragmentClock.nanos(first.time().durationTicks(), info.timescale());
    if (nowNanos < dueNanos) {
      return false;
    }
    dueNanos = Long.MAX_VALUE;
    waiting.forEach(track -> track.setAway(true));
    return true;
  }

  private Readiness readiness(LiveTrack track, Fragment first) {
    if (isIn(track, first)) {
      boolean ready = track.held().size() > lookAhead || track.ended();
      return ready ? Readiness.READY : track.away() ? Readiness.WITHOUT : Readiness.WAITING;
    }
    boolean mayCome = track.held().isEmpty() && !track.ended() && !track.away();
    return mayCome ? Readiness.WAITING : Readiness.WITHOUT;
  }

  /** Whether a track has the time of this fragment, as near as its frames allow. */
  boolean isIn(LiveTrack track, Fragment first) {
    Fragment own = track.held().peekFirst();
    return own != null
        && own.time().startTicks()
            <= first.time().startTicks() + FrameTolerance.frameTicks(first, info.timescale()) / 2;
  }
}
