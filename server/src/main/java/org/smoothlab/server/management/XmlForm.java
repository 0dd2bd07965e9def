package org.smoothlab.server.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values as XML. Written in the documented order, read in any; an element or attribute that the
 * shape does not know, or the same one twice, is refused.
 */
final class XmlForm {
  private XmlForm() {}

  // ---- writing

  /** Writes the fields of a group into the element that is open. */
  static void write(Markup out, Shape.Group shape, Value.Group value) {
    for (Shape.Field field : shape.fields()) {
      if (field.place() == Shape.Place.ATTRIBUTE) {
        value.text(field.name()).ifPresent(text -> out.attribute(field.name(), text));
      }
    }
    for (Shape.Field field : shape.fields()) {
      Value present = value.fields().get(field.name());
      if (present != null && field.place() == Shape.Place.CONTENT) {
        out.text(value.text(field.name()).orElse(""));
      } else if (present != null && field.place() == Shape.Place.ELEMENT) {
        writeElement(out, shape.namespace(), field, present);
      }
    }
  }

  private static void writeElement(Markup out, String namespace, Shape.Field field, Value present) {
    switch (field.shape()) {
      case Shape.Scalar _ -> out.element(field.name(), ((Value.Text) present).text());
      case Shape.Verbatim _ -> out.verbatim(((Value.Text) present).text());
      case Shape.Group group -> {
        out.open(field.name());
        if (!group.namespace().equals(namespace)) {
          out.attribute("xmlns", group.namespace());
        }
        write(out, group, (Value.Group) present);
        out.close();
      }
      case Shape.Items items -> {
        out.open(field.name());
        if (!items.wrapper().isEmpty()) {
          out.open(items.wrapper());
        }
        for (Value.Group item : ((Value.Items) present).items()) {
          out.open(items.item());
          write(out, items.shape(), item);
          out.close();
        }
        if (!items.wrapper().isEmpty()) {
          out.close();
        }
        out.close();
      }
    }
  }

  // ---- reading

  /** Reads what is in the element. */
  static Value.Group read(XmlNode node, Shape.Group shape) throws ProblemException {
    Map<String, Value> fields = new LinkedHashMap<>();
    readAttributes(node, shape, fields);
    Optional<Shape.Field> content = shape.content();
    if (content.isPresent() && !node.text().isEmpty()) {
      fields.put(content.get().name(), new Value.Text(node.text()));
    } else if (!node.text().isEmpty()) {
      throw ProblemException.schema("%s holds text, expected elements only".formatted(node.name()));
    }
    for (XmlNode child : node.children()) {
      readChild(node, child, shape, fields);
    }
    requireAll(node.name().local(), shape, fields);
    return new Value.Group(fields);
  }

  private static void readAttributes(XmlNode node, Shape.Group shape, Map<String, Value> fields)
      throws ProblemException {
    for (Map.Entry<XmlNode.Name, String> attribute : node.attributes().entrySet()) {
      XmlNode.Name name = attribute.getKey();
      if (name.namespace().equals(Namespaces.SCHEMA_INSTANCE)) {
        continue;
      }
      Optional<Shape.Field> field =
          name.namespace().isEmpty() ? shape.attribute(name.local()) : Optional.empty();
      if (field.isEmpty()) {
        throw ProblemException.schema(
            "%s has an unknown attribute %s".formatted(node.name(), name));
      }
      fields.put(
          name.local(),
          scalar(
              (Shape.Scalar) field.get().shape(),
              node.name() + "@" + name,
              attribute.getValue().strip()));
    }
  }

  private static void readChild(
      XmlNode node, XmlNode child, Shape.Group shape, Map<String, Value> fields)
      throws ProblemException {
    Optional<Shape.Field> field = shape.element(child.name().local());
    if (field.isEmpty() || !inItsNamespace(child, shape, field.get())) {
      Optional<Shape.Field> verbatim =
          shape.fields().stream().filter(f -> f.shape() instanceof Shape.Verbatim).findFirst();
      if (verbatim.isPresent()) {
        keep(child, shape, verbatim.get().name(), fields);
        return;
      }
      throw ProblemException.schema(
          "%s holds an unknown element %s".formatted(node.name(), child.name()));
    }
    if (fields.put(field.get().name(), readElement(child, field.get().shape())) != null) {
      throw ProblemException.schema(
          "%s holds %s more than once".formatted(node.name(), child.name()));
    }
  }

  private static boolean inItsNamespace(XmlNode child, Shape.Group shape, Shape.Field field) {
    String expected =
        field.shape() instanceof Shape.Group group ? group.namespace() : shape.namespace();
    return child.name().namespace().equals(expected);
  }

  private static void keep(
      XmlNode child, Shape.Group shape, String name, Map<String, Value> fields) {
    Markup kept = new Markup();
    child.write(kept, shape.namespace());
    String before = fields.get(name) instanceof Value.Text(String text) ? text : "";
    fields.put(name, new Value.Text(before + kept));
  }

  private static Value readElement(XmlNode child, Shape shape) throws ProblemException {
    return switch (shape) {
      case Shape.Scalar scalar -> {
        requireBare(child);
        yield scalar(scalar, child.name().local(), child.text());
      }
      case Shape.Group group -> read(child, group);
      case Shape.Items items -> readItems(child, items);
      case Shape.Verbatim _ -> throw new IllegalStateException("verbatim fields have no name");
    };
  }

  private static Value.Items readItems(XmlNode list, Shape.Items shape) throws ProblemException {
    XmlNode holder = list;
    if (!shape.wrapper().isEmpty()) {
      requireNoAttributes(list);
      if (list.children().size() != 1
          || !list.children().getFirst().name().local().equals(shape.wrapper())
          || !list.text().isEmpty()) {
        throw ProblemException.schema(
            "%s holds something else than one %s".formatted(list.name(), shape.wrapper()));
      }
      holder = list.children().getFirst();
    }
    requireNoAttributes(holder);
    if (!holder.text().isEmpty()) {
      throw ProblemException.schema(
          "%s holds text, expected elements only".formatted(holder.name()));
    }
    List<Value.Group> items = new java.util.ArrayList<>();
    for (XmlNode item : holder.children()) {
      if (!item.is(shape.shape().namespace(), shape.item())) {
        throw ProblemException.schema(
            "%s holds an unknown element %s".formatted(holder.name(), item.name()));
      }
      items.add(read(item, shape.shape()));
    }
    return new Value.Items(items);
  }

  private static void requireBare(XmlNode node) throws ProblemException {
    requireNoAttributes(node);
    if (!node.children().isEmpty()) {
      throw ProblemException.schema(
          "%s holds an element, expected text only".formatted(node.name()));
    }
  }

  private static void requireNoAttributes(XmlNode node) throws ProblemException {
    for (XmlNode.Name name : node.attributes().keySet()) {
      if (!name.namespace().equals(Namespaces.SCHEMA_INSTANCE)) {
        throw ProblemException.schema(
            "%s has an unknown attribute %s".formatted(node.name(), name));
      }
    }
  }

  static void requireAll(String where, Shape.Group shape, Map<String, Value> fields)
      throws ProblemException {
    for (Shape.Field field : shape.fields()) {
      if (field.required() && !fields.containsKey(field.name())) {
        throw ProblemException.schema("%s lacks %s".formatted(where, field.name()));
      }
    }
  }

  private static Value.Text scalar(Shape.Scalar scalar, String name, String text)
      throws ProblemException {
    return new Value.Text(
        switch (scalar) {
          case TEXT -> text;
          case BOOLEAN -> Scalars.flag(name, text);
          case NUMBER -> Scalars.digits(name, text);
        });
  }
}
