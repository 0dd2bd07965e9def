package org.smoothlab.server.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackInfo;

/** One track of a run: what its sources delivered and what waits for publication. */
final class LiveTrack {
  /**
   * Fragments that wait for publication. One more, and they are published without waiting for other
   * tracks; before the point has started, the oldest leaves.
   */
  static final int HELD_COUNT_MAX = 128;

  private final LiveStream stream;
  private final int slot;
  private final TrackMerge merge;
  private final ArrayDeque<Fragment> held = new ArrayDeque<>();
  private TrackInfo info;
  private boolean sawEndOfStream;
  private boolean away;
  private final Coverage coverage = new Coverage();
  private final Growing growing = new Growing();

  /** Older fragments that the archive does not have safe yet, by start. */
  private final TreeMap<Long, PastFill.Unrecorded> unrecorded = new TreeMap<>();

  private long recordedEndTicks = Long.MIN_VALUE;
  private long newestBytes;
  private List<FragmentTime> announced = List.of();

  LiveTrack(LiveStream stream, int slot, TrackInfo info) {
    this.stream = stream;
    this.slot = slot;
    this.info = info;
    this.merge = new TrackMerge(info.stream().timescale(), !stream.isSparse());
  }

  LiveStream stream() {
    return stream;
  }

  int slot() {
    return slot;
  }

  TrackMerge merge() {
    return merge;
  }

  TrackInfo info() {
    return info;
  }

  /** Takes over codec data that was not known before. */
  void describe(TrackInfo better) {
    info = new TrackInfo(info.trackNumber(), info.stream(), better.level());
  }

  ArrayDeque<Fragment> held() {
    return held;
  }

  /** A source of it is back, or new: it is not over. */
  void join(SourceId source) {
    merge.join(source);
    sawEndOfStream = false;
  }

  void endOfStream(SourceId source) {
    merge.leave(source);
    sawEndOfStream = true;
  }

  /** Ended by all its live sources, and by at least one of them in words. */
  boolean ended() {
    return sawEndOfStream && !merge.hasSources();
  }

  /** Whether publication does not wait for it any more. */
  boolean away() {
    return away;
  }

  void setAway(boolean isAway) {
    away = isAway;
  }

  /** Its newest published fragment announces these. */
  void announced(List<FragmentTime> following) {
    announced = following;
  }

  /**
   * Whether viewers were told that what comes next starts later than this.
   *
   * @param toleranceTicks half a frame
   */
  boolean isPassedOver(long startTicks, long toleranceTicks) {
    return announced.stream().anyMatch(next -> next.startTicks() > startTicks + toleranceTicks)
        && announced.stream()
            .noneMatch(next -> FrameTolerance.near(next.startTicks(), startTicks, toleranceTicks));
  }

  /** The fragment that is still arriving. */
  Growing growing() {
    return growing;
  }

  /** Which media time it has had. */
  Coverage coverage() {
    return coverage;
  }

  /** It has had this, from whatever source. */
  void cover(FragmentTime time, long frameTicks) {
    coverage.add(time, stream.isSparse() ? -1 : frameTicks);
  }

  /** How much memory its newest fragment took, about. */
  long newestBytes() {
    return newestBytes;
  }

  void setNewestBytes(long bytes) {
    newestBytes = bytes;
  }

  /** An older fragment is on its way to the archive. */
  void remember(PastFill.Unrecorded past) {
    unrecorded.put(past.fragment().time().startTicks(), past);
  }

  /** There is no archive any more: nobody waits for it. */
  void forgetUnrecorded() {
    unrecorded.clear();
  }

  /**
   * The recorder has this fragment safe on disk; if it came in its turn, all before it, too.
   *
   * @return present when it came from the past
   */
  Optional<PastFill.Unrecorded> recorded(FragmentTime time) {
    PastFill.Unrecorded past = unrecorded.remove(time.startTicks());
    if (past == null) {
      recordedEndTicks = Math.max(recordedEndTicks, time.endTicks());
    }
    return Optional.ofNullable(past);
  }

  /** Whether the fragment of this time may leave memory. */
  boolean isRecorded(FragmentTime time) {
    return time.endTicks() <= recordedEndTicks && !unrecorded.containsKey(time.startTicks());
  }

  /** Times of the held fragments behind the first {@code skipCount}. */
  List<FragmentTime> heldTimes(int skipCount, int countMax) {
    List<FragmentTime> times = new ArrayList<>(countMax);
    Iterator<Fragment> fragments = held.iterator();
    for (int i = 0; i < skipCount && fragments.hasNext(); i++) {
      fragments.next();
    }
    while (fragments.hasNext() && times.size() < countMax) {
      times.add(fragments.next().time());
    }
    return times;
  }
}
