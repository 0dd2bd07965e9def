package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamInfo;

/** What the tracks of a stream hold before it is published, and so can announce for each other. */
final class HeldTimes {
  private final StreamInfo info;
  private final List<LiveTrack> tracks;
  private final int lookAhead;

  /**
   * @param tracks grows while the stream lives
   */
  HeldTimes(StreamInfo info, List<LiveTrack> tracks, int lookAhead) {
    this.info = info;
    this.tracks = tracks;
    this.lookAhead = lookAhead;
  }

  /** What the first held fragment of a track announces. */
  List<FragmentTime> following(LiveTrack track) {
    List<FragmentTime> own = track.heldTimes(1, lookAhead);
    long lastTicks =
        own.isEmpty() ? track.held().getFirst().time().startTicks() : own.getLast().startTicks();
    complete(own, lastTicks);
    return own;
  }

  /** Behind its own last fragment a track announces what its stream will go on with. */
  void complete(List<FragmentTime> following, long lastTicks) {
    long behindTicks = lastTicks;
    while (!info.isSparse() && following.size() < lookAhead) {
      Optional<FragmentTime> next = nextHeldBehind(behindTicks);
      if (next.isEmpty()) {
        return;
      }
      following.add(next.get());
      behindTicks = next.get().startTicks();
    }
  }

  private Optional<FragmentTime> nextHeldBehind(long ticks) {
    Optional<FragmentTime> next = Optional.empty();
    for (LiveTrack track : tracks) {
      for (Fragment fragment : track.held()) {
        FragmentTime time = fragment.time();
        long frameTicks = FrameTolerance.frameTicks(fragment, info.timescale());
        boolean behind = time.startTicks() > ticks + frameTicks / 2;
        if (behind && (next.isEmpty() || time.startTicks() < next.get().startTicks())) {
          next = Optional.of(time);
        }
      }
    }
    return next;
  }

  /** Start times that viewers will be able to ask for soon, rising. */
  List<Long> upcomingTicks() {
    TreeSet<Long> ticks = new TreeSet<>();
    for (LiveTrack track : tracks) {
      for (Fragment fragment : track.held()) {
        ticks.add(fragment.time().startTicks());
      }
      if (track.merge().started() && !track.ended() && !info.isSparse()) {
        ticks.add(track.merge().expectedTicks());
      }
    }
    return List.copyOf(ticks);
  }
}
