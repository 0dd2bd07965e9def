package org.smoothlab.simulator.report;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/** Which way fragments went between origins: the upstream of each pull input, the pushes. */
final class RelayLanes implements Lanes {
  private static final int LANES_MAX = 40;
  private static final int SPANS_MAX = 300;
  private static final int COLOURS = 6;

  private final Map<Key, Route> routes = new LinkedHashMap<>();

  /** Other ends in the order in which they came up: each has a colour in all lanes. */
  private final List<String> ends = new ArrayList<>();

  /**
   * @param target of a push; empty for a pull input, which has one source at a time
   */
  private record Key(String host, String point, String target) {}

  private static final class Route {
    final List<Leg> legs = new ArrayList<>();
    final List<Span> marks = new ArrayList<>();
    final Set<String> openStreams = new HashSet<>();

    void open(String url, String streamId, long now) {
      boolean isAnother = legs.isEmpty() || !legs.getLast().url.equals(url);
      if (isAnother) {
        close(now, "");
      }
      if (openStreams.isEmpty() && legs.size() < SPANS_MAX) {
        legs.add(new Leg(url, now));
      }
      openStreams.add(streamId);
    }

    void close(long now, String why) {
      if (!openStreams.isEmpty()) {
        legs.getLast().toNanos = now;
        legs.getLast().why = why;
      }
      openStreams.clear();
    }

    void mark(long now, String words) {
      if (marks.size() < SPANS_MAX) {
        marks.add(new Span(now, now, words));
      }
    }
  }

  private static final class Leg {
    final String url;
    final long fromNanos;
    long toNanos = Long.MAX_VALUE;
    String why = "";

    Leg(String url, long fromNanos) {
      this.url = url;
      this.fromNanos = fromNanos;
    }
  }

  @Override
  public void add(TraceEntry entry) {
    long now = entry.atNanos();
    if (entry.event() instanceof RelayTrace event) {
      relay(entry.who(), event, now);
    } else if (entry.event() instanceof WorldEvent.NodeDown(String host)) {
      routes.forEach((key, route) -> {
        if (key.host.equals(host)) {
          route.close(now, "killed");
        }
      });
    }
  }

  private void relay(String host, RelayTrace event, long now) {
    switch (event) {
      case RelayTrace.PullConnected(RelayTrace.Leg leg) ->
          pull(host, leg.point()).open(leg.url(), leg.streamId(), now);
      case RelayTrace.PullLost(String point, String url, String why) -> {
        Route route = pull(host, point);
        route.close(now, why);
        route.mark(now, "lost " + end(url) + ": " + why);
      }
      case RelayTrace.PullSwitched(String point, String from, String to) -> {
        pull(host, point).close(now, "");
        pull(host, point).mark(now, "from " + end(from) + " to " + end(to));
      }
      case RelayTrace.PullRefused(String point, String url, String why) ->
          pull(host, point).mark(now, "refused " + end(url) + ": " + why);
      case RelayTrace.PastFilled past ->
          pull(host, past.point())
              .mark(now, past.fragmentCount() + " older fragments of " + past.track());
      case RelayTrace.PushConnected(RelayTrace.Leg leg) ->
          push(host, leg).open(leg.url(), leg.streamId(), now);
      case RelayTrace.PushLost(RelayTrace.Leg leg, String why, long unsent) -> {
        push(host, leg).close(now, why);
        push(host, leg).mark(now, "lost: " + why + ", " + unsent + " fragments not sent");
      }
      case RelayTrace.PushEnded(RelayTrace.Leg leg) -> push(host, leg).close(now, "ended");
    }
  }

  private Route pull(String host, String point) {
    return routes.computeIfAbsent(new Key(host, point, ""), _ -> new Route());
  }

  private Route push(String host, RelayTrace.Leg leg) {
    return routes.computeIfAbsent(new Key(host, leg.point(), leg.url()), _ -> new Route());
  }

  @Override
  public void draw(Timeline timeline) {
    if (routes.isEmpty()) {
      return;
    }
    timeline.section("Routes", "where each pull input pulled from, and where pushes went");
    routes.entrySet().stream()
        .limit(LANES_MAX)
        .forEach(route -> draw(timeline, route.getKey(), route.getValue()));
    if (routes.size() > LANES_MAX) {
      timeline.remark("… and " + (routes.size() - LANES_MAX) + " more routes");
    }
  }

  private void draw(Timeline timeline, Key key, Route route) {
    boolean isPull = key.target.isEmpty();
    String label = isPull ? key.host + " pulls" : key.host + " → " + end(key.target);
    Timeline.Lane lane = timeline.lane(label, key.point, 16);
    for (Leg leg : route.legs) {
      long to = Math.min(leg.toNanos, timeline.endNanos());
      String words = (isPull ? "from " : "to ") + leg.url;
      String why = leg.why.isEmpty() ? "" : ", until: " + leg.why;
      lane.bar("route r" + colour(leg.url), leg.fromNanos, to, words + why);
      String name = end(leg.url);
      if (isPull && (timeline.column(to) - timeline.column(leg.fromNanos)) > name.length() * 7) {
        lane.text("on-route", leg.fromNanos, 12, name);
      }
    }
    route.marks.forEach(mark -> lane.mark("warn", mark.fromNanos(), mark.words()));
  }

  private int colour(String url) {
    String name = end(url);
    if (!ends.contains(name)) {
      ends.add(name);
    }
    return ends.indexOf(name) % COLOURS;
  }

  /** The host of a URL, or what there is instead. */
  private static String end(String url) {
    try {
      String authority = URI.create(url).getRawAuthority();
      return authority == null ? url : authority;
    } catch (IllegalArgumentException e) {
      // A name in a report is shown as it is.
      return url;
    }
  }
}
