package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.FragmentUrl;
import org.smoothlab.media.smooth.ManifestWriter;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;

/** Says in a client manifest what a point has published. */
final class ClientManifest {
  private final PointView view;
  private final boolean eventInUrl;
  private final List<Timeline> timelines;

  ClientManifest(PointView view, boolean eventInUrl) {
    this.view = view;
    this.eventInUrl = eventInUrl;
    this.timelines =
        view.timelines().stream().filter(timeline -> timeline.windowSize() > 0).toList();
  }

  /** Cuts the windows into what {@link #write} needs, with the blocks of an earlier manifest. */
  ChunkBlocks.Cuts cut(Optional<ChunkBlocks> earlier) {
    ChunkBlocks.Kind kind = new ChunkBlocks.Kind(view.runNumber(), version());
    return earlier
        .filter(blocks -> blocks.kind().equals(kind))
        .orElseGet(() -> ChunkBlocks.none(kind))
        .cut(timelines);
  }

  /** The document in parts, those in the middle of long windows shared with other versions. */
  List<Slice> write(List<ChunkBlocks.Cut> cuts) {
    List<StreamIndex> streams = new ArrayList<>();
    for (int index = 0; index < timelines.size(); index++) {
      streams.add(stream(timelines.get(index), cuts.get(index).first()));
    }
    return ManifestWriter.writeParts(
        new SmoothManifest(header(), List.of(), List.of(), streams),
        cuts.stream().map(ChunkBlocks.Cut::rest).toList());
  }

  private SmoothManifest.Version version() {
    return switch (view.settings().clientConnections().clientManifestVersion()) {
      case V2_0 -> SmoothManifest.Version.V2_0;
      case V2_2 -> SmoothManifest.Version.V2_2;
    };
  }

  private SmoothManifest.Header header() {
    PointSettings.ClientConnections settings = view.settings().clientConnections();
    if (!view.state().receives()) {
      return new SmoothManifest.Header(
          version(), Timescale.SMOOTH, heldTicks(), new SmoothManifest.OnDemand());
    }
    long estimateTicks =
        settings.timing().estimatedDurationSeconds() * Timescale.SMOOTH.ticksPerSecond();
    return new SmoothManifest.Header(
        version(),
        Timescale.SMOOTH,
        estimateTicks,
        new SmoothManifest.Live(settings.timing().lookAheadChunks(), windowTicks()));
  }

  private long windowTicks() {
    if (view.isShrunkByCache()) {
      return heldTicks();
    }
    return view.settings().clientConnections().timing().windowLengthSeconds()
        * Timescale.SMOOTH.ticksPerSecond();
  }

  /**
   * From the first to the last tick in the window, of the stream that is the longest. What events
   * last beyond it does not count.
   */
  private long heldTicks() {
    long longestTicks = 0;
    for (Timeline timeline : timelines) {
      if (timeline.stream().isSparse()) {
        continue;
      }
      int size = timeline.windowSize();
      long startTicks = timeline.windowTimes(0, 1).getFirst().startTicks();
      long ticks = timeline.windowTimes(size - 1, size).getFirst().endTicks() - startTicks;
      longestTicks =
          Math.max(
              longestTicks, FragmentClock.mediaNanos(ticks, timeline.stream().timescale()) / 100);
    }
    return longestTicks;
  }

  private StreamIndex stream(Timeline timeline, List<FragmentTime> chunks) {
    List<Integer> slots = new ArrayList<>();
    for (int slot = 0; slot < timeline.tracks().size(); slot++) {
      if (timeline.isListed(slot)) {
        slots.add(slot);
      }
    }
    List<QualityLevel> levels =
        slots.stream()
            .map(slot -> SparseStreams.listed(timeline.tracks().get(slot).level()))
            .toList();
    FragmentUrl url = FragmentUrl.ofStream(timeline.stream().name());
    return new StreamIndex(
        SparseStreams.listed(view, timeline.stream()),
        eventInUrl && !view.eventId().isEmpty() ? url.inEvent(view.eventId()) : url,
        levels,
        chunks,
        SparseStreams.details(timeline, slots));
  }
}
