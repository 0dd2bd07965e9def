package org.smoothlab.server.management;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which values a document may hold, under which names, and where they stand in XML. One shape makes
 * both forms of a resource: whatever can be said in one can be said in the other.
 */
sealed interface Shape {
  /** How a single value is spelled. */
  enum Scalar implements Shape {
    TEXT,
    /** {@code true} or {@code false}; XML may also say {@code 1} or {@code 0}. */
    BOOLEAN,
    /** Whole, in XML as decimal digits. */
    NUMBER
  }

  /** Where a field stands in XML. */
  enum Place {
    ELEMENT,
    ATTRIBUTE,
    /** The text of the group's own element. */
    CONTENT,
    /** In JSON only: IIS has no place for it. */
    NOWHERE
  }

  /**
   * Named fields, in the order in which they are written.
   *
   * @param namespace of the elements of these fields
   */
  record Group(String namespace, List<Field> fields) implements Shape {
    public Group {
      fields = List.copyOf(fields);
    }

    Optional<Field> element(String name) {
      return find(Place.ELEMENT, name);
    }

    Optional<Field> attribute(String name) {
      return find(Place.ATTRIBUTE, name);
    }

    Optional<Field> content() {
      return fields.stream().filter(field -> field.place == Place.CONTENT).findFirst();
    }

    Optional<Field> json(String jsonName) {
      return fields.stream().filter(field -> field.jsonName().equals(jsonName)).findFirst();
    }

    private Optional<Field> find(Place place, String name) {
      return fields.stream()
          .filter(field -> field.place == place && field.name.equals(name))
          .findFirst();
    }
  }

  /**
   * A list.
   *
   * @param wrapper element between the field's element and the items; empty for none
   * @param item the element of each item
   * @param shape of each item
   */
  record Items(String wrapper, String item, Group shape) implements Shape {}

  /** Elements that are kept as they came, as XML text. */
  record Verbatim() implements Shape {}

  /**
   * One name of a group.
   *
   * @param name in XML; for content, which has no name there, in JSON
   * @param required whether a document without it is refused
   */
  record Field(String name, Place place, Shape shape, boolean required) {
    /** The name in JSON: XML's, beginning in lower case. */
    String jsonName() {
      return name.equals(name.toUpperCase(Locale.ROOT))
          ? name.toLowerCase(Locale.ROOT)
          : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
  }

  static Field element(String name, Shape shape) {
    return new Field(name, Place.ELEMENT, shape, false);
  }

  static Field requiredElement(String name, Shape shape) {
    return new Field(name, Place.ELEMENT, shape, true);
  }

  static Field attribute(String name, Scalar scalar) {
    return new Field(name, Place.ATTRIBUTE, scalar, false);
  }

  static Field requiredAttribute(String name, Scalar scalar) {
    return new Field(name, Place.ATTRIBUTE, scalar, true);
  }

  static Field content(String name) {
    return new Field(name, Place.CONTENT, Scalar.TEXT, false);
  }

  static Field onlyInJson(String name, Shape shape) {
    return new Field(name, Place.NOWHERE, shape, false);
  }
}
