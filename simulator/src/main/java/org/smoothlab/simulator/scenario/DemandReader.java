package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;

/** Reads what must hold in a scenario. */
final class DemandReader {
  private DemandReader() {}

  /** Reads the keys {@code expect} and {@code invariants}. */
  static Scenario.Demands read(YamlMap root, List<Scenario.PlannedOrigin> origins)
      throws ScenarioException {
    List<Expectation> expectations = expectations(root.map("expect"), origins);
    List<String> invariants = root.has("invariants") ? root.texts("invariants") : List.of();
    for (String name : invariants) {
      if (!Invariants.NAMES.contains(name)) {
        throw root.wrong("invariants", "some of " + String.join(", ", Invariants.NAMES), name);
      }
    }
    return new Scenario.Demands(expectations, invariants);
  }

  private static List<Expectation> expectations(YamlMap map, List<Scenario.PlannedOrigin> origins)
      throws ScenarioException {
    List<Expectation> found = new ArrayList<>();
    found.add(new Expectation.IrregularAtMost(map.number("irregular", 0, 0, Long.MAX_VALUE)));
    if (map.has("startup")) {
      found.add(new Expectation.StartupAtMost(map.durationNanos("startup")));
    }
    if (map.has("stalled")) {
      found.add(new Expectation.StalledAtMost(map.durationNanos("stalled")));
    }
    if (map.has("played")) {
      found.add(new Expectation.PlayedAtLeast(map.durationNanos("played")));
    }
    if (map.has("missing")) {
      found.add(new Expectation.MissingAtMost(map.number("missing", 0, 0, Long.MAX_VALUE)));
    }
    if (map.has("edgeWithin")) {
      found.add(new Expectation.EdgeWithin(map.durationNanos("edgeWithin")));
    }
    if (map.has("failoverWithin")) {
      found.add(new Expectation.FailoverWithin(map.durationNanos("failoverWithin")));
    }
    if (map.has("archivesEqual")) {
      found.add(archivesEqual(map, origins));
    }
    map.requireNothingElse();
    return found;
  }

  private static Expectation archivesEqual(YamlMap map, List<Scenario.PlannedOrigin> origins)
      throws ScenarioException {
    List<String> names = map.texts("archivesEqual");
    if (names.size() < 2) {
      throw map.wrong("archivesEqual", "at least two origins", String.join(", ", names));
    }
    List<String> recording =
        origins.stream()
            .filter(Scenario.PlannedOrigin::hasDisk)
            .map(Scenario.PlannedOrigin::name)
            .toList();
    for (String name : names) {
      if (!recording.contains(name)) {
        throw map.wrong(
            "archivesEqual", "origins that record (" + String.join(", ", recording) + ")", name);
      }
    }
    return new Expectation.ArchivesEqual(names);
  }
}
