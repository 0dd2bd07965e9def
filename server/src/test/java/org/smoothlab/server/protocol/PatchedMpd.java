package org.smoothlab.server.protocol;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.w3c.dom.Text;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The document of a client that has got patches since it got the whole, by the tree and the paths
 * of the JDK: RFC 5261, 4.3 to 4.5, as far as one finds just one node.
 */
final class PatchedMpd {
  private final XPath paths = XPathFactory.newInstance().newXPath();
  private final Document mpd;

  PatchedMpd(String whole) {
    mpd = parse(whole);
  }

  private static Document parse(String text) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("not well-formed: " + text, e);
    }
  }

  /** Where the next patch is; empty when there is none. */
  String location() {
    NodeList places = mpd.getElementsByTagName("PatchLocation");
    return places.getLength() == 0 ? "" : places.item(0).getTextContent();
  }

  /**
   * Takes a patch.
   *
   * @return whether it was for this document: ISO/IEC 23009-1, 5.15.3
   */
  boolean take(String text) {
    Element patch = parse(text).getDocumentElement();
    Element root = mpd.getDocumentElement();
    boolean mine =
        patch.getAttribute("mpdId").equals(root.getAttribute("id"))
            && patch.getAttribute("originalPublishTime").equals(root.getAttribute("publishTime"));
    if (mine) {
      elements(patch).forEach(this::apply);
      require(
          root.getAttribute("publishTime").equals(patch.getAttribute("publishTime")),
          "a document of " + patch.getAttribute("publishTime"));
    }
    return mine;
  }

  private void apply(Element operation) {
    Node target = find(operation.getAttribute("sel"));
    List<Node> content = new ArrayList<>();
    elements(operation).forEach(element -> content.add(mpd.importNode(element, true)));
    switch (operation.getTagName()) {
      case "add" -> {
        require(operation.getAttribute("pos").isEmpty(), "an add without pos");
        content.forEach(target::appendChild);
      }
      case "replace" -> {
        if (target instanceof Attr attribute) {
          attribute.setValue(operation.getTextContent());
        } else {
          require(content.size() == 1, "one element instead of " + content.size());
          target.getParentNode().replaceChild(content.getFirst(), target);
        }
      }
      case "remove" -> target.getParentNode().removeChild(target);
      default -> throw new AssertionError("no operation: " + operation.getTagName());
    }
  }

  private Node find(String path) {
    try {
      NodeList found = (NodeList) paths.evaluate(path, mpd, XPathConstants.NODESET);
      require(found.getLength() == 1, "one node at %s, not %d".formatted(path, found.getLength()));
      return found.item(0);
    } catch (XPathExpressionException e) {
      throw new AssertionError("not a path: " + path, e);
    }
  }

  private static void require(boolean holds, String expected) {
    if (!holds) {
      throw new AssertionError("expected " + expected);
    }
  }

  /** What it says, without how it is written. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    write(mpd.getDocumentElement(), out, "");
    return out.toString();
  }

  private static void write(Element element, StringBuilder out, String indent) {
    Map<String, String> attributes = new TreeMap<>();
    NamedNodeMap map = element.getAttributes();
    for (int index = 0; index < map.getLength(); index++) {
      attributes.put(map.item(index).getNodeName(), map.item(index).getNodeValue());
    }
    out.append(indent).append(element.getTagName()).append(attributes);
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Text text) {
        out.append(text.getData().strip());
      }
    }
    out.append('\n');
    elements(element).forEach(child -> write(child, out, indent + " "));
  }

  private static List<Element> elements(Element parent) {
    List<Element> found = new ArrayList<>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element) {
        found.add(element);
      }
    }
    return found;
  }
}
