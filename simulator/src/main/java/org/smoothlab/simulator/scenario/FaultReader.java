package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what goes wrong in a scenario. */
final class FaultReader {
  private final Cast cast;

  /**
   * Whom faults can hit.
   *
   * @param callers hosts that open connections
   * @param servers hosts that take them; a host may be both
   * @param runNanos how long the run is: a host that is killed without {@code for} stays down
   */
  record Cast(Set<String> callers, Set<String> servers, Set<String> links, long runNanos) {
    Cast {
      callers = Set.copyOf(callers);
      servers = Set.copyOf(servers);
      links = Set.copyOf(links);
    }
  }

  private FaultReader(Cast cast) {
    this.cast = cast;
  }

  /** Reads all plans. */
  static List<FaultPlan> read(List<YamlMap> list, Cast cast) throws ScenarioException {
    FaultReader reader = new FaultReader(cast);
    List<FaultPlan> found = new ArrayList<>();
    for (YamlMap map : list) {
      found.add(reader.plan(map));
      map.requireNothingElse();
    }
    return found;
  }

  private FaultPlan plan(YamlMap map) throws ScenarioException {
    long fromNanos = map.durationNanos("at");
    long toNanos = map.durationNanos("until", fromNanos);
    if (toNanos < fromNanos) {
      throw map.wrong("until", "a time behind at", map.text("until"));
    }
    return new FaultPlan(fromNanos, toNanos, strike(map));
  }

  private FaultPlan.Strike strike(YamlMap map) throws ScenarioException {
    if (map.has("drop")) {
      String caller = host(map, "drop");
      if (!cast.callers().contains(caller)) {
        throw map.wrong("drop", "an encoder or a viewer: origins open no connections", caller);
      }
      return new FaultPlan.Strike.Drop(caller, map.sizeBytes("within", 0));
    }
    if (map.has("kill")) {
      long downNanos = map.durationNanos("for", cast.runNanos());
      if (!cast.callers().contains(map.text("kill")) && map.has("within")) {
        throw map.wrong("within", "nothing for an origin, which sends no body", map.text("within"));
      }
      return new FaultPlan.Strike.Kill(host(map, "kill"), map.sizeBytes("within", 0), downNanos);
    }
    if (map.has("partition")) {
      return new FaultPlan.Strike.Partition(host(map, "partition"), map.durationNanos("for"));
    }
    if (map.has("slow")) {
      String link = KnownNames.member(map, "slow", cast.links(), "a link");
      long capacityBps =
          map.rateBps("to").orElseThrow(() -> map.wrong("to", "a rate such as 500kbps", "nothing"));
      return new FaultPlan.Strike.Slow(link, capacityBps, map.durationNanos("for"));
    }
    throw map.wrong("", "drop, kill, partition or slow", "none of them");
  }

  private String host(YamlMap map, String key) throws ScenarioException {
    Set<String> hosts = new HashSet<>(cast.callers());
    hosts.addAll(cast.servers());
    return KnownNames.member(map, key, hosts, "a host");
  }
}
