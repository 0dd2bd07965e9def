package org.smoothlab.server.origin;

import java.util.ArrayList;
import java.util.List;
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
  private ClientManifest() {}

  static Slice write(PointView view, boolean eventInUrl) {
    List<StreamIndex> streams = new ArrayList<>();
    for (Timeline timeline : view.timelines()) {
      if (timeline.windowSize() > 0) {
        streams.add(stream(view, timeline, eventInUrl ? view.eventId() : ""));
      }
    }
    return ManifestWriter.write(new SmoothManifest(header(view), List.of(), List.of(), streams));
  }

  private static SmoothManifest.Header header(PointView view) {
    PointSettings.ClientConnections settings = view.settings().clientConnections();
    SmoothManifest.Version version =
        switch (settings.clientManifestVersion()) {
          case V2_0 -> SmoothManifest.Version.V2_0;
          case V2_2 -> SmoothManifest.Version.V2_2;
        };
    if (!view.state().receives()) {
      return new SmoothManifest.Header(
          version, Timescale.SMOOTH, heldTicks(view), new SmoothManifest.OnDemand());
    }
    long estimateTicks =
        settings.timing().estimatedDurationSeconds() * Timescale.SMOOTH.ticksPerSecond();
    return new SmoothManifest.Header(
        version,
        Timescale.SMOOTH,
        estimateTicks,
        new SmoothManifest.Live(settings.timing().lookAheadChunks(), windowTicks(view)));
  }

  private static long windowTicks(PointView view) {
    if (view.isShrunkByCache()) {
      return heldTicks(view);
    }
    return view.settings().clientConnections().timing().windowLengthSeconds()
        * Timescale.SMOOTH.ticksPerSecond();
  }

  /** From the first to the last tick in the window, of the stream that is the longest. */
  private static long heldTicks(PointView view) {
    long longestTicks = 0;
    for (Timeline timeline : view.timelines()) {
      List<FragmentTime> times = timeline.windowTimes();
      if (!times.isEmpty()) {
        long ticks = times.getLast().endTicks() - times.getFirst().startTicks();
        longestTicks =
            Math.max(
                longestTicks, FragmentClock.mediaNanos(ticks, timeline.stream().timescale()) / 100);
      }
    }
    return longestTicks;
  }

  private static StreamIndex stream(PointView view, Timeline timeline, String eventId) {
    List<Integer> slots = new ArrayList<>();
    for (int slot = 0; slot < timeline.tracks().size(); slot++) {
      if (timeline.isListed(slot)) {
        slots.add(slot);
      }
    }
    List<QualityLevel> levels =
        slots.stream().map(slot -> timeline.tracks().get(slot).level()).toList();
    FragmentUrl url = FragmentUrl.ofStream(timeline.stream().name());
    return new StreamIndex(
        SparseStreams.listed(view, timeline.stream()),
        eventId.isEmpty() ? url : url.inEvent(eventId),
        levels,
        timeline.windowTimes(),
        SparseStreams.details(timeline, slots));
  }
}
