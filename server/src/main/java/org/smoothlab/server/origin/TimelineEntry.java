package org.smoothlab.server.origin;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smoothlab.media.FragmentTime;

/** One start time of a stream, and the fragments that its tracks have there. Immutable. */
final class TimelineEntry {
  private final FragmentTime time;
  private final long frameTicks;
  private final boolean told;
  private final @Nullable PublishedFragment[] bySlot;

  private TimelineEntry(TimelineEntry other, boolean told, @Nullable PublishedFragment[] bySlot) {
    this.time = other.time;
    this.frameTicks = other.frameTicks;
    this.told = told;
    this.bySlot = bySlot;
  }

  private TimelineEntry(FragmentTime time, long frameTicks) {
    this.time = time;
    this.frameTicks = frameTicks;
    this.told = false;
    this.bySlot = new PublishedFragment[0];
  }

  /**
   * An entry without fragments.
   *
   * @param frameTicks how long one of its frames lasts
   */
  static TimelineEntry of(FragmentTime time, long frameTicks) {
    return new TimelineEntry(time, frameTicks);
  }

  FragmentTime time() {
    return time;
  }

  long frameTicks() {
    return frameTicks;
  }

  /** Whether its duration has been told and must stay, whatever follows. */
  boolean isTold() {
    return told;
  }

  /** The same, with a duration that stays. */
  TimelineEntry asTold() {
    return new TimelineEntry(this, true, bySlot);
  }

  /** How many tracks have a fragment here. */
  int fragmentCount() {
    int count = 0;
    for (PublishedFragment fragment : bySlot) {
      count += fragment == null ? 0 : 1;
    }
    return count;
  }

  Optional<PublishedFragment> find(int slot) {
    return slot < bySlot.length ? Optional.ofNullable(bySlot[slot]) : Optional.empty();
  }

  TimelineEntry with(int slot, PublishedFragment fragment) {
    @Nullable PublishedFragment[] copy = Arrays.copyOf(bySlot, Math.max(bySlot.length, slot + 1));
    copy[slot] = fragment;
    return new TimelineEntry(this, told, copy);
  }

  /**
   * Manifests tell fragments without holes between them: a difference of at most one frame is the
   * rounding of an encoder.
   */
  static FragmentTime joined(FragmentTime time, long frameTicks, long nextStartTicks) {
    boolean contiguous =
        nextStartTicks > time.startTicks()
            && Math.abs(nextStartTicks - time.endTicks()) <= frameTicks;
    return contiguous
        ? new FragmentTime(time.startTicks(), nextStartTicks - time.startTicks())
        : time;
  }

  long memoryBytes() {
    long bytes = 0;
    for (PublishedFragment fragment : bySlot) {
      bytes += fragment == null ? 0 : fragment.memoryBytes();
    }
    return bytes;
  }
}
