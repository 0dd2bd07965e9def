package org.smoothlab.simulator.scenario;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothlab.server.origin.PointSettings;

/**
 * How media goes from encoders through publishing points, as a scenario has planned it: only where
 * it may.
 */
final class Paths {
  /** What a host is to others. */
  enum Part {
    /** It sends. */
    ENCODER,
    /** An origin that encoders send to and nobody else. */
    ORIGIN,
    /** It pulls. */
    EDGE,
    /** It is pushed to by another origin. */
    TARGET,
    /** It watches. */
    VIEWER
  }

  private final Scenario.Topology topology;
  private final Map<Scenario.Place, Set<Scenario.Place>> givers = new LinkedHashMap<>();
  private final Map<Scenario.Place, Set<String>> encoders = new LinkedHashMap<>();

  Paths(Scenario.Topology topology) {
    this.topology = topology;
    for (Scenario.PlannedEncoder encoder : topology.encoders()) {
      for (Scenario.Route route : encoder.routes()) {
        if (!topology.rights(route.origin()).publish().includes(encoder.name())) {
          continue;
        }
        Scenario.Place place = add(new Scenario.Place(route.origin(), route.point()));
        encoders.computeIfAbsent(place, _ -> new LinkedHashSet<>()).add(encoder.name());
      }
    }
    topology
        .origins()
        .forEach(origin -> origin.points().forEach(point -> connect(origin.name(), point)));
  }

  private Scenario.Place add(Scenario.Place place) {
    givers.putIfAbsent(place, new LinkedHashSet<>());
    return place;
  }

  private void connect(String origin, Scenario.PlannedPoint point) {
    Scenario.Place own = add(new Scenario.Place(origin, point.path()));
    boolean pulls = point.peers().sourceType() == PointSettings.SourceType.PULL;
    for (Scenario.Place peer : point.peers().places()) {
      Rights rights = topology.rights(peer.origin());
      if ((pulls ? rights.syndicate() : rights.publish()).includes(origin)) {
        add(peer);
        givers.getOrDefault(pulls ? own : peer, new LinkedHashSet<>()).add(pulls ? peer : own);
      }
    }
  }

  /** All publishing points that media may come to. */
  Set<Scenario.Place> points() {
    return givers.keySet().stream()
        .filter(point -> lives(point, Set.of()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The points that carry the same event as this one, with it: whatever way between them. */
  Set<Scenario.Place> relatives(Scenario.Place point) {
    Set<Scenario.Place> found = new LinkedHashSet<>();
    Deque<Scenario.Place> ahead = new ArrayDeque<>(List.of(point));
    while (!ahead.isEmpty()) {
      Scenario.Place next = ahead.removeFirst();
      if (found.add(next)) {
        ahead.addAll(neighbours(next));
      }
    }
    return found;
  }

  private List<Scenario.Place> neighbours(Scenario.Place point) {
    List<Scenario.Place> found = new ArrayList<>();
    for (Scenario.Place other : givers.keySet()) {
      Set<String> shared = new LinkedHashSet<>(encoders.getOrDefault(other, Set.of()));
      shared.retainAll(encoders.getOrDefault(point, Set.of()));
      if (!shared.isEmpty() || gives(other, point) || gives(point, other)) {
        found.add(other);
      }
    }
    return found;
  }

  private boolean gives(Scenario.Place giver, Scenario.Place taker) {
    return givers.getOrDefault(taker, Set.of()).contains(giver);
  }

  /** The points on other hosts that media comes to from this one, directly or through others. */
  Set<Scenario.Place> behind(String host) {
    Set<Scenario.Place> found = new LinkedHashSet<>();
    Deque<Scenario.Place> ahead = new ArrayDeque<>();
    for (Scenario.Place point : givers.keySet()) {
      if (point.origin().equals(host) || encoders.getOrDefault(point, Set.of()).contains(host)) {
        ahead.add(point);
      }
    }
    while (!ahead.isEmpty()) {
      Scenario.Place next = ahead.removeFirst();
      if (found.add(next)) {
        givers.keySet().stream().filter(point -> gives(next, point)).forEach(ahead::add);
      }
    }
    found.removeIf(point -> point.origin().equals(host));
    return found;
  }

  /** Whether a point is up and an encoder, or one that has a path itself, gives to it. */
  boolean lives(Scenario.Place point, Set<String> down) {
    return lives(point, down, new LinkedHashSet<>());
  }

  private boolean lives(Scenario.Place point, Set<String> down, Set<Scenario.Place> seen) {
    if (down.contains(point.origin()) || !seen.add(point)) {
      return false;
    }
    return encoders.getOrDefault(point, Set.of()).stream().anyMatch(name -> !down.contains(name))
        || givers.getOrDefault(point, Set.of()).stream()
            .anyMatch(giver -> lives(giver, down, seen));
  }

  /** What a host is to others. */
  Part part(String host) {
    if (topology.encoders().stream().anyMatch(encoder -> encoder.name().equals(host))) {
      return Part.ENCODER;
    }
    if (topology.origin(host).isEmpty()) {
      return Part.VIEWER;
    }
    List<Scenario.PlannedPoint> points = topology.origin(host).orElseThrow().points();
    boolean pulls =
        points.stream()
            .anyMatch(point -> point.peers().sourceType() == PointSettings.SourceType.PULL);
    boolean takes =
        givers.entrySet().stream()
            .anyMatch(entry -> entry.getKey().origin().equals(host) && !entry.getValue().isEmpty());
    return pulls ? Part.EDGE : takes ? Part.TARGET : Part.ORIGIN;
  }
}
