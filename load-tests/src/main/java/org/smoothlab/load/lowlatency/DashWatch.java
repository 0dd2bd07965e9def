package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.AdaptationSet;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdReader;
import org.smoothlab.media.dash.Representation;
import org.smoothlab.media.dash.SegmentTemplate;
import org.smoothlab.media.dash.SegmentTimeline;

/**
 * Watches one representation with low-latency DASH: asks for the segment behind the last one that
 * the MPD lists while it grows, and then for the one behind it, by their times.
 */
final class DashWatch {
  private static final int RELOADS_MAX = 20;
  private static final int NOT_FOUND = 404;

  private final LiveClient client;
  private final LongSupplier nanoClock;

  DashWatch(LiveClient client, LongSupplier nanoClock) {
    this.client = client;
    this.nanoClock = nanoClock;
  }

  /** A representation, and the segment that is asked for next. */
  private record Place(
      URI mpd, SegmentTemplate template, Representation representation, long nextTicks) {
    private URI media() {
      return mpd.resolve(template.media(representation, nextTicks));
    }

    private Place at(long ticks) {
      return new Place(mpd, template, representation, ticks);
    }
  }

  /**
   * Watches so many chunks.
   *
   * @throws IOException if something does not come, or segments are not addressed by their time
   */
  List<Arrival> watch(URI mpd, int chunkCount) throws IOException, InterruptedException {
    List<Arrival> arrivals = new ArrayList<>();
    Place place = place(mpd);
    Timescale clock = place.template().timescale();
    for (int reloadCount = 0; arrivals.size() < chunkCount; ) {
      List<Arrival> segment = segment(place.media(), clock);
      if (segment.isEmpty()) {
        if (++reloadCount > RELOADS_MAX) {
          throw new IOException(place.media() + ": not there, time and again");
        }
        place = place(mpd);
      } else {
        arrivals.addAll(segment);
        Arrival last = segment.getLast();
        long endNanos = last.startNanos() + last.durationNanos();
        place = place.at(nearest(endNanos, clock));
      }
    }
    return arrivals;
  }

  // Nanoseconds were rounded down, up to one for the start and one for the duration.
  private static long nearest(long nanos, Timescale clock) {
    long halfTickNanos = Timescale.NANOS.ticksPerSecond() / clock.ticksPerSecond() / 2;
    return clock.rescaleFloor(nanos + halfTickNanos, Timescale.NANOS);
  }

  private Place place(URI uri) throws IOException, InterruptedException {
    Slice document = Slice.copyOf(client.textSoon(uri).getBytes(StandardCharsets.UTF_8));
    Mpd mpd;
    try {
      mpd = MpdReader.read(document);
    } catch (MediaException wrong) {
      throw new IOException(uri + ": not an MPD", wrong);
    }
    AdaptationSet video =
        mpd.periods().getLast().sets().stream()
            .filter(set -> set.content().type().equals("video"))
            .findFirst()
            .orElseThrow(() -> new IOException(uri + ": no video"));
    if (!(video.template().addressing()
        instanceof SegmentTemplate.Addressing.ByTime(SegmentTimeline timeline))) {
      throw new IOException(uri + ": segments are not addressed by their time");
    }
    return new Place(
        uri,
        video.template(),
        video.representations().getLast(),
        timeline.runs().getLast().endTicks());
  }

  // Empty if it is not there, which a growing segment may not be yet.
  private List<Arrival> segment(URI uri, Timescale clock) throws IOException, InterruptedException {
    try (LiveClient.Answer answer = client.open(uri)) {
      if (answer.status() == NOT_FOUND) {
        return List.of();
      }
      if (answer.status() != 200) {
        throw new IOException(uri + ": " + answer.status());
      }
      return new ChunkReader(clock, nanoClock).read(answer.body());
    }
  }
}
