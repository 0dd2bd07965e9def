package org.smoothlab.server.management;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XmlText;

/**
 * Reads a document from outside into elements. A document type declaration and entities of its own
 * are refused, so nothing is ever fetched or multiplied; depth is bounded here, size by the caller.
 */
final class XmlDocument {
  /** The deepest nesting; statistics, the deepest document of the API, need eleven. */
  static final int DEPTH_MAX = 32;

  private static final String WHERE = "the body";
  private static final int SHOWN_CHARS_MAX = 200;

  private final XMLStreamReader in;

  private XmlDocument(XMLStreamReader in) {
    this.in = in;
  }

  /** Reads a whole document. */
  static XmlNode read(Slice body) throws ProblemException {
    try {
      String text = XmlText.decode(body, WHERE);
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text));
      return new XmlDocument(reader).readDocument();
    } catch (MediaException e) {
      throw notXml(String.valueOf(e.getMessage()), e);
    } catch (XMLStreamException e) {
      throw notXml("the body is not well-formed XML" + place(e), e);
    }
  }

  private XmlNode readDocument() throws XMLStreamException, ProblemException {
    while (in.next() != XMLStreamConstants.START_ELEMENT) {
      refuseDeclarations();
    }
    XmlNode root = readElement(1);
    while (in.hasNext()) {
      in.next(); // the parser refuses anything that must not follow the root
    }
    return root;
  }

  private XmlNode readElement(int depth) throws XMLStreamException, ProblemException {
    if (depth > DEPTH_MAX) {
      throw new ProblemException(
          ManagementError.INVALID_XML,
          "the body nests elements deeper than " + DEPTH_MAX + " levels");
    }
    XmlNode.Name name = name(in.getNamespaceURI(), in.getLocalName());
    Map<XmlNode.Name, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < in.getAttributeCount(); i++) {
      attributes.put(
          name(in.getAttributeNamespace(i), in.getAttributeLocalName(i)), in.getAttributeValue(i));
    }
    List<XmlNode> children = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int event = in.next();
    while (event != XMLStreamConstants.END_ELEMENT) {
      refuseDeclarations();
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(readElement(depth + 1));
      } else if (isText(event)) {
        text.append(in.getText());
      }
      event = in.next();
    }
    return new XmlNode(name, attributes, children, text.toString().strip());
  }

  private void refuseDeclarations() throws ProblemException {
    switch (in.getEventType()) {
      case XMLStreamConstants.DTD ->
          throw notXml("the body has a document type declaration, which is never read");
      case XMLStreamConstants.ENTITY_REFERENCE ->
          throw notXml(
              "the body names entity &" + in.getLocalName() + ";, which is never resolved");
      default -> {
        // All else is the caller's.
      }
    }
  }

  private static boolean isText(int event) {
    return event == XMLStreamConstants.CHARACTERS
        || event == XMLStreamConstants.CDATA
        || event == XMLStreamConstants.SPACE;
  }

  private static XmlNode.Name name(@Nullable String uri, String local) {
    return new XmlNode.Name(uri == null ? "" : Namespaces.meant(uri), local);
  }

  private static ProblemException notXml(String message) {
    return new ProblemException(ManagementError.INVALID_XML, message);
  }

  private static ProblemException notXml(String message, Exception cause) {
    return new ProblemException(ManagementError.INVALID_XML, message, cause);
  }

  private static String place(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    int detail = message.indexOf("Message: ");
    String what = detail < 0 ? message : message.substring(detail + "Message: ".length());
    String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNumber();
    return line
        + ": "
        + (what.length() <= SHOWN_CHARS_MAX ? what : what.substring(0, SHOWN_CHARS_MAX));
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver((publicId, systemId, base, namespace) -> {
      throw new XMLStreamException("nothing is fetched: " + systemId);
    });
    return factory;
  }
}
