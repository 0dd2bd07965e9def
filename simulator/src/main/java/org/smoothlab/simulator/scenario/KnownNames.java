package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names that a scenario file has given so far: what is said of others must be among them. */
final class KnownNames {
  /** Of a long list, as many are told as help. */
  private static final int TOLD_MAX = 10;

  private static final String DEFAULT_POINT = "/live/event.isml";
  private static final Wanted ORIGINS = new Wanted("origins", "origins");

  private final Set<String> links = new LinkedHashSet<>();
  private final Set<String> origins = new LinkedHashSet<>();
  private final Set<String> hosts = new LinkedHashSet<>();

  void addLink(String name) {
    links.add(name);
  }

  void addOrigin(YamlMap map, String name) throws ScenarioException {
    addHost(map, name);
    origins.add(name);
  }

  void addHost(YamlMap map, String name) throws ScenarioException {
    if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9-]*")) {
      throw map.wrong("", "names of letters, digits and -", name);
    }
    if (!hosts.add(name)) {
      throw map.wrong("", "a name for each host", name + " twice");
    }
  }

  /** The link that a mapping names under {@code link}. */
  String link(YamlMap map) throws ScenarioException {
    return member(map, "link", links, "a link");
  }

  /**
   * The ways of an encoder or a viewer: its {@code link}, its {@code origin} or {@code origins},
   * and its {@code point}.
   */
  List<Scenario.Route> routes(YamlMap map) throws ScenarioException {
    String point = pointPath(map, "point", map.text("point", DEFAULT_POINT));
    String link = link(map);
    if (!map.has("origins")) {
      return List.of(new Scenario.Route(link, member(map, "origin", origins, "an origin"), point));
    }
    if (map.has("origin")) {
      throw map.wrong("origin", "either origin or origins", "both");
    }
    List<Scenario.Route> routes = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (String origin : map.texts("origins")) {
      if (!seen.add(origin)) {
        throw map.wrong("origins", "each origin once", origin + " twice");
      }
      requireMember(map, ORIGINS, origins, origin);
      routes.add(new Scenario.Route(link, origin, point));
    }
    return routes;
  }

  static String pointPath(YamlMap map, String key, String path) throws ScenarioException {
    if (!path.startsWith("/") || !path.endsWith(".isml")) {
      throw map.wrong(key, "a path such as " + DEFAULT_POINT, path);
    }
    return path;
  }

  /** The name at a key, if it is one of these. */
  static String member(YamlMap map, String key, Collection<String> names, String what)
      throws ScenarioException {
    String name = map.text(key);
    if (!names.contains(name)) {
      throw map.wrong(key, what + " (" + some(names) + ")", name);
    }
    return name;
  }

  /** What is wanted at a key, in words. */
  record Wanted(String key, String what) {}

  /** Makes sure that a name is one of these. */
  static void requireMember(YamlMap map, Wanted wanted, Collection<String> names, String name)
      throws ScenarioException {
    if (!names.contains(name)) {
      throw map.wrong(wanted.key, wanted.what + " (" + some(names) + ")", name);
    }
  }

  private static String some(Collection<String> names) {
    return String.join(", ", names.stream().sorted().limit(TOLD_MAX).toList());
  }
}
