package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/**
 * One start time of a stream that all its tracks have brought, while Smooth Streaming still holds
 * it back for its look-ahead. Who owes nobody a look-ahead has it already. Immutable.
 */
final class WholeTime {
  private final FragmentTime time;
  private final @Nullable Fragment[] bySlot;

  private WholeTime(FragmentTime time, @Nullable Fragment[] bySlot) {
    this.time = time;
    this.bySlot = bySlot;
  }

  FragmentTime time() {
    return time;
  }

  /** What a track has there. */
  Optional<Fragment> find(int slot) {
    return slot < bySlot.length ? Optional.ofNullable(bySlot[slot]) : Optional.empty();
  }

  /** How far the tracks of a stream have been gone through. */
  private static final class Walk {
    private final List<LiveTrack> tracks;
    private final Timescale clock;
    private final List<Iterator<Fragment>> held = new ArrayList<>();
    private final @Nullable Fragment[] next;

    Walk(List<LiveTrack> tracks, Timescale clock) {
      this.tracks = tracks;
      this.clock = clock;
      this.next = new Fragment[tracks.size()];
      for (int slot = 0; slot < next.length; slot++) {
        held.add(tracks.get(slot).held().iterator());
        step(slot);
      }
    }

    private void step(int slot) {
      next[slot] = held.get(slot).hasNext() ? held.get(slot).next() : null;
    }

    /** The oldest fragment that comes next; empty if a track may still deliver an older one. */
    Optional<Fragment> first() {
      Fragment first = null;
      for (int slot = 0; slot < next.length; slot++) {
        Fragment fragment = next[slot];
        if (fragment == null) {
          if (!tracks.get(slot).ended() && !tracks.get(slot).away()) {
            return Optional.empty();
          }
        } else if (first == null || fragment.time().startTicks() < first.time().startTicks()) {
          first = fragment;
        }
      }
      return Optional.ofNullable(first);
    }

    /** What starts with this one, as near as frames allow. */
    WholeTime take(Fragment first) {
      long untilTicks = first.time().startTicks() + FrameTolerance.frameTicks(first, clock) / 2;
      @Nullable Fragment[] taken = new Fragment[next.length];
      FragmentTime time = first.time();
      boolean timed = false;
      for (int slot = 0; slot < next.length; slot++) {
        Fragment fragment = next[slot];
        if (fragment != null && fragment.time().startTicks() <= untilTicks) {
          taken[slot] = fragment;
          step(slot);
          if (!timed) {
            timed = true;
            time = joined(fragment, next[slot]);
          }
        }
      }
      return new WholeTime(time, taken);
    }

    private FragmentTime joined(Fragment fragment, @Nullable Fragment behind) {
      return behind == null
          ? fragment.time()
          : TimelineEntry.joined(
              fragment.time(),
              FrameTolerance.frameTicks(fragment, clock),
              behind.time().startTicks());
    }
  }

  /**
   * All such times, the oldest first. The first time that a track may still deliver, or that
   * overlaps the one before it, ends them.
   *
   * @param tracks of one stream, by slot
   * @param fromTicks where what is published ends
   */
  static List<WholeTime> of(List<LiveTrack> tracks, Timescale clock, long fromTicks) {
    Walk walk = new Walk(tracks, clock);
    List<WholeTime> whole = new ArrayList<>();
    long endTicks = fromTicks;
    while (true) {
      Optional<Fragment> first = walk.first();
      if (first.isEmpty()
          || first.get().time().startTicks()
              < endTicks - FrameTolerance.frameTicks(first.get(), clock)) {
        return List.copyOf(whole);
      }
      whole.add(walk.take(first.get()));
      endTicks = whole.getLast().time.endTicks();
    }
  }
}
