package org.smoothlab.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** A value of a YAML file that knows where it stands, so that a complaint can say so. */
sealed interface YamlNode {
  /** Where it stands. */
  Place place();

  /**
   * @param file name for messages
   * @param line counted from 1
   * @param key dotted path of keys, empty for the whole file
   */
  record Place(String file, long line, String key) {
    Place at(String name, long newLine) {
      return new Place(file, newLine, key.isEmpty() ? name : key + "." + name);
    }

    /** What is wrong here. */
    WrongFileException wrong(String what) {
      return new WrongFileException(
          file + ":" + line + ": " + (key.isEmpty() ? "" : key + ": ") + what);
    }
  }

  /** A text, number or truth value, as text. */
  record Scalar(Place place, String text) implements YamlNode {}

  /** A sequence. */
  record Items(Place place, List<YamlNode> nodes) implements YamlNode {}

  /** A mapping, in the order of the file. */
  record Fields(Place place, Map<String, YamlNode> nodes) implements YamlNode {
    /** The node of a key, if the key is there and not empty. */
    Optional<YamlNode> find(String key) {
      return Optional.ofNullable(nodes.get(key));
    }

    /** Complains about keys that nobody reads: a misspelt rule must not be silently missing. */
    void requireOnly(Set<String> known) throws WrongFileException {
      for (Map.Entry<String, YamlNode> node : nodes.entrySet()) {
        if (!known.contains(node.getKey())) {
          throw node.getValue()
              .place()
              .wrong("is not known, expected one of " + String.join(", ", new TreeSet<>(known)));
        }
      }
    }

    /** A text; without the key the other. */
    String text(String key, String otherwise) throws WrongFileException {
      YamlNode node = nodes.get(key);
      return node == null ? otherwise : node.asText();
    }

    /** A text that must be there. */
    String text(String key) throws WrongFileException {
      YamlNode node = nodes.get(key);
      if (node == null) {
        throw place.wrong("has no " + key);
      }
      return node.asText();
    }
  }

  /** This, which must be a single value. */
  default String asText() throws WrongFileException {
    if (this instanceof Scalar(Place _, String text)) {
      return text;
    }
    throw place().wrong("expected a single value");
  }

  /** This, which must be a mapping. */
  default Fields asFields() throws WrongFileException {
    if (this instanceof Fields fields) {
      return fields;
    }
    throw place().wrong("expected a mapping (key: value)");
  }

  /** This, which must be a sequence; a single value counts as one of one. */
  default List<YamlNode> asItems() throws WrongFileException {
    return switch (this) {
      case Items(Place _, List<YamlNode> nodes) -> nodes;
      case Scalar scalar -> List.of(scalar);
      case Fields fields -> throw fields.place().wrong("expected a sequence (- value)");
    };
  }

  /**
   * Reads a file's text.
   *
   * @throws WrongFileException if it is no YAML mapping
   */
  static Fields read(String file, String text) throws WrongFileException {
    Place top = new Place(file, 1, "");
    YAMLFactory yaml =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = yaml.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw top.wrong("is empty");
      }
      Fields fields = new Reader(parser).node(top).asFields();
      if (parser.nextToken() != null) {
        throw top.at("", parser.currentTokenLocation().getLineNr()).wrong("a second document");
      }
      return fields;
    } catch (JacksonException e) {
      long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      // The parser's own words may quote the text around: that may be a secret.
      throw new WrongFileException(file + ":" + line + ": is not YAML, or a key comes twice");
    }
  }

  /** Builds nodes from a parser's tokens. */
  final class Reader {
    private static final int DEPTH_MAX = 16;

    private final JsonParser parser;
    private int depth;

    private Reader(JsonParser parser) {
      this.parser = parser;
    }

    private YamlNode node(Place place) throws WrongFileException {
      if (++depth > DEPTH_MAX) {
        throw place.wrong("nested more than " + DEPTH_MAX + " deep");
      }
      JsonToken token = parser.currentToken();
      YamlNode node =
          switch (token) {
            case START_OBJECT -> fields(place);
            case START_ARRAY -> items(place);
            default -> new Scalar(place, parser.getString());
          };
      depth--;
      return node;
    }

    private Fields fields(Place place) throws WrongFileException {
      Map<String, YamlNode> nodes = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        Place at = place.at(name, line());
        if (parser.nextToken() != JsonToken.VALUE_NULL) {
          nodes.put(name, node(at));
        }
      }
      return new Fields(place, nodes);
    }

    private Items items(Place place) throws WrongFileException {
      List<YamlNode> nodes = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        Place at = new Place(place.file(), line(), place.key() + "[" + nodes.size() + "]");
        nodes.add(node(at));
      }
      return new Items(place, nodes);
    }

    private long line() {
      return parser.currentTokenLocation().getLineNr();
    }
  }
}
