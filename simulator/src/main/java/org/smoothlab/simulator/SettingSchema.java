package org.smoothlab.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings that an origin knows, by its own description: so a value gets the right type, and a
 * wrong name is found before anything is sent.
 *
 * @param document OpenAPI
 */
record SettingSchema(JsonNode document) {
  private static final String SCHEMAS = "/components/schemas/";

  /**
   * Puts one value where its name says.
   *
   * @param name with dots between groups; {@code hls.} begins the settings of that module
   */
  void set(ObjectNode settings, String name, String value) throws UsageException {
    ObjectNode group = settings;
    JsonNode schema = document.at(SCHEMAS + "Settings");
    List<String> parts = new ArrayList<>(List.of(name.split("\\.", -1)));
    if (parts.getFirst().equals("hls") && parts.size() > 1) {
      group = hls(settings);
      schema = document.at(SCHEMAS + "Hls");
      parts.removeFirst();
    }
    while (parts.size() > 1) {
      schema = member(schema, parts.getFirst(), name);
      group = group.withObject("/" + parts.removeFirst());
    }
    String last = parts.getFirst();
    put(group, last, member(schema, last, name), value);
  }

  private JsonNode member(JsonNode schema, String part, String name) throws UsageException {
    JsonNode found = resolved(schema.path("properties").path(part));
    if (found.isMissingNode()) {
      throw new UsageException(
          "no setting "
              + name
              + "; there are "
              + String.join(", ", schema.path("properties").propertyNames()));
    }
    return found;
  }

  private JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asString("");
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }

  private static void put(ObjectNode group, String name, JsonNode schema, String value)
      throws UsageException {
    switch (schema.path("type").asString("")) {
      case "boolean" -> {
        if (!value.matches("true|false")) {
          throw new UsageException(name + ": expected true or false, found " + value);
        }
        group.put(name, Boolean.parseBoolean(value));
      }
      case "integer" -> {
        if (!value.matches("\\d{1,18}")) {
          throw new UsageException(name + ": expected a whole number, found " + value);
        }
        group.put(name, Long.parseLong(value));
      }
      case "string" ->
          group.put(
              name,
              schema.path("format").asString("").equals("duration") ? duration(value) : value);
      default -> throw new UsageException(name + " is a group; name a setting in it");
    }
  }

  /** As people write it, or as XML has it. */
  private static String duration(String value) throws UsageException {
    if (value.toUpperCase(Locale.ROOT).startsWith("P")) {
      return value;
    }
    try {
      return Units.duration(value).toString();
    } catch (TypeConversionException e) {
      throw new UsageException(e);
    }
  }

  private static ObjectNode hls(ObjectNode settings) {
    ArrayNode modules = settings.withArray("/modules");
    for (JsonNode module : modules) {
      if (module.path("id").asString("").equals("hls")) {
        return ((ObjectNode) module).withObject("/hls");
      }
    }
    return addHls(modules).withObject("/hls");
  }

  static ObjectNode addHls(ArrayNode modules) {
    return modules
        .addObject()
        .put("id", "hls")
        .put("type", "sink")
        .put("name", "HTTP Live Streaming");
  }
}
