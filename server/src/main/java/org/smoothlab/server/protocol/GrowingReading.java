package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.box.ChunkJoin;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.transmux.FragmentToCmaf;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.TrackEdge;
import org.smoothlab.server.origin.WholeLookup;
import org.smoothlab.server.origin.WholeTimeline;

/**
 * A CMAF segment that is sent while it arrives, chunk by chunk, and ends when its fragment is
 * whole. When nobody sends the rest it is cut off, so that nobody takes it for a whole one.
 */
final class GrowingReading implements FeedReading {
  private final PublishingPoint point;
  private final TrackInfo track;
  private final long startTicks;
  private int sentCount;

  /**
   * @param startTicks when its fragment starts
   */
  GrowingReading(PublishingPoint point, TrackInfo track, long startTicks) {
    this.point = point;
    this.track = track;
    this.startTicks = startTicks;
  }

  @Override
  public Feed.Step next() {
    Optional<WholeTimeline> whole =
        point.view().timeline(track.stream().name()).map(timeline -> timeline.whole());
    if (whole.isEmpty()) {
      return new Feed.Step.Cut("the stream is gone");
    }
    WholeLookup lookup = whole.get().find(track.level().bitrateBps(), List.of(), startTicks);
    if (lookup instanceof WholeLookup.Found(_, Fragment fragment, _)) {
      return rest(fragment);
    }
    TrackEdge edge = whole.get().edge(track.id());
    List<Chunk> growing = edge.growing();
    if (growing.isEmpty() || growing.getFirst().startTicks() != startTicks) {
      return new Feed.Step.Cut("the rest of the fragment never came");
    }
    if (sentCount < growing.size()) {
      return send(growing);
    }
    return edge.orphaned() || !point.view().state().receives()
        ? new Feed.Step.Cut("nobody sends the rest of the fragment")
        : new Feed.Step.Await();
  }

  private Feed.Step rest(Fragment fragment) {
    try {
      List<Chunk> chunks = ChunkJoin.split(fragment);
      return sentCount < chunks.size() ? send(chunks) : new Feed.Step.End();
    } catch (MediaException e) {
      throw new AssertionError("the session takes only what can be split", e);
    }
  }

  private Feed.Step send(List<Chunk> chunks) {
    try {
      List<Slice> parts = new ArrayList<>();
      for (Chunk chunk : chunks.subList(sentCount, chunks.size())) {
        parts.add(FragmentToCmaf.head(chunk, track, CmafHeads.zeroNanos(point.view())));
        parts.add(chunk.fragment().payload());
      }
      sentCount = chunks.size();
      return new Feed.Step.Send(parts);
    } catch (MediaException e) {
      return new Feed.Step.Cut("no CMAF segment: " + e.getMessage());
    }
  }

  @Override
  public Optional<String> lost() {
    return Optional.empty();
  }
}
