package org.smoothlab.server;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the little of SMIL that an {@code .isml} file uses: metas of the head, refs of the body.
 */
final class SmilReader {
  private static final int ELEMENT_COUNT_MAX = 10_000;

  /**
   * @param metas content by name, in order
   * @param refs sources in order
   */
  record Smil(Map<String, String> metas, List<String> refs) {}

  private final Map<String, String> metas = new LinkedHashMap<>();
  private final Set<String> namesSeen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final List<String> refs = new ArrayList<>();

  private SmilReader() {}

  /**
   * @throws XMLStreamException if it is not well-formed, has a DTD, or is not SMIL
   * @throws IllegalArgumentException if a meta has no name or content, or comes twice
   */
  static Smil read(InputStream in) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader xml = factory.createXMLStreamReader(in);
    try {
      SmilReader reader = new SmilReader();
      reader.readAll(xml);
      return new Smil(reader.metas, reader.refs);
    } finally {
      xml.close();
    }
  }

  private void readAll(XMLStreamReader xml) throws XMLStreamException {
    int elementCount = 0;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.DTD) {
        throw new XMLStreamException("a DTD is not allowed", xml.getLocation());
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        elementCount++;
        if (elementCount > ELEMENT_COUNT_MAX) {
          throw new XMLStreamException("more than " + ELEMENT_COUNT_MAX + " elements");
        }
        readElement(xml, elementCount == 1);
      }
    }
  }

  private void readElement(XMLStreamReader xml, boolean isRoot) throws XMLStreamException {
    String name = xml.getLocalName();
    if (isRoot && !name.equals("smil")) {
      throw new XMLStreamException("expected smil, found " + name, xml.getLocation());
    }
    switch (name) {
      case "meta" -> addMeta(attribute(xml, "name"), attribute(xml, "content"));
      case "ref" -> refs.add(attribute(xml, "src"));
      default -> {
        // Layout, parameters and what other products write is nothing to us.
      }
    }
  }

  private void addMeta(String name, String content) {
    if (!namesSeen.add(name)) {
      throw new IllegalArgumentException("meta " + name + " comes twice");
    }
    metas.put(name, content);
  }

  private static String attribute(XMLStreamReader xml, String name) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (xml.getAttributeLocalName(i).toLowerCase(Locale.ROOT).equals(name)) {
        return xml.getAttributeValue(i);
      }
    }
    throw new IllegalArgumentException(
        "line "
            + xml.getLocation().getLineNumber()
            + ": "
            + xml.getLocalName()
            + " without "
            + name);
  }
}
