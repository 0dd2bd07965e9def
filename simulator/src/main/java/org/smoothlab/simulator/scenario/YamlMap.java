package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A mapping of a YAML file that knows where it is and which of its keys were asked for. */
final class YamlMap {
  private final String file;
  private final String path;
  private final JsonNode node;
  private final Set<String> known = new LinkedHashSet<>();

  YamlMap(String file, String path, JsonNode node) throws ScenarioException {
    this.file = file;
    this.path = path;
    this.node = node;
    if (!node.isObject()) {
      throw wrong("", "a mapping", node.toString());
    }
  }

  boolean has(String key) {
    known.add(key);
    return node.has(key) && !node.get(key).isNull();
  }

  String text(String key) throws ScenarioException {
    return scalar(key).orElseThrow(() -> wrong(key, "a text", "nothing"));
  }

  String text(String key, String otherwise) throws ScenarioException {
    return scalar(key).orElse(otherwise);
  }

  long number(String key, long otherwise, long min, long max) throws ScenarioException {
    Optional<String> text = scalar(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Told below, as any other value that does not fit.
    }
    throw wrong(key, "a whole number in " + min + ".." + max, text.get());
  }

  boolean flag(String key, boolean otherwise) throws ScenarioException {
    String text = text(key, Boolean.toString(otherwise));
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(key, "true or false", text);
    }
    return text.equals("true");
  }

  long durationNanos(String key) throws ScenarioException {
    return quantity(key, Quantity::duration, "a duration such as 30s or 1m30s")
        .orElseThrow(() -> wrong(key, "a duration such as 30s or 1m30s", "nothing"));
  }

  long durationNanos(String key, long otherwise) throws ScenarioException {
    return quantity(key, Quantity::duration, "a duration such as 30s or 1m30s").orElse(otherwise);
  }

  OptionalLong rateBps(String key) throws ScenarioException {
    return quantity(key, Quantity::rate, "a rate such as 800kbps or 3Mbps");
  }

  long sizeBytes(String key, long otherwise) throws ScenarioException {
    return quantity(key, Quantity::size, "a size such as 100kB").orElse(otherwise);
  }

  <E> E choice(String key, Map<String, E> choices, E otherwise) throws ScenarioException {
    Optional<String> text = scalar(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    E chosen = choices.get(text.get());
    if (chosen == null) {
      throw wrong(
          key,
          "one of " + String.join(", ", choices.keySet().stream().sorted().toList()),
          text.get());
    }
    return chosen;
  }

  /** The mapping at a key; an empty one when it is not there. */
  YamlMap map(String key) throws ScenarioException {
    return has(key)
        ? new YamlMap(file, at(key), node.get(key))
        : new YamlMap(
            file, at(key), tools.jackson.databind.node.JsonNodeFactory.instance.objectNode());
  }

  /** The keys, in the order of the file. */
  List<String> keys() {
    return List.copyOf(node.propertyNames());
  }

  /** The mappings under a key, by their names, in the order of the file. */
  Map<String, YamlMap> maps(String key) throws ScenarioException {
    Map<String, YamlMap> found = new LinkedHashMap<>();
    YamlMap outer = map(key);
    for (Map.Entry<String, JsonNode> entry : outer.node.properties()) {
      found.put(entry.getKey(), new YamlMap(file, outer.at(entry.getKey()), entry.getValue()));
    }
    return found;
  }

  /** The mappings in the list at a key. */
  List<YamlMap> list(String key) throws ScenarioException {
    List<YamlMap> found = new ArrayList<>();
    if (has(key)) {
      JsonNode list = node.get(key);
      if (!list.isArray()) {
        throw wrong(key, "a list", list.toString());
      }
      for (int index = 0; index < list.size(); index++) {
        found.add(new YamlMap(file, at(key) + "[" + index + "]", list.get(index)));
      }
    }
    return found;
  }

  /** Whether a list is at the key. */
  boolean hasList(String key) {
    return has(key) && node.get(key).isArray();
  }

  /** Whether the list at the key has nothing in it. */
  boolean isEmpty(String key) {
    return node.get(key).isEmpty();
  }

  /** To be called when all keys have been asked for. */
  void requireNothingElse() throws ScenarioException {
    for (String key : node.propertyNames()) {
      if (!known.contains(key)) {
        throw wrong("", "one of " + String.join(", ", known), key);
      }
    }
  }

  /** What is wrong, where. */
  ScenarioException wrong(String key, String expected, String found) {
    String where = key.isEmpty() ? path : at(key);
    return new ScenarioException(
        file
            + ": "
            + (where.isEmpty() ? "" : where + ": ")
            + "expected "
            + expected
            + ", found "
            + found);
  }

  /** The texts in the list at a key; a single value is a list of one. */
  List<String> texts(String key) throws ScenarioException {
    if (!has(key) || !node.get(key).isArray()) {
      return List.of(text(key));
    }
    List<String> found = new ArrayList<>();
    for (JsonNode value : node.get(key)) {
      if (!value.isValueNode() || value.isNull()) {
        throw wrong(key, "a list of single values", value.toString());
      }
      found.add(value.asString());
    }
    if (found.isEmpty()) {
      throw wrong(key, "a list that is not empty", "[]");
    }
    return found;
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private OptionalLong quantity(String key, Function<String, OptionalLong> reader, String expected)
      throws ScenarioException {
    Optional<String> text = scalar(key);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong read = reader.apply(text.get());
    if (read.isEmpty()) {
      throw wrong(key, expected, text.get());
    }
    return read;
  }

  private Optional<String> scalar(String key) throws ScenarioException {
    if (!has(key)) {
      return Optional.empty();
    }
    JsonNode value = node.get(key);
    if (!value.isValueNode()) {
      throw wrong(key, "a single value", value.toString());
    }
    return Optional.of(value.asString());
  }
}
