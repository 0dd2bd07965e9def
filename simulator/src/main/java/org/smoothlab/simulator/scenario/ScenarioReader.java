package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.simulator.encoder.StreamLayout;
import org.smoothlab.simulator.net.CapacityTrace;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.viewer.AbrRule;
import org.smoothlab.simulator.viewer.CautiousRule;
import org.smoothlab.simulator.viewer.FixedLevelRule;
import org.smoothlab.simulator.viewer.ViewerSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads scenario files. What is not understood is refused: a mistyped key would change nothing. */
final class ScenarioReader {
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final String DEFAULT_POINT = "/live/event.isml";
  private static final int VIEWERS_MAX = 100_000;
  private static final Map<String, StreamLayout> LAYOUTS =
      Map.of(
          "one-post", StreamLayout.ONE_POST,
          "post-per-track", StreamLayout.POST_PER_TRACK,
          "post-per-file", StreamLayout.POST_PER_FILE);
  private static final Map<String, AbrRule> RULES =
      Map.of(
          "cautious", new CautiousRule(),
          "lowest", new FixedLevelRule(0),
          "highest", new FixedLevelRule(Integer.MAX_VALUE));

  private final YamlMap root;
  private final Set<String> hosts = new HashSet<>();
  private final Set<String> origins = new HashSet<>();
  private final Set<String> links = new HashSet<>();
  private long durationNanos;

  private ScenarioReader(YamlMap root) {
    this.root = root;
  }

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
    ScenarioReader reader = new ScenarioReader(new YamlMap(file, "", tree));
    return reader.scenario(file);
  }

  private Scenario scenario(String file) throws ScenarioException {
    durationNanos = root.durationNanos("duration");
    if (durationNanos < 1 || durationNanos > 24 * HOUR_NANOS) {
      throw root.wrong("duration", "a duration up to 24h", root.text("duration"));
    }
    // What the scenario is about is for people.
    root.text("about", "");
    Scenario.Title title =
        new Scenario.Title(
            root.text("name"), file, durationNanos, root.number("seed", 1, 0, Long.MAX_VALUE));
    Scenario.Topology topology =
        new Scenario.Topology(readLinks(), readOrigins(), readEncoders(), readViewers());
    Scenario scenario = new Scenario(title, topology, readFaults(), readExpectations());
    root.requireNothingElse();
    return scenario;
  }

  private List<Scenario.PlannedLink> readLinks() throws ScenarioException {
    List<Scenario.PlannedLink> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : root.maps("links").entrySet()) {
      YamlMap map = entry.getValue();
      OptionalLong both = map.rateBps("capacity");
      long upBps = map.rateBps("up").orElse(both.orElse(CapacityTrace.UNLIMITED_BPS));
      long downBps = map.rateBps("down").orElse(both.orElse(CapacityTrace.UNLIMITED_BPS));
      Link link =
          new Link(
              entry.getKey(),
              CapacityTrace.constant(upBps),
              CapacityTrace.constant(downBps),
              map.durationNanos("latency", 0));
      found.add(new Scenario.PlannedLink(link, map.flag("shared", false)));
      map.requireNothingElse();
      links.add(entry.getKey());
    }
    return found;
  }

  private List<Scenario.PlannedOrigin> readOrigins() throws ScenarioException {
    List<Scenario.PlannedOrigin> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : root.maps("origins").entrySet()) {
      YamlMap map = entry.getValue();
      PointSettings settings =
          PointSettings.DEFAULT
              .withLookAheadChunks((int) map.number("lookAheadChunks", 2, 0, 16))
              .withWindowLengthSeconds((int) map.number("windowLengthSeconds", 0, 0, 86_400))
              .withLiveCacheSeconds((int) map.number("liveCacheSeconds", 60, 0, 86_400))
              .withArchiveEnabled(map.flag("archive", false));
      found.add(new Scenario.PlannedOrigin(entry.getKey(), link(map), settings));
      origins.add(entry.getKey());
      map.requireNothingElse();
      addHost(root, entry.getKey());
    }
    if (found.isEmpty()) {
      throw root.wrong("origins", "at least one origin", "none");
    }
    return found;
  }

  private List<Scenario.PlannedEncoder> readEncoders() throws ScenarioException {
    List<Scenario.PlannedEncoder> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : root.maps("encoders").entrySet()) {
      YamlMap map = entry.getValue();
      found.add(
          new Scenario.PlannedEncoder(
              entry.getKey(),
              route(map),
              map.choice("layout", LAYOUTS, StreamLayout.ONE_POST),
              LineupReader.read(map),
              new Scenario.Shift(
                  map.durationNanos("start", 0), map.durationNanos("until", Long.MAX_VALUE))));
      map.requireNothingElse();
      addHost(root, entry.getKey());
    }
    return found;
  }

  private List<Scenario.PlannedViewers> readViewers() throws ScenarioException {
    List<Scenario.PlannedViewers> found = new ArrayList<>();
    for (Map.Entry<String, YamlMap> entry : root.maps("viewers").entrySet()) {
      YamlMap map = entry.getValue();
      int count = (int) map.number("count", 1, 1, VIEWERS_MAX);
      Scenario.Arrival arrival =
          new Scenario.Arrival(map.durationNanos("start", 0), map.durationNanos("spread", 0));
      ViewerSettings.Buffering buffering =
          new ViewerSettings.Buffering(
              (int) map.number("startBehind", 3, 1, 1000),
              map.durationNanos("buffer", ViewerSettings.Buffering.DEFAULT.aheadNanosMax()),
              ViewerSettings.Buffering.DEFAULT.requestNanosMax());
      Scenario.Route route = route(map);
      AbrRule rule = map.choice("rule", RULES, new CautiousRule());
      ViewerSettings behaviour =
          ViewerSettings.of(
                  java.net.URI.create("http://" + route.origin() + route.point() + "/Manifest"))
              .withRule(rule)
              .withBuffering(buffering);
      found.add(new Scenario.PlannedViewers(entry.getKey(), count, route, arrival, behaviour));
      map.requireNothingElse();
      for (int number = 1; number <= count; number++) {
        addHost(root, entry.getKey() + "-" + number);
      }
    }
    return found;
  }

  private List<FaultPlan> readFaults() throws ScenarioException {
    List<FaultPlan> found = new ArrayList<>();
    for (YamlMap map : root.list("faults")) {
      long fromNanos = map.durationNanos("at");
      long toNanos = map.durationNanos("until", fromNanos);
      if (toNanos < fromNanos) {
        throw map.wrong("until", "a time behind at", map.text("until"));
      }
      found.add(new FaultPlan(fromNanos, toNanos, strike(map)));
      map.requireNothingElse();
    }
    return found;
  }

  private FaultPlan.Strike strike(YamlMap map) throws ScenarioException {
    if (map.has("drop")) {
      String caller = host(map, "drop");
      if (origins.contains(caller)) {
        throw map.wrong("drop", "an encoder or a viewer: origins open no connections", caller);
      }
      return new FaultPlan.Strike.Drop(caller, map.sizeBytes("within", 0));
    }
    if (map.has("kill")) {
      long downNanos = map.durationNanos("for", durationNanos);
      if (origins.contains(map.text("kill")) && map.has("within")) {
        throw map.wrong("within", "nothing for an origin, which sends no body", map.text("within"));
      }
      return new FaultPlan.Strike.Kill(host(map, "kill"), map.sizeBytes("within", 0), downNanos);
    }
    if (map.has("partition")) {
      return new FaultPlan.Strike.Partition(host(map, "partition"), map.durationNanos("for"));
    }
    if (map.has("slow")) {
      String link = member(map, "slow", links, "a link");
      long capacityBps =
          map.rateBps("to").orElseThrow(() -> map.wrong("to", "a rate such as 500kbps", "nothing"));
      return new FaultPlan.Strike.Slow(link, capacityBps, map.durationNanos("for"));
    }
    throw map.wrong("", "drop, kill, partition or slow", "none of them");
  }

  private List<Expectation> readExpectations() throws ScenarioException {
    YamlMap map = root.map("expect");
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
    map.requireNothingElse();
    return found;
  }

  private Scenario.Route route(YamlMap map) throws ScenarioException {
    String point = map.text("point", DEFAULT_POINT);
    if (!point.startsWith("/") || !point.endsWith(".isml")) {
      throw map.wrong("point", "a path such as " + DEFAULT_POINT, point);
    }
    return new Scenario.Route(link(map), member(map, "origin", origins, "an origin"), point);
  }

  private String link(YamlMap map) throws ScenarioException {
    return member(map, "link", links, "a link");
  }

  private String host(YamlMap map, String key) throws ScenarioException {
    return member(map, key, hosts, "a host");
  }

  private static String member(YamlMap map, String key, Set<String> names, String what)
      throws ScenarioException {
    String name = map.text(key);
    if (!names.contains(name)) {
      String all = String.join(", ", names.stream().sorted().limit(10).toList());
      throw map.wrong(key, what + " (" + all + ")", name);
    }
    return name;
  }

  private void addHost(YamlMap map, String host) throws ScenarioException {
    if (!host.matches("[a-zA-Z0-9][a-zA-Z0-9-]*")) {
      throw map.wrong("", "names of letters, digits and -", host);
    }
    if (!hosts.add(host)) {
      throw map.wrong("", "a name for each host", host + " twice");
    }
  }
}
