package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/** A pull input takes from one source at a time. */
final class OneSourcePerPull implements Invariant {
  private final Map<String, Set<String>> urls = new HashMap<>();

  @Override
  public Optional<String> broken(TraceEntry entry) {
    switch (entry.event()) {
      case WorldEvent.NodeDown(String host) ->
          urls.keySet().removeIf(point -> point.startsWith(host + "/"));
      case RelayTrace.PullConnected(RelayTrace.Leg leg) -> {
        Set<String> active =
            urls.computeIfAbsent(entry.who() + leg.point(), _ -> new LinkedHashSet<>());
        active.add(leg.url());
        if (active.size() > 1) {
          return Optional.of(
              entry.who() + leg.point() + " pulls from " + String.join(" and ", active));
        }
      }
      case RelayTrace.PullLost(String point, String url, String _) ->
          leave(entry.who() + point, url);
      case RelayTrace.PullRefused(String point, String url, String _) ->
          leave(entry.who() + point, url);
      case RelayTrace.PullSwitched(String point, String fromUrl, String _) ->
          leave(entry.who() + point, fromUrl);
      default -> {}
    }
    return Optional.empty();
  }

  private void leave(String point, String url) {
    urls.getOrDefault(point, new LinkedHashSet<>()).remove(url);
  }
}
