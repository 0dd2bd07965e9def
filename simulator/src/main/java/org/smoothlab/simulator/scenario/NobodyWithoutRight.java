package org.smoothlab.simulator.scenario;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.ViewerEvent;

/**
 * Nobody gets media, and nobody gives any, where the file does not let them. It is the file that is
 * asked, and not the origins.
 *
 * <p>An origin tells which host has opened a session. Who calls tells whom it wanted: where a wrong
 * target is planned, it may have reached either, and one of the two must let it. Of answers that a
 * fault makes up nothing is known.
 */
final class NobodyWithoutRight implements Invariant {
  private final Scenario.Topology topology;
  private final Map<String, Set<String>> reached = new HashMap<>();
  private final Map<String, Scenario.PlannedViewers> viewers = new HashMap<>();
  private final Map<String, String> asked = new HashMap<>();
  private final Set<String> unfed = new LinkedHashSet<>();
  private final boolean forged;

  NobodyWithoutRight(Scenario scenario) {
    topology = scenario.topology();
    for (Scenario.PlannedOrigin origin : topology.origins()) {
      Set<String> hosts = new LinkedHashSet<>(Set.of(origin.name()));
      scenario.faults().forEach(plan -> plan.misleads(origin.name()).ifPresent(hosts::add));
      reached.put(origin.name(), hosts);
    }
    for (Scenario.PlannedViewers planned : topology.viewers()) {
      for (String host : planned.hosts()) {
        viewers.put(host, planned);
        asked.put(host, planned.route().origin());
      }
    }
    topology.origins().stream()
        .map(Scenario.PlannedOrigin::name)
        .filter(name -> !isFed(name))
        .forEach(unfed::add);
    forged = scenario.faults().stream().anyMatch(FaultPlan::mayForge);
  }

  @Override
  public Optional<String> broken(TraceEntry entry) {
    String who = entry.who();
    return switch (entry.event()) {
      case ViewerEvent.ServerChanged(String server) -> {
        asked.put(who, server);
        yield broken(
            !reached.containsKey(server), who + " asks " + server + ", which is no origin");
      }
      case ViewerEvent.ManifestArrived _ -> seen(who, "a manifest");
      case ViewerEvent.FragmentArrived arrived ->
          seen(who, arrived.track() + " at " + arrived.time().startTicks());
      case OriginEvent.SessionOpened(String point, String _, String peer) ->
          pullsFrom(who, peer) ? pulled(who + point, who, peer) : letIn(who + point, who, peer);
      case OriginEvent.Accepted accepted -> taken(who, accepted.point(), "takes in");
      case OriginEvent.Past past -> taken(who, past.point(), "takes in");
      case OriginEvent.Published published -> taken(who, published.point(), "publishes");
      case RelayTrace.PullConnected(RelayTrace.Leg leg) ->
          pulled(who + leg.point(), who, host(leg));
      case RelayTrace.PushConnected(RelayTrace.Leg leg) ->
          broken(
              !mayPublish(who, host(leg)),
              who + leg.point() + " pushes to " + leg.url() + ", where it may not");
      default -> Optional.empty();
    };
  }

  private static Optional<String> broken(boolean wrong, String what) {
    return wrong ? Optional.of(what) : Optional.empty();
  }

  private static String host(RelayTrace.Leg leg) {
    return URI.create(leg.url()).getHost();
  }

  private boolean pullsFrom(String who, String peer) {
    return topology.origin(who).stream()
        .flatMap(origin -> origin.points().stream())
        .map(Scenario.PlannedPoint::peers)
        .filter(peers -> peers.sourceType() == PointSettings.SourceType.PULL)
        .flatMap(peers -> peers.places().stream())
        .anyMatch(place -> place.origin().equals(peer));
  }

  private Optional<String> pulled(String point, String who, String from) {
    return broken(!maySyndicate(who, from), point + " pulls from " + from + ", where it may not");
  }

  private Optional<String> letIn(String point, String who, String peer) {
    return broken(
        !topology.rights(who).publish().includes(peer),
        point + " lets " + peer + " in, who may not publish there");
  }

  private Optional<String> seen(String viewer, String what) {
    Scenario.PlannedViewers planned = viewers.get(viewer);
    if (planned == null || forged) {
      return Optional.empty();
    }
    String origin = asked.getOrDefault(viewer, "");
    return broken(
        reached(origin).stream()
            .noneMatch(host -> topology.rights(host).watch().includes(planned.name())),
        viewer + " gets " + what + " from " + origin + ", where it may not watch");
  }

  private Optional<String> taken(String origin, String point, String does) {
    return broken(
        unfed.contains(origin),
        origin + point + " " + does + " something, where nobody may give it anything");
  }

  private Set<String> reached(String origin) {
    return reached.getOrDefault(origin, Set.of(origin));
  }

  private boolean mayPublish(String who, String origin) {
    return reached(origin).stream().anyMatch(host -> topology.rights(host).publish().includes(who));
  }

  private boolean maySyndicate(String who, String origin) {
    return reached(origin).stream()
        .anyMatch(host -> topology.rights(host).syndicate().includes(who));
  }

  /** Whether anybody may send to an origin who can arrive there, or it may pull from anybody. */
  private boolean isFed(String origin) {
    List<String> senders = new ArrayList<>();
    for (Scenario.PlannedEncoder encoder : topology.encoders()) {
      if (encoder.routes().stream().anyMatch(route -> reached(route.origin()).contains(origin))) {
        senders.add(encoder.name());
      }
    }
    boolean pulls = false;
    for (Scenario.PlannedOrigin other : topology.origins()) {
      for (Scenario.PlannedPoint point : other.points()) {
        for (Scenario.Place peer : point.peers().places()) {
          boolean pull = point.peers().sourceType() == PointSettings.SourceType.PULL;
          if (!pull && reached(peer.origin()).contains(origin)) {
            senders.add(other.name());
          }
          pulls |= pull && other.name().equals(origin) && maySyndicate(origin, peer.origin());
        }
      }
    }
    Rights.Group publishers = topology.rights(origin).publish();
    return publishers.open() || pulls || senders.stream().anyMatch(publishers::includes);
  }
}
