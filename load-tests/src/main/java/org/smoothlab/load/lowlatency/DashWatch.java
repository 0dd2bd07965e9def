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
 * Watches one representation with low-latency DASH: asks for the segment that grows, by the clock
 * and its number, and then for the one behind it. Where segments have times instead of numbers the
 * growing one is behind the last that the MPD lists.
 */
final class DashWatch {
  private static final Timescale MILLIS = new Timescale(1000);
  private static final int RELOADS_MAX = 20;
  private static final int NOT_FOUND = 404;

  private final LiveClient client;
  private final LongSupplier nanoClock;
  private final LongSupplier epochMillis;

  /**
   * @param epochMillis wall time, since 1970-01-01 UTC
   */
  DashWatch(LiveClient client, LongSupplier nanoClock, LongSupplier epochMillis) {
    this.client = client;
    this.nanoClock = nanoClock;
    this.epochMillis = epochMillis;
  }

  /** A representation, and the segment that is asked for next. */
  private record Place(URI mpd, SegmentTemplate template, Representation representation, long key) {
    private URI media() {
      return mpd.resolve(template.media(representation, key));
    }

    private Place behind(Arrival last) {
      long nextKey =
          template.addressing() instanceof SegmentTemplate.Addressing.ByTime
              ? nearest(last.startNanos() + last.durationNanos(), template.timescale())
              : key + 1;
      return new Place(mpd, template, representation, nextKey);
    }
  }

  /**
   * Watches so many chunks.
   *
   * @throws IOException if something does not come, or no segment can be asked for while it grows
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
        place = place.behind(segment.getLast());
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
    return new Place(
        uri, video.template(), video.representations().getLast(), growing(mpd, video.template()));
  }

  private long growing(Mpd mpd, SegmentTemplate template) throws IOException {
    return switch (template.addressing()) {
      case SegmentTemplate.Addressing.ByTime(SegmentTimeline timeline) ->
          timeline.runs().getLast().endTicks();
      case SegmentTemplate.Addressing.Regular counted -> {
        if (!(mpd.kind() instanceof Mpd.Kind.Live live)) {
          throw new IOException("the event is over");
        }
        long periodMillis =
            MILLIS.rescaleFloor(mpd.periods().getLast().span().startNanos(), Timescale.NANOS);
        long passedMillis = epochMillis.getAsLong() - live.availabilityStartMillis() - periodMillis;
        long passedTicks = template.timescale().rescaleFloor(passedMillis, MILLIS);
        yield counted.startNumber() + Math.floorDiv(passedTicks, counted.durationTicks());
      }
      case SegmentTemplate.Addressing.ByNumber _ ->
          throw new IOException("segments are listed by numbers: none of them can grow");
    };
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
