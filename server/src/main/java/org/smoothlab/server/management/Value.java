package org.smoothlab.server.management;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a document says, whether in XML or in JSON: the tree that both forms are read into and
 * written from. Which names may be where is a {@link Shape}'s to say.
 */
sealed interface Value {
  /** One word, number or text, spelled as in XML. */
  record Text(String text) implements Value {}

  /** Named values, in the order of the shape or of the document. */
  record Group(Map<String, Value> fields) implements Value {
    public Group {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    Optional<String> text(String name) {
      return fields.get(name) instanceof Text(String text) ? Optional.of(text) : Optional.empty();
    }

    Optional<Group> group(String name) {
      return fields.get(name) instanceof Group group ? Optional.of(group) : Optional.empty();
    }

    List<Group> items(String name) {
      return fields.get(name) instanceof Items(List<Group> items) ? items : List.of();
    }
  }

  /** Any number of groups of one kind, in order. */
  record Items(List<Group> items) implements Value {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Collects a group's fields. */
  final class Builder {
    private final Map<String, Value> fields = new LinkedHashMap<>();

    Builder with(String name, String text) {
      return with(name, new Text(text));
    }

    Builder with(String name, boolean flag) {
      return with(name, Boolean.toString(flag));
    }

    Builder with(String name, long number) {
      return with(name, Long.toString(number));
    }

    Builder with(String name, Value value) {
      fields.put(name, value);
      return this;
    }

    Builder withUnlessEmpty(String name, String text) {
      return text.isEmpty() ? this : with(name, text);
    }

    Builder withUnlessEmpty(String name, List<Group> items) {
      return items.isEmpty() ? this : with(name, new Items(items));
    }

    Group build() {
      return new Group(fields);
    }
  }
}
