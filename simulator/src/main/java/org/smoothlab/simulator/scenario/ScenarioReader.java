package org.smoothlab.simulator.scenario;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads scenario files. What is not understood is refused: a mistyped key would change nothing. */
final class ScenarioReader {
  private static final long DURATION_NANOS_MAX = 24 * 3_600_000_000_000L;

  private ScenarioReader() {}

  /**
   * Reads the text of a file.
   *
   * @throws ScenarioException if it is not right
   */
  static Scenario read(String file, String text) throws ScenarioException {
    JsonNode tree;
    try {
      tree = new YAMLMapper().readTree(text);
    } catch (JacksonException notYaml) {
      throw new ScenarioException(file + ": not YAML: " + notYaml.getOriginalMessage(), notYaml);
    }
    return scenario(file, new YamlMap(file, "", tree));
  }

  private static Scenario scenario(String file, YamlMap root) throws ScenarioException {
    long durationNanos = root.durationNanos("duration");
    if (durationNanos < 1 || durationNanos > DURATION_NANOS_MAX) {
      throw root.wrong("duration", "a duration up to 24h", root.text("duration"));
    }
    // What the scenario is about is for people.
    root.text("about", "");
    Scenario.Title title =
        new Scenario.Title(
            root.text("name"), file, durationNanos, root.number("seed", 1, 0, Long.MAX_VALUE));
    KnownNames names = new KnownNames();
    RightsReader rights = new RightsReader();
    Scenario.Topology topology =
        new Scenario.Topology(
            LinkReader.read(root, names),
            OriginReader.read(root, names, rights),
            EncoderReader.read(root, names),
            ViewerReader.read(root, names));
    rights.check(topology);
    Scenario scenario =
        new Scenario(
            title,
            topology,
            FaultReader.read(root.list("faults"), cast(topology, durationNanos)),
            DemandReader.read(root, topology.origins()));
    root.requireNothingElse();
    return scenario;
  }

  private static FaultReader.Cast cast(Scenario.Topology topology, long durationNanos) {
    Set<String> servers =
        topology.origins().stream().map(Scenario.PlannedOrigin::name).collect(Collectors.toSet());
    Set<String> callers = new HashSet<>(topology.hosts());
    topology.origins().stream()
        .filter(origin -> !origin.callsOthers())
        .forEach(origin -> callers.remove(origin.name()));
    Set<String> links =
        topology.links().stream().map(planned -> planned.link().name()).collect(Collectors.toSet());
    return new FaultReader.Cast(callers, servers, links, durationNanos);
  }
}
