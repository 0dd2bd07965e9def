package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.ViewerEvent;

/**
 * Viewers get what an origin has published, to the last byte of its samples, and nothing before it
 * is published.
 */
final class ReceivedAsPublished implements Invariant {
  private final Map<String, List<Scenario.Route>> routes = new HashMap<>();
  private final Map<Place, Set<Long>> published = new HashMap<>();
  private final Set<String> tellingHosts = new HashSet<>();

  private record Place(TrackKey track, long startTicks) {}

  ReceivedAsPublished(Scenario scenario) {
    scenario
        .topology()
        .viewers()
        .forEach(planned -> planned.hosts().forEach(host -> routes.put(host, planned.routes())));
  }

  @Override
  public Optional<String> broken(TraceEntry entry) {
    return switch (entry.event()) {
      case OriginEvent.Published out -> {
        tellingHosts.add(entry.who());
        add(TrackKey.of(entry, out), out.time(), out.body().hash());
        yield Optional.empty();
      }
      case OriginEvent.Past(String point, TrackId track, FragmentTime time, long hash) -> {
        add(new TrackKey(entry.who(), point, track), time, hash);
        yield Optional.empty();
      }
      case ViewerEvent.FragmentArrived arrived -> unknown(entry.who(), arrived);
      default -> Optional.empty();
    };
  }

  private void add(TrackKey track, FragmentTime time, long hash) {
    published.computeIfAbsent(new Place(track, time.startTicks()), _ -> new HashSet<>()).add(hash);
  }

  private Optional<String> unknown(String viewer, ViewerEvent.FragmentArrived arrived) {
    Set<Long> known = new HashSet<>();
    for (Scenario.Route route : routes.getOrDefault(viewer, List.of())) {
      // On sockets an origin tells nothing of what it does.
      if (!tellingHosts.contains(route.origin())) {
        return Optional.empty();
      }
      TrackKey track = new TrackKey(route.origin(), route.point(), arrived.track());
      known.addAll(published.getOrDefault(new Place(track, arrived.time().startTicks()), Set.of()));
    }
    String what = viewer + " gets " + arrived.track() + " at " + arrived.time().startTicks();
    if (known.isEmpty()) {
      return Optional.of(what + ", which was not published");
    }
    return known.contains(arrived.transfer().hash())
        ? Optional.empty()
        : Optional.of(what + " with other content than was published");
  }
}
