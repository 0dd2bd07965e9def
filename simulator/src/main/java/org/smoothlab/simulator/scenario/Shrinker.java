package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Makes a failing scenario smaller, one step after the other, as long as it fails in the same way:
 * without one of its faults or hosts, with fewer viewers, shorter. Every smaller one is tried with
 * the seed that failed last and some others, always in the same order, so that the same file and
 * seed give the same answer.
 */
public final class Shrinker {
  /** Runs that are tried in all. */
  public static final int TRY_COUNT_MAX = 600;

  private static final int OTHER_SEED_COUNT = 8;
  private static final int DURATION_SECONDS_MIN = 10;
  private static final List<String> HOSTS = List.of("viewers", "encoders", "origins", "links");

  /** In whose lists the hosts of a group may stand. */
  private static final Map<String, List<String>> RIGHTS =
      Map.of(
          "viewers", List.of("watch"),
          "encoders", List.of("publish"),
          "origins", List.of("publish", "syndicate"));

  private static final YAMLMapper YAML = new YAMLMapper();

  private final String file;
  private final Worlds worlds;
  private int tryCount;

  /** Makes the world for a scenario: what its encoders send may have become less. */
  public interface Worlds {
    /**
     * A world for this scenario.
     *
     * @throws IOException if what it needs cannot be had
     */
    World world(Scenario scenario) throws IOException;
  }

  /**
   * A failing scenario.
   *
   * @param text of the file
   * @param verdict that it fails with
   * @param tryCount how many runs it took to find
   */
  public record Shrunk(String text, Verdict verdict, int tryCount) {}

  private record Failing(JsonNode tree, Verdict verdict) {
    long seed() {
      return verdict.experiment().seed();
    }
  }

  /**
   * @param file name of the scenario, for messages
   */
  public Shrinker(String file, Worlds worlds) {
    this.file = file;
    this.worlds = worlds;
  }

  /**
   * Finds the smallest that {@link #TRY_COUNT_MAX} tries lead to.
   *
   * @param text of the scenario
   * @param seed that it fails with
   * @return empty if it does not fail
   * @throws ScenarioException if the text is no scenario
   * @throws IOException as {@link World#run}
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<Shrunk> shrink(String text, long seed)
      throws ScenarioException, IOException, InterruptedException {
    Verdict first = run(ScenarioReader.read(file, text), seed);
    if (first.passed()) {
      return Optional.empty();
    }
    Failing smallest = new Failing(YAML.readTree(text), first);
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int step = 0; step < steps(smallest.tree).size(); ) {
        Optional<Failing> found = tryOut(steps(smallest.tree).get(step), smallest);
        if (found.isPresent()) {
          smallest = found.get();
          smaller = true;
        } else {
          step++;
        }
      }
    }
    return Optional.of(
        new Shrunk(YAML.writeValueAsString(smallest.tree), smallest.verdict, tryCount));
  }

  private Optional<Failing> tryOut(JsonNode tree, Failing before)
      throws IOException, InterruptedException {
    Scenario scenario;
    try {
      scenario = ScenarioReader.read(file, YAML.writeValueAsString(tree));
    } catch (ScenarioException | JacksonException impossible) {
      // What others still need cannot go.
      return Optional.empty();
    }
    for (int other = 0; other <= OTHER_SEED_COUNT && tryCount < TRY_COUNT_MAX; other++) {
      Verdict verdict = run(scenario, other == 0 ? before.seed() : other);
      if (!verdict.passed() && kind(verdict).equals(kind(before.verdict))) {
        return Optional.of(new Failing(tree, verdict));
      }
    }
    return Optional.empty();
  }

  private Verdict run(Scenario scenario, long seed) throws IOException, InterruptedException {
    tryCount++;
    return Campaign.run(worlds.world(scenario), scenario, seed, new Trace(0));
  }

  /** In which way it failed first: the beginning of the message, whatever the numbers. */
  private static String kind(Verdict verdict) {
    String[] words = verdict.failures().getFirst().replaceAll("[0-9]+", "#").split(" ", 3);
    return words[0] + " " + (words.length > 1 ? words[1] : "");
  }

  // ---- steps, the largest first

  private static List<JsonNode> steps(JsonNode tree) {
    List<JsonNode> steps = new ArrayList<>();
    for (int index = tree.path("faults").size() - 1; index >= 0; index--) {
      JsonNode copy = tree.deepCopy();
      ((ArrayNode) copy.get("faults")).remove(index);
      steps.add(copy);
    }
    for (String group : HOSTS) {
      for (String name : tree.path(group).propertyNames()) {
        JsonNode copy = tree.deepCopy();
        ((ObjectNode) copy.get(group)).remove(name);
        strike(copy, group, name);
        steps.add(copy);
      }
    }
    for (String name : tree.path("viewers").propertyNames()) {
      if (tree.path("viewers").path(name).path("count").asInt(1) > 1) {
        JsonNode copy = tree.deepCopy();
        ((ObjectNode) copy.get("viewers").get(name)).remove("count");
        steps.add(copy);
      }
    }
    shorter(tree).ifPresent(steps::add);
    return steps;
  }

  /** Who has gone has no rights any more; what is left of a list is still a list. */
  private static void strike(JsonNode tree, String group, String name) {
    for (JsonNode origin : tree.path("origins")) {
      for (String right : RIGHTS.getOrDefault(group, List.of())) {
        if (origin.path("access").path(right) instanceof ArrayNode names) {
          names.removeIf(each -> each.asString().equals(name));
        }
      }
    }
  }

  private static Optional<JsonNode> shorter(JsonNode tree) {
    OptionalLong nanos = Quantity.duration(tree.path("duration").asString(""));
    long seconds = nanos.orElse(0) / 1_000_000_000L * 3 / 4;
    if (seconds < DURATION_SECONDS_MIN) {
      return Optional.empty();
    }
    JsonNode copy = tree.deepCopy();
    ((ObjectNode) copy).put("duration", seconds + "s");
    return Optional.of(copy);
  }
}
