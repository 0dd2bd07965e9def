package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.smoothlab.simulator.encoder.SpliceEvents;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.WorldEvent;

/**
 * How long it takes until the next new fragment is there: from the death of an encoder or an origin
 * on each point that gets something from it, directly or through others; from the restart of an
 * origin, on its own points.
 */
final class FailoverTimes implements Trace.Observer {
  private final Paths paths;
  private final Set<TrackKey> known = new HashSet<>();
  private final Map<TrackKey, List<Waiting>> waiting = new LinkedHashMap<>();
  private final Map<TrackKey, Long> newestTicks = new LinkedHashMap<>();
  private final List<Verdict.Figure> figures = new ArrayList<>();

  private record Waiting(String kind, long sinceNanos, long behindTicks) {}

  FailoverTimes(Scenario scenario) {
    paths = new Paths(scenario.topology());
  }

  @Override
  public void happened(TraceEntry entry) {
    switch (entry.event()) {
      case WorldEvent.NodeDown(String host) -> died(host, entry.atNanos());
      case WorldEvent.NodeUp(String host, boolean _) -> returned(host, entry.atNanos());
      case OriginEvent.Published published -> published(entry, published);
      default -> {}
    }
  }

  private void died(String host, long atNanos) {
    waiting.keySet().removeIf(track -> track.host().equals(host));
    Paths.Part part = paths.part(host);
    Set<Scenario.Place> behind = paths.behind(host);
    for (TrackKey track : known) {
      if (behind.contains(new Scenario.Place(track.host(), track.point()))) {
        await(track, new Waiting(name(part) + " killed", atNanos, newest(track)));
      }
    }
  }

  private void returned(String host, long atNanos) {
    for (TrackKey track : known) {
      if (track.host().equals(host)) {
        String kind = name(paths.part(host)) + " restarted";
        await(track, new Waiting(kind, atNanos, newest(track)));
      }
    }
  }

  private long newest(TrackKey track) {
    return newestTicks.getOrDefault(track, Long.MIN_VALUE);
  }

  private void await(TrackKey track, Waiting one) {
    waiting.computeIfAbsent(track, _ -> new ArrayList<>()).add(one);
  }

  private static String name(Paths.Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  private void published(TraceEntry entry, OriginEvent.Published published) {
    if (published.track().streamName().equals(SpliceEvents.STREAM_NAME)) {
      return;
    }
    TrackKey track = TrackKey.of(entry, published);
    known.add(track);
    long startTicks = published.time().startTicks();
    newestTicks.merge(track, startTicks, Math::max);
    Iterator<Waiting> open = waiting.getOrDefault(track, new ArrayList<>()).iterator();
    while (open.hasNext()) {
      Waiting one = open.next();
      if (startTicks > one.behindTicks) {
        figures.add(new Verdict.Figure(one.kind, entry.atNanos() - one.sinceNanos));
        open.remove();
      }
    }
  }

  /** What has been measured, in order. */
  List<Verdict.Figure> figures() {
    return List.copyOf(figures);
  }
}
