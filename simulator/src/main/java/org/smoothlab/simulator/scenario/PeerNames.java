package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.server.origin.PointSettings.SourceType;

/**
 * Reads from whom points pull and to whom they push. Origins may name one another in any order: who
 * is meant is looked up when all are known.
 */
final class PeerNames {
  private static final int PEERS_MAX = 100;

  /** Who was named where. */
  private record Named(YamlMap map, String key, Scenario.Place place) {}

  private final List<Named> named = new ArrayList<>();
  private final Map<Scenario.Place, List<Scenario.Place>> sourcesOfPulls = new LinkedHashMap<>();

  /** The peers of {@code point}. */
  Scenario.Peers read(Scenario.Place point, YamlMap map) throws ScenarioException {
    List<Scenario.Place> pulled = places(point, map, "pullFrom");
    List<Scenario.Place> pushed = places(point, map, "pushTo");
    if (!pulled.isEmpty() && !pushed.isEmpty()) {
      throw map.wrong("pushTo", "either pullFrom or pushTo", "both");
    }
    if (pulled.isEmpty()) {
      return new Scenario.Peers(SourceType.PUSH, pushed);
    }
    sourcesOfPulls.put(point, pulled);
    return new Scenario.Peers(SourceType.PULL, pulled);
  }

  private List<Scenario.Place> places(Scenario.Place point, YamlMap map, String key)
      throws ScenarioException {
    List<Scenario.Place> found = new ArrayList<>();
    for (String text : map.has(key) ? map.texts(key) : List.<String>of()) {
      int slash = text.indexOf('/');
      String origin = slash < 0 ? text : text.substring(0, slash);
      String path =
          slash < 0 ? point.point() : KnownNames.pointPath(map, key, text.substring(slash));
      Scenario.Place place = new Scenario.Place(origin, path);
      if (place.equals(point)) {
        throw map.wrong(key, "other points", text + ", which is this point itself");
      }
      if (found.contains(place)) {
        throw map.wrong(key, "each point once", text + " twice");
      }
      found.add(place);
      named.add(new Named(map, key, place));
    }
    if (found.size() > PEERS_MAX) {
      throw map.wrong(key, "at most " + PEERS_MAX + " points", found.size() + " points");
    }
    return found;
  }

  /** All points are known now. */
  void check(List<Scenario.PlannedOrigin> origins) throws ScenarioException {
    for (Named one : named) {
      require(one, origins);
    }
    for (Named one : named) {
      List<Scenario.Place> circle = circle(one.place());
      if (one.key().equals("pullFrom") && !circle.isEmpty()) {
        throw one.map()
            .wrong(
                one.key(),
                "a point that pulls in the end from one that encoders push to",
                "a circle: " + told(circle));
      }
    }
  }

  private static void require(Named one, List<Scenario.PlannedOrigin> origins)
      throws ScenarioException {
    List<String> known = origins.stream().map(Scenario.PlannedOrigin::name).sorted().toList();
    Optional<Scenario.PlannedOrigin> origin =
        origins.stream().filter(each -> each.name().equals(one.place().origin())).findFirst();
    if (origin.isEmpty()) {
      throw one.map()
          .wrong(one.key(), "origins (" + String.join(", ", known) + ")", one.place().origin());
    }
  }

  /**
   * The points from which nothing but this circle can be reached: empty when one of the sources, or
   * of their sources, is no pull point.
   */
  private List<Scenario.Place> circle(Scenario.Place start) {
    List<Scenario.Place> reached = new ArrayList<>(List.of(start));
    for (int at = 0; at < reached.size(); at++) {
      List<Scenario.Place> sources = sourcesOfPulls.get(reached.get(at));
      if (sources == null) {
        return List.of();
      }
      sources.stream().filter(source -> !reached.contains(source)).forEach(reached::add);
    }
    return reached;
  }

  private static String told(List<Scenario.Place> circle) {
    return String.join(
        " <- ", circle.stream().map(place -> place.origin() + place.point()).toList());
  }
}
