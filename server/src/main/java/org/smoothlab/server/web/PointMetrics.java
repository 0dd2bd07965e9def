package org.smoothlab.server.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.media.Timescale;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PointStatistics;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Timeline;

/**
 * Numbers per track and per stream, taken from the statistics when somebody asks for them, so that
 * they cost nothing in between and are gone with their point.
 *
 * <p>Their labels are names that encoders give. Therefore at most {@link #TRACKS_MAX} tracks and as
 * many streams are told, in the order of the points' paths; how many were left out is a number too.
 */
final class PointMetrics {
  /** Tracks, and streams, that are told at a time. */
  static final int TRACKS_MAX = 2_000;

  private static final int LABEL_CHARS_MAX = 128;
  private static final double NANOS = 1e9;

  /** What is told of a track. */
  private enum OfTrack {
    INCOMING("smoothlab.track.incoming.bitrate.bps", "Bits per second that came, over 10 s"),
    ENCODED("smoothlab.track.encoded.bitrate.bps", "Bits per second as announced"),
    WAIT("smoothlab.track.wait.seconds", "Since the last fragment came"),
    REQUESTS("smoothlab.track.requests.per.second", "Requests for fragments of it");

    private final String metric;
    private final String meaning;

    OfTrack(String metric, String meaning) {
      this.metric = metric;
      this.meaning = meaning;
    }
  }

  private final Map<OfTrack, MultiGauge> ofTrack = new EnumMap<>(OfTrack.class);
  private final MultiGauge lag;
  private final MultiGauge sources;
  private final MultiGauge states;
  private volatile int leftOutCount;

  PointMetrics(MeterRegistry registry) {
    for (OfTrack each : OfTrack.values()) {
      ofTrack.put(
          each, MultiGauge.builder(each.metric).description(each.meaning).register(registry));
    }
    lag =
        MultiGauge.builder("smoothlab.stream.lag.seconds")
            .description("From the newest fragment that came to the newest that viewers can have")
            .register(registry);
    sources =
        MultiGauge.builder("smoothlab.point.sources")
            .description("Sources that deliver now")
            .register(registry);
    states =
        MultiGauge.builder("smoothlab.points.in.state")
            .description("Publishing points by state")
            .register(registry);
    registry.gauge("smoothlab.tracks.left.out", this, metrics -> metrics.leftOutCount);
  }

  /** Takes the numbers of this moment. */
  synchronized void update(Origin origin, long nowNanos) {
    Rows rows = new Rows();
    for (String path : origin.paths()) {
      origin.find(path).ifPresent(point -> rows.add(point, point.statistics(nowNanos)));
    }
    ofTrack.forEach((kind, gauge) -> gauge.register(rows.ofTrack(kind), true));
    lag.register(rows.lags, true);
    sources.register(rows.sources, true);
    states.register(rows.states(), true);
    leftOutCount = rows.leftOutCount;
  }

  /** One taking. */
  private static final class Rows {
    private final Map<OfTrack, List<MultiGauge.Row<?>>> tracks = new EnumMap<>(OfTrack.class);
    private final List<MultiGauge.Row<?>> lags = new ArrayList<>();
    private final List<MultiGauge.Row<?>> sources = new ArrayList<>();
    private final Map<PointState, Integer> inState = new EnumMap<>(PointState.class);
    private int leftOutCount;

    void add(PublishingPoint point, PointStatistics statistics) {
      inState.merge(statistics.state(), 1, Integer::sum);
      int sourceCount = 0;
      for (PointStatistics.InputStream stream : statistics.inputStreams()) {
        boolean delivers = stream.state() != PointStatistics.InputState.STOPPED;
        sourceCount += delivers ? stream.sources().size() : 0;
        stream.tracks().forEach(track -> add(point, stream, track));
      }
      sources.add(MultiGauge.Row.of(Tags.of("publishing_point", label(point.path())), sourceCount));
      for (PointStatistics.OutputStream stream : statistics.outputStreams()) {
        if (lags.size() < TRACKS_MAX) {
          lags.add(
              MultiGauge.Row.of(
                  Tags.of("publishing_point", label(point.path()), "stream", label(stream.name())),
                  Timescale.NANOS.rescaleFloor(stream.lagTicks(), stream.timescale()) / NANOS));
        }
      }
    }

    private void add(
        PublishingPoint point, PointStatistics.InputStream stream, PointStatistics.Track track) {
      List<MultiGauge.Row<?>> incoming = ofTrack(OfTrack.INCOMING);
      if (incoming.size() >= TRACKS_MAX) {
        leftOutCount++;
        return;
      }
      Tags tags =
          Tags.of(
              "publishing_point",
              label(point.path()),
              "stream",
              label(stream.id()),
              "track",
              label(track.id().toString()),
              "type",
              type(point, track));
      incoming.add(MultiGauge.Row.of(tags, track.incoming().bitrateBps()));
      ofTrack(OfTrack.ENCODED).add(MultiGauge.Row.of(tags, track.id().bitrateBps()));
      ofTrack(OfTrack.WAIT).add(MultiGauge.Row.of(tags, track.incoming().waitNanos() / NANOS));
      ofTrack(OfTrack.REQUESTS).add(MultiGauge.Row.of(tags, track.requestsPerSecond()));
    }

    List<MultiGauge.Row<?>> ofTrack(OfTrack kind) {
      return tracks.computeIfAbsent(kind, _ -> new ArrayList<>());
    }

    /** Of every state, so that none is missing where there is nobody in it. */
    List<MultiGauge.Row<?>> states() {
      List<MultiGauge.Row<?>> rows = new ArrayList<>();
      for (PointState state : PointState.values()) {
        String name = state.name().toLowerCase(Locale.ROOT);
        rows.add(MultiGauge.Row.of(Tags.of("state", name), inState.getOrDefault(state, 0)));
      }
      return rows;
    }

    private static String type(PublishingPoint point, PointStatistics.Track track) {
      Optional<Timeline> timeline = point.view().timeline(track.id().streamName());
      return timeline
          .map(found -> found.stream().kind().name().toLowerCase(Locale.ROOT))
          .orElse("unknown");
    }

    private static String label(String name) {
      return name.length() <= LABEL_CHARS_MAX ? name : name.substring(0, LABEL_CHARS_MAX);
    }
  }
}
