package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.smoothlab.simulator.net.FaultProxy;
import org.smoothlab.simulator.net.HostFault;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The faults of one proxy: the list {@code faults} of a scenario without the scenario. Its hosts
 * are {@link #CALLERS} and {@link #TARGET}, its link is {@link #LINE}; without {@code at} a fault
 * strikes at once.
 */
public final class FaultSheet {
  /** Whoever connects to the proxy. */
  public static final String CALLERS = "callers";

  /** The server behind it. */
  public static final String TARGET = "target";

  /** The way between them. */
  public static final String LINE = "line";

  /** Faults in one text. */
  private static final int FAULTS_MAX = 10_000;

  /** How long a kill lasts without {@code for}: until the proxy is stopped or told otherwise. */
  private static final long FOR_GOOD_NANOS = 3_650L * 86_400_000_000_000L;

  private FaultSheet() {}

  /**
   * Reads a list of faults, a mapping with such a list at {@code faults}, or a single fault, in
   * YAML or JSON, and draws what they leave to chance.
   *
   * @param name of the text, for messages
   * @return in the order of the text; times count from now
   * @throws ScenarioException if it is not right
   */
  public static List<FaultPlan.Drawn> read(String name, String text, SplittableRandom random)
      throws ScenarioException {
    List<FaultPlan.Drawn> drawn = new ArrayList<>();
    for (FaultPlan plan : plans(name, text)) {
      FaultPlan.Drawn one = plan.draw(random);
      if (one.fault() instanceof HostFault) {
        throw new ScenarioException(
            name + ": a proxy has no clock and no disk: " + one.fault().words());
      }
      drawn.add(one);
    }
    return drawn;
  }

  private static List<FaultPlan> plans(String name, String text) throws ScenarioException {
    List<YamlMap> maps = new ArrayList<>();
    Set<String> servers = new HashSet<>(Set.of(TARGET));
    for (JsonNode entry : entries(name, text)) {
      if (entry instanceof ObjectNode fault && !fault.has("random") && !fault.has("at")) {
        fault.put("at", "0s");
      }
      maps.add(new YamlMap(name, "faults[" + maps.size() + "]", entry));
      if (entry.has("wrong-target") && entry.has("instead")) {
        servers.add(address(maps.getLast()));
      }
    }
    FaultReader.Cast cast =
        new FaultReader.Cast(Set.of(CALLERS), servers, Set.of(LINE), FOR_GOOD_NANOS);
    return FaultReader.read(maps, cast);
  }

  private static String address(YamlMap map) throws ScenarioException {
    String text = map.text("instead");
    try {
      FaultProxy.address(text);
    } catch (IllegalArgumentException notAnAddress) {
      throw map.wrong("instead", "an address such as 127.0.0.1:8080", text);
    }
    return text;
  }

  private static List<JsonNode> entries(String name, String text) throws ScenarioException {
    JsonNode tree;
    try {
      tree = new YAMLMapper().readTree(text);
    } catch (JacksonException notYaml) {
      throw new ScenarioException(name + ": not YAML: " + notYaml.getOriginalMessage(), notYaml);
    }
    JsonNode list = tree.has("faults") ? tree.get("faults") : tree;
    if (tree.has("faults") && tree.size() > 1) {
      throw new ScenarioException(name + ": expected nothing beside faults");
    }
    if (list.isObject()) {
      return List.of(list);
    }
    if (!list.isArray() || list.size() > FAULTS_MAX) {
      throw new ScenarioException(
          name + ": expected a fault or a list of at most " + FAULTS_MAX + " faults");
    }
    List<JsonNode> entries = new ArrayList<>();
    list.forEach(entries::add);
    return entries;
  }
}
