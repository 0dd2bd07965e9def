package org.smoothlab.server.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.FeedStep;
import org.smoothlab.server.origin.FragmentStore;
import org.smoothlab.server.origin.Lookup;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.PublishedFragment;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.StreamFeed;
import org.smoothlab.server.origin.Ticks100ns;
import org.smoothlab.server.origin.Timeline;

/**
 * A piece of the past of one input stream, as it was received: the newest fragments of each track
 * that lie in it, in the order of their times. It remembers times and fetches each fragment when it
 * is its turn: what has left by then is left out.
 */
final class PastReading implements FeedReading {
  private final PublishingPoint point;
  private final StreamFeed feed;
  private final FeedQuery.Past past;
  private final FragmentStore archive;
  private final Deque<Due> due = new ArrayDeque<>();
  private boolean planned;
  private List<Slice> lastHeader = List.of();

  /** A fragment that is to be sent. */
  private record Due(TrackInfo track, Lookup.Near near) {
    long about100ns() {
      return Timescale.SMOOTH.rescaleFloor(near.startTicks(), track.stream().timescale());
    }
  }

  PastReading(PublishingPoint point, StreamFeed feed, FeedQuery.Past past, FragmentStore archive) {
    this.point = point;
    this.feed = feed;
    this.past = past;
    this.archive = archive;
  }

  @Override
  public Optional<String> lost() {
    return Optional.empty();
  }

  @Override
  public Feed.Step next() {
    try {
      if (!planned) {
        planned = true;
        plan();
      }
      while (!due.isEmpty()) {
        Due next = due.removeFirst();
        Optional<Feed.Step> step = fetch(next).flatMap(found -> step(next.track, found));
        if (step.isPresent()) {
          return step.get();
        }
      }
    } catch (StoreException e) {
      return new Feed.Step.Cut("cannot read the archive: " + e.getMessage());
    }
    return end();
  }

  private void plan() throws StoreException {
    List<Due> all = new ArrayList<>();
    for (TrackInfo track : feed.tracks()) {
      plan(track, all);
    }
    all.sort(Comparator.comparingLong(Due::about100ns));
    due.addAll(all);
  }

  /** The newest of a track that begin in the span, exactly. */
  private void plan(TrackInfo track, List<Due> all) throws StoreException {
    Optional<Timeline> timeline = view().flatMap(now -> now.timeline(track.stream().name()));
    if (timeline.isEmpty()) {
      return;
    }
    long beforeTicks = Ticks100ns.ceil(past.beforeTicks(), track.stream().timescale());
    long afterTicks = Ticks100ns.ceil(past.afterTicks(), track.stream().timescale());
    int count = 0;
    for (Lookup.Near near :
        timeline.get().startsBefore(track.id(), beforeTicks, past.count() + 1)) {
      long startTicks = ownStartTicks(new Due(track, near), beforeTicks, afterTicks);
      if (startTicks < beforeTicks && startTicks >= afterTicks && count < past.count()) {
        all.add(new Due(track, near));
        count++;
      }
    }
  }

  /** Only near the ends of the span it matters by how little a track differs from its stream. */
  private long ownStartTicks(Due one, long beforeTicks, long afterTicks) throws StoreException {
    long startTicks = one.near.startTicks();
    long toleranceTicks = one.near.toleranceTicks();
    boolean clear =
        toleranceTicks == 0
            || (startTicks + toleranceTicks < beforeTicks
                && startTicks - toleranceTicks >= afterTicks);
    return clear
        ? startTicks
        : fetch(one).map(fragment -> fragment.time().startTicks()).orElse(Long.MAX_VALUE);
  }

  private Optional<Fragment> fetch(Due one) throws StoreException {
    Optional<Timeline> timeline = view().flatMap(now -> now.timeline(one.track.stream().name()));
    if (timeline.isEmpty()) {
      return Optional.empty();
    }
    return switch (timeline
        .get()
        .find(one.track.level().bitrateBps(), List.of(), one.near.startTicks())) {
      case PublishedFragment held -> Optional.of(held.fragment());
      case Lookup.Archived archived ->
          archive.fetch(
              new FragmentStore.Key(point.path(), feed.runNumber(), one.track.id()),
              archived.near().startTicks(),
              archived.near().toleranceTicks());
      case Lookup.Absence _ -> Optional.empty();
    };
  }

  /** What the point has now, as long as it is this run. */
  private Optional<PointView> view() {
    return Optional.of(point.view()).filter(now -> now.runNumber() == feed.runNumber());
  }

  /** With the header boxes that go with it. Empty if nobody knows them any more. */
  private Optional<Feed.Step> step(TrackInfo track, Fragment fragment) {
    return feed.header(track.id(), fragment.trackNumber())
        .map(header -> {
          List<Slice> parts = new ArrayList<>();
          if (!header.parts().equals(lastHeader)) {
            parts.addAll(header.parts());
            lastHeader = header.parts();
          }
          parts.addAll(FeedStep.Media.of(track, fragment).parts());
          return new Feed.Step.Send(parts);
        });
  }

  /** Where there is nothing, the header boxes alone say so. */
  private Feed.Step end() {
    if (!lastHeader.isEmpty()) {
      return new Feed.Step.End();
    }
    lastHeader = feed.header().parts();
    return lastHeader.isEmpty() ? new Feed.Step.End() : new Feed.Step.Send(lastHeader);
  }
}
