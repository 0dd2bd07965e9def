package org.smoothlab.simulator.scenario;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/** Who had which fragment, and since when: what can be judged when a run is over. */
final class Ledger implements Trace.Observer {
  private final Map<Scenario.Place, Holding> holdings = new LinkedHashMap<>();
  private final Set<String> down = new HashSet<>();
  private long faultsOverNanos;
  private long endNanos;

  /**
   * What a point has taken in and shown, by track and start time; when each came first.
   *
   * @param taken at the end of a track or before
   * @param shown to viewers, published or filled in
   */
  record Holding(
      Map<TrackId, NavigableMap<Long, Long>> taken, Map<TrackId, NavigableMap<Long, Long>> shown) {
    static final Holding NOTHING = new Holding(Map.of(), Map.of());

    private static void add(Map<TrackId, NavigableMap<Long, Long>> to, TrackId track, Mark mark) {
      to.computeIfAbsent(track, _ -> new TreeMap<>()).putIfAbsent(mark.startTicks, mark.atNanos);
    }
  }

  private record Mark(long startTicks, long atNanos) {}

  @Override
  public void happened(TraceEntry entry) {
    endNanos = entry.atNanos();
    switch (entry.event()) {
      case OriginEvent.Accepted(String point, TrackId track, FragmentTime time, long _) ->
          Holding.add(of(entry, point).taken, track, mark(entry, time));
      case OriginEvent.Past(String point, TrackId track, FragmentTime time, long _) -> {
        Holding.add(of(entry, point).taken, track, mark(entry, time));
        Holding.add(of(entry, point).shown, track, mark(entry, time));
      }
      case OriginEvent.Published published ->
          Holding.add(
              of(entry, published.point()).shown, published.track(), mark(entry, published.time()));
      case WorldEvent.FaultStruck _, WorldEvent.FaultEnded _ -> faultsOverNanos = entry.atNanos();
      case WorldEvent.NodeDown(String host) -> {
        down.add(host);
        faultsOverNanos = entry.atNanos();
      }
      case WorldEvent.NodeUp(String host, boolean _) -> {
        down.remove(host);
        faultsOverNanos = entry.atNanos();
      }
      default -> {}
    }
  }

  private Holding of(TraceEntry entry, String point) {
    return holdings.computeIfAbsent(
        new Scenario.Place(entry.who(), point),
        _ -> new Holding(new LinkedHashMap<>(), new LinkedHashMap<>()));
  }

  private static Mark mark(TraceEntry entry, FragmentTime time) {
    return new Mark(time.startTicks(), entry.atNanos());
  }

  /** What one point had. */
  Holding holding(Scenario.Place point) {
    return holdings.getOrDefault(point, Holding.NOTHING);
  }

  /** When any of these points took each fragment in first, by track and start time. */
  Map<TrackId, NavigableMap<Long, Long>> takenBy(Collection<Scenario.Place> points) {
    Map<TrackId, NavigableMap<Long, Long>> all = new LinkedHashMap<>();
    for (Scenario.Place point : points) {
      holding(point)
          .taken()
          .forEach((track, times) -> {
            NavigableMap<Long, Long> merged = all.computeIfAbsent(track, _ -> new TreeMap<>());
            times.forEach((startTicks, nanos) -> merged.merge(startTicks, nanos, Math::min));
          });
    }
    return all;
  }

  /** Hosts that are dead now. */
  Set<String> down() {
    return Set.copyOf(down);
  }

  /** Since when nothing went wrong any more. */
  long faultsOverNanos() {
    return faultsOverNanos;
  }

  /** When the last event was. */
  long endNanos() {
    return endNanos;
  }
}
