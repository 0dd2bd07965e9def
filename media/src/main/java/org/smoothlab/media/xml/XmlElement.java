package org.smoothlab.media.xml;

import java.util.List;
import org.smoothlab.media.CustomAttribute;

/**
 * An element that the standard does not define, handed through with all that is in it.
 *
 * @param name with its prefix, if it has one
 * @param attributes with their prefixes, name spaces among them
 * @param children in order
 * @param text its own; an element with children has none
 */
public record XmlElement(
    String name, List<CustomAttribute> attributes, List<XmlElement> children, String text) {
  public XmlElement {
    attributes = List.copyOf(attributes);
    children = List.copyOf(children);
    text = children.isEmpty() ? text : "";
  }

  /** Everything, in one line. */
  public void write(XmlWriter out) {
    out.markup("<").escaped(name);
    attributes.forEach(attribute -> out.attribute(attribute.name(), attribute.value()));
    if (children.isEmpty() && text.isEmpty()) {
      out.markup("/>");
      return;
    }
    out.markup(">").escaped(text);
    children.forEach(child -> child.write(out));
    out.markup("</").escaped(name).markup(">");
  }
}
