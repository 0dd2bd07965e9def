package org.smoothlab.server.management;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One element of a document that came in, with all that is in it. Comments and processing
 * instructions mean nothing and are gone.
 *
 * @param name with its namespace as it is meant
 * @param attributes by their names, without namespace declarations
 * @param children the elements in it, in order
 * @param text its own text, its children's not included, without the white space around it
 */
record XmlNode(Name name, Map<Name, String> attributes, List<XmlNode> children, String text) {
  /** A name in its namespace, which is empty for none. */
  record Name(String namespace, String local) {
    @Override
    public String toString() {
      return local;
    }
  }

  XmlNode {
    attributes = Map.copyOf(attributes);
    children = List.copyOf(children);
  }

  boolean is(String namespace, String local) {
    return name.namespace.equals(namespace) && name.local.equals(local);
  }

  /** The first child of this name. */
  Optional<XmlNode> find(String namespace, String local) {
    return children.stream().filter(child -> child.is(namespace, local)).findFirst();
  }

  /** Writes it again. Namespaces are declared where they change; the meaning stays the same. */
  void write(Markup out, String surroundingNamespace) {
    out.open(name.local);
    if (!name.namespace.equals(surroundingNamespace)) {
      out.attribute("xmlns", name.namespace);
    }
    attributes.entrySet().stream()
        .filter(attribute -> attribute.getKey().namespace.isEmpty())
        .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(Name::local)))
        .forEach(attribute -> out.attribute(attribute.getKey().local, attribute.getValue()));
    if (!text.isEmpty()) {
      out.text(text);
    }
    children.forEach(child -> child.write(out, name.namespace));
    out.close();
  }
}
