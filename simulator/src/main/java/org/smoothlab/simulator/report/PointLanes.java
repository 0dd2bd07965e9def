package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.EncoderEvent;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/** What was published where and when, track by track, and how far behind the encoders. */
final class PointLanes implements Lanes {
  private static final int POINTS_MAX = 16;
  private static final int TRACKS_MAX = 10;
  private static final int ROW_HEIGHT = 6;
  private static final int LAG_HEIGHT = 30;
  private static final int STATES_MAX = 50;
  private static final int MARKS_MAX = 50;
  private static final long LAG_NANOS_MIN = 5_000_000_000L;

  private final Map<TrackId, NavigableMap<Long, Long>> sent = new HashMap<>();
  private final Map<Key, Point> points = new LinkedHashMap<>();

  private record Key(String host, String path) {}

  /** One publishing point on one host. */
  private static final class Point {
    private final Map<TrackId, TrackStory> tracks = new LinkedHashMap<>();
    private final List<Span> states = new ArrayList<>();
    private String state = "Idle";
    private long stateSince;

    /** Those with fragments all the time: sparse ones say nothing about a live edge. */
    private List<TrackStory> denseTracks() {
      int most = tracks.values().stream().mapToInt(TrackStory::publishedCount).max().orElse(0);
      return tracks.values().stream()
          .filter(track -> track.publishedCount() > 0 && track.publishedCount() * 2 >= most)
          .toList();
    }

    /** Started is as it should be; every other state is shown. */
    private List<Span> shaded(long endNanos) {
      List<Span> all = new ArrayList<>(states);
      all.add(new Span(stateSince, endNanos, state));
      return all.stream()
          .filter(span -> !span.words().equalsIgnoreCase("started"))
          .limit(STATES_MAX)
          .toList();
    }

    private Counts counts() {
      return tracks.values().stream().map(Counts::of).reduce(Counts.NONE, Counts::plus);
    }

    private List<Long> delaysNanos() {
      return denseTracks().stream()
          .flatMap(track -> track.delaysNanos().stream())
          .sorted()
          .toList();
    }
  }

  /**
   * Figures of one point.
   *
   * @param delaysNanos from an encoder's sending to publication, sorted
   */
  record Figures(String host, String path, Counts counts, List<Long> delaysNanos) {}

  /** Fragments that were published, and those that were not as they should be. */
  record Counts(long published, long missing, long repeated, long disordered) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    static Counts of(TrackStory track) {
      return new Counts(
          track.publishedCount(),
          track.missingCount(),
          track.repeatedCount(),
          track.disorderedCount());
    }

    Counts plus(Counts other) {
      return new Counts(
          published + other.published,
          missing + other.missing,
          repeated + other.repeated,
          disordered + other.disordered);
    }
  }

  @Override
  public void add(TraceEntry entry) {
    long now = entry.atNanos();
    switch (entry.event()) {
      case EncoderEvent.FragmentSent fragment ->
          sentTimes(fragment.track()).merge(fragment.time().startTicks(), now, Math::min);
      case OriginEvent event -> origin(entry.who(), event, now);
      case WorldEvent.NodeUp up ->
          points.forEach((key, point) -> {
            if (key.host.equals(up.host())) {
              point.tracks.values().forEach(TrackStory::beginAnew);
            }
          });
      default -> {}
    }
  }

  private void origin(String host, OriginEvent event, long now) {
    switch (event) {
      case OriginEvent.Published(String path, TrackId track, FragmentTime time, var _) ->
          track(host, path, track).published(time, now);
      case OriginEvent.Past(String path, TrackId track, FragmentTime time, var _) ->
          track(host, path, track).past(time);
      case OriginEvent.Gap gap ->
          track(host, gap.point(), gap.track()).gap(gap.fromTicks(), gap.toTicks(), now);
      case OriginEvent.RunStarted run ->
          point(host, run.point()).tracks.values().forEach(TrackStory::beginAnew);
      case OriginEvent.StateChanged(String path, var _, String to) -> {
        Point point = point(host, path);
        point.states.add(new Span(point.stateSince, now, point.state));
        point.state = to;
        point.stateSince = now;
      }
      default -> {}
    }
  }

  private NavigableMap<Long, Long> sentTimes(TrackId track) {
    return sent.computeIfAbsent(track, _ -> new TreeMap<>());
  }

  private Point point(String host, String path) {
    return points.computeIfAbsent(new Key(host, path), _ -> new Point());
  }

  private TrackStory track(String host, String path, TrackId track) {
    return point(host, path).tracks.computeIfAbsent(track, _ -> new TrackStory(sentTimes(track)));
  }

  /** The figures of each point. */
  List<Figures> figures() {
    List<Figures> figures = new ArrayList<>();
    points.forEach((key, point) ->
        figures.add(new Figures(key.host, key.path, point.counts(), point.delaysNanos())));
    return figures;
  }

  /**
   * How long after each kill the next new fragment of each track was published on each point of
   * another host that had published before; sorted.
   */
  List<Long> recoveriesNanos(List<HostLanes.Kill> kills) {
    List<Long> recoveries = new ArrayList<>();
    for (HostLanes.Kill kill : kills) {
      points.forEach((key, point) -> {
        if (!key.host.equals(kill.host())) {
          point.denseTracks().stream()
              .filter(track -> track.firstNanos() < kill.atNanos())
              .map(track -> track.untilNextNanos(kill.atNanos()))
              .filter(waitNanos -> waitNanos >= 0)
              .forEach(recoveries::add);
        }
      });
    }
    recoveries.sort(Comparator.naturalOrder());
    return recoveries;
  }

  @Override
  public void draw(Timeline timeline) {
    List<Map.Entry<Key, Point>> shown =
        points.entrySet().stream()
            .filter(point -> !point.getValue().denseTracks().isEmpty())
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    timeline.section(
        "Published",
        "a tick for each fragment of each track, late ones and those from the past in other"
            + " colours; below it how long the next one had been waiting");
    Map<Map.Entry<Key, Point>, long[]> lags = new LinkedHashMap<>();
    shown.stream()
        .limit(POINTS_MAX)
        .forEach(point -> lags.put(point, lag(point.getValue(), timeline)));
    long scale = lags.values().stream().flatMapToLong(Arrays::stream).max().orElse(0);
    lags.forEach((point, lag) -> draw(timeline, point, lag, Math.max(scale, LAG_NANOS_MIN)));
    if (shown.size() > POINTS_MAX) {
      timeline.remark("… and " + (shown.size() - POINTS_MAX) + " more publishing points");
    }
  }

  /** Of the track that is farthest behind; a point that has stopped is behind nobody. */
  private static long[] lag(Point point, Timeline timeline) {
    long[] lag = new long[Timeline.COLUMNS];
    Arrays.fill(lag, -1);
    for (TrackStory track : point.denseTracks()) {
      long[] one = track.lagNanos(timeline);
      for (int i = 0; i < lag.length; i++) {
        lag[i] = Math.max(lag[i], one[i]);
      }
    }
    for (Span span : point.shaded(timeline.endNanos())) {
      int from = timeline.column(span.fromNanos());
      Arrays.fill(lag, from, timeline.column(span.toNanos()) + 1, -1);
    }
    return lag;
  }

  private static void draw(
      Timeline timeline, Map.Entry<Key, Point> entry, long[] lag, long scaleNanos) {
    Point point = entry.getValue();
    List<Map.Entry<TrackId, TrackStory>> tracks =
        point.tracks.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<TrackId, TrackStory>, String>comparing(
                        track -> track.getKey().streamName())
                    .reversed()
                    .thenComparingLong(track -> -track.getKey().bitrateBps()))
            .limit(TRACKS_MAX)
            .toList();
    int rows = tracks.size() * ROW_HEIGHT + 4;
    long most = Arrays.stream(lag).max().orElse(0);
    Timeline.Lane lane =
        timeline.lane(
            entry.getKey().host() + " " + entry.getKey().path(),
            "waited at most " + Words.time(Math.max(0, most)),
            rows + LAG_HEIGHT);
    point.shaded(timeline.endNanos()).forEach(span -> state(timeline, lane, span));
    for (int i = 0; i < tracks.size(); i++) {
      row(timeline, lane, tracks.get(i).getValue(), 3 + i * ROW_HEIGHT);
    }
    lane.line("lag", lag, scaleNanos, rows + 2);
  }

  private static void row(Timeline timeline, Timeline.Lane lane, TrackStory track, int top) {
    int height = ROW_HEIGHT - 1;
    lane.ticks("tick", track.columns(timeline, TrackStory.Kind.ON_TIME), top, height);
    lane.ticks("tick late", track.columns(timeline, TrackStory.Kind.LATE), top, height);
    lane.ticks("tick past", track.columns(timeline, TrackStory.Kind.PAST), top, height);
    track.gapNanos().stream()
        .limit(MARKS_MAX)
        .forEach(at -> lane.mark("bad", at, "fragments missing"));
    track.wrongNanos().stream()
        .limit(MARKS_MAX)
        .forEach(at -> lane.mark("bad", at, "a fragment twice or out of order"));
  }

  private static void state(Timeline timeline, Timeline.Lane lane, Span span) {
    boolean isError = span.words().equalsIgnoreCase("error");
    lane.bar(isError ? "state-error" : "state", span.fromNanos(), span.toNanos(), span.words());
    String name = span.words().toLowerCase(Locale.ROOT).replace('_', ' ');
    int columns = timeline.column(span.toNanos()) - timeline.column(span.fromNanos());
    if (columns > name.length() * 7) {
      lane.text("hint", span.fromNanos(), 14, name);
    }
  }
}
