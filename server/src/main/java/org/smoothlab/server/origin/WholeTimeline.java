package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

/**
 * One stream as deliveries see it that owe nobody a look-ahead: what Smooth Streaming shows, and
 * behind it what is whole on every track but still held back. Immutable.
 */
public final class WholeTimeline {
  private final Timeline published;
  private final List<WholeTime> behind;
  private final List<TrackEdge> edges;

  WholeTimeline(Timeline published, List<WholeTime> behind, List<TrackEdge> edges) {
    this.published = published;
    this.behind = behind;
    this.edges = edges;
  }

  /** What a track has behind {@link #times}: whole on this track only, or still arriving. */
  public TrackEdge edge(TrackId track) {
    int slot = published.slotOf(track.bitrateBps(), List.of());
    return slot >= 0 && slot < edges.size() ? edges.get(slot) : TrackEdge.NONE;
  }

  /** When the fragments are, the oldest of the DVR window first. */
  public List<FragmentTime> times() {
    List<FragmentTime> times = published.windowTimes();
    behind.forEach(one -> times.add(one.time()));
    return times;
  }

  /** The same, and before it what has left the window and is still given to who was told of it. */
  public List<FragmentTime> servedTimes() {
    List<FragmentTime> times = published.servedTimes();
    behind.forEach(one -> times.add(one.time()));
    return times;
  }

  /** Start of the newest; the smallest when there is none. */
  long edgeTicks() {
    return behind.isEmpty()
        ? published.newest().map(FragmentTime::startTicks).orElse(Long.MIN_VALUE)
        : behind.getLast().time().startTicks();
  }

  /**
   * Whether a track has a fragment there.
   *
   * @param index into {@link #times}
   */
  public boolean has(int index, TrackId track) {
    int slot = published.slotOf(track.bitrateBps(), List.of());
    return slot >= 0
        && (index < published.windowSize()
            ? published.windowHas(index, slot)
            : behind.get(index - published.windowSize()).find(slot).isPresent());
  }

  /** The same of an index into {@link #servedTimes}. */
  public boolean isServed(int index, TrackId track) {
    return has(index - published.graceSize(), track);
  }

  /**
   * What there is at a time.
   *
   * @see Timeline#find
   */
  public WholeLookup find(long bitrateBps, List<CustomAttribute> attributes, long startTicks) {
    return switch (published.find(bitrateBps, attributes, startTicks)) {
      case PublishedFragment found ->
          new WholeLookup.Found(found.track(), found.fragment(), published.runTag());
      case Lookup.Archived archived -> archived;
      case Lookup.Absence absence ->
          findBehind(published.slotOf(bitrateBps, attributes), startTicks).orElse(absence);
    };
  }

  private Optional<WholeLookup> findBehind(int slot, long startTicks) {
    if (slot < 0) {
      return Optional.empty();
    }
    long toleranceTicks =
        startTicks > Timeline.EXACT_TICKS_MAX ? Timeline.INEXACT_TOLERANCE_TICKS : 0;
    for (WholeTime one : behind) {
      Optional<Fragment> own = one.find(slot);
      long ownTicks = own.map(Fragment::time).orElse(one.time()).startTicks();
      if (FrameTolerance.near(one.time().startTicks(), startTicks, toleranceTicks)
          || FrameTolerance.near(ownTicks, startTicks, toleranceTicks)) {
        return own.map(fragment -> found(slot, fragment));
      }
    }
    return slot >= edges.size()
        ? Optional.empty()
        : edges.get(slot).ahead().stream()
            .filter(own -> FrameTolerance.near(own.time().startTicks(), startTicks, toleranceTicks))
            .findFirst()
            .map(own -> found(slot, own));
  }

  private WholeLookup found(int slot, Fragment fragment) {
    return new WholeLookup.Found(published.tracks().get(slot), fragment, published.runTag());
  }
}
