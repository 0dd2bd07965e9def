package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads whom origins let do what. Those who are named may come later in the file: who is meant is
 * looked up when all are known.
 */
final class RightsReader {
  private static final String ANYONE = "anyone";

  /** Who can have a right. */
  private enum Sort {
    PUBLISHER("encoders or origins"),
    ORIGIN("origins"),
    VIEWERS("kinds of viewers");

    private final String words;

    Sort(String words) {
      this.words = words;
    }

    private List<String> names(Scenario.Topology topology) {
      Stream<String> origins = topology.origins().stream().map(Scenario.PlannedOrigin::name);
      return switch (this) {
        case PUBLISHER ->
            Stream.concat(topology.encoders().stream().map(Scenario.PlannedEncoder::name), origins)
                .toList();
        case ORIGIN -> origins.toList();
        case VIEWERS -> topology.viewers().stream().map(Scenario.PlannedViewers::name).toList();
      };
    }
  }

  /** Who was named where. */
  private record Named(YamlMap map, String key, Sort sort, String name) {}

  private final List<Named> named = new ArrayList<>();

  /** What the origin of this mapping says under {@code access}; everything is open if nothing. */
  Rights read(YamlMap origin) throws ScenarioException {
    YamlMap map = origin.map("access");
    Rights rights =
        new Rights(
            group(map, "publish", Sort.PUBLISHER),
            group(map, "syndicate", Sort.ORIGIN),
            group(map, "watch", Sort.VIEWERS));
    map.requireNothingElse();
    return rights;
  }

  private Rights.Group group(YamlMap map, String key, Sort sort) throws ScenarioException {
    boolean list = map.hasList(key);
    if (!map.has(key) || (!list && map.text(key).equals(ANYONE))) {
      return Rights.Group.ANYONE;
    }
    if (list && map.isEmpty(key)) {
      return Rights.Group.of(List.of());
    }
    List<String> names = map.texts(key);
    for (String name : names) {
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw map.wrong(key, "each name once", name + " twice");
      }
      named.add(new Named(map, key, sort, name));
    }
    return Rights.Group.of(names);
  }

  /** All are known now. */
  void check(Scenario.Topology topology) throws ScenarioException {
    for (Named one : named) {
      KnownNames.requireMember(
          one.map(),
          new KnownNames.Wanted(one.key(), one.sort().words),
          one.sort().names(topology),
          one.name());
    }
  }
}
