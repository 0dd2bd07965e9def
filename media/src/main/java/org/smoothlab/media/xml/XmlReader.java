package org.smoothlab.media.xml;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * A foreign XML document, element by element. A document type declaration and entities of its own
 * are refused, so nothing is ever fetched or multiplied; depth is bounded. Its size is the caller's
 * to bound.
 *
 * <p>An element's attributes can be read until the reader moves on. Each child that {@link
 * #nextChild} found must be consumed: by asking for its children until there is none, by {@link
 * #text} or by {@link #skip}.
 */
public final class XmlReader {
  /** The deepest nesting; Smooth's own documents need five. */
  public static final int DEPTH_MAX = 16;

  private final String documentName;
  private final XMLStreamReader in;
  private final Deque<String> path = new ArrayDeque<>();
  private int elementCount;

  /**
   * Moves to the root element.
   *
   * @param documentName names the document in messages
   */
  public XmlReader(Slice document, String documentName, String rootName) throws MediaException {
    this.documentName = documentName;
    String text = XmlText.decode(document, documentName);
    try {
      in = factory().createXMLStreamReader(new StringReader(text));
    } catch (XMLStreamException e) {
      throw broken(documentName, e);
    }
    while (advance() != XMLStreamConstants.START_ELEMENT) {
      // Comments and processing instructions before the root mean nothing.
    }
    if (!name().equals(rootName)) {
      throw wrong("expected the root element " + rootName);
    }
  }

  /** Moves to the next child of the element that the reader is in; false at that element's end. */
  public boolean nextChild() throws MalformedMediaException {
    while (true) {
      switch (advance()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return false;
        }
        default -> {
          // Text between elements, comments and processing instructions mean nothing.
        }
      }
    }
  }

  /** Leaves the element with all that is in it. */
  public void skip() throws MalformedMediaException {
    int depth = path.size();
    while (path.size() >= depth) {
      advance();
    }
  }

  /** The element's own text without its children's; leaves the element. */
  public String text() throws MalformedMediaException {
    StringBuilder text = new StringBuilder();
    int depth = path.size();
    while (path.size() >= depth) {
      int event = advance();
      boolean own = path.size() == depth;
      if (own && (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA)) {
        text.append(in.getText());
      }
    }
    return text.toString();
  }

  /** Who is told of what is in an element, in its order. */
  public interface Content {
    /** A child begins: its name and attributes can be read. */
    void begin() throws MalformedMediaException;

    /** Text in the element or in the child that began last and has not ended. */
    void text(String text) throws MalformedMediaException;

    /** That child ends. */
    void end();
  }

  /** Tells of texts and descendants as they are mixed; leaves the element. */
  public void content(Content content) throws MalformedMediaException {
    int depth = path.size();
    while (path.size() >= depth) {
      switch (advance()) {
        case XMLStreamConstants.START_ELEMENT -> content.begin();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> content.text(in.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          if (path.size() >= depth) {
            content.end();
          }
        }
        default -> {
          // Comments and processing instructions mean nothing.
        }
      }
    }
  }

  /**
   * The element as it is, with all that is in it; leaves the element.
   *
   * @param elementCountMax of the document
   */
  public XmlElement element(int elementCountMax) throws MalformedMediaException {
    requireElementCount(elementCountMax);
    String name = qualified(in.getPrefix(), in.getLocalName());
    List<CustomAttribute> attributes = attributes();
    List<XmlElement> children = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int depth = path.size();
    while (path.size() >= depth) {
      int event = advance();
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(elementCountMax));
      } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        text.append(in.getText());
      }
    }
    return new XmlElement(name, attributes, children, text.toString());
  }

  /** Makes sure that the document has had at most so many elements. */
  public void requireElementCount(int elementCountMax) throws MalformedMediaException {
    if (elementCount > elementCountMax) {
      throw wrong("more than " + elementCountMax + " elements");
    }
  }

  /** All attributes of the element with their prefixes, its name spaces first. */
  public List<CustomAttribute> attributes() {
    List<CustomAttribute> attributes = new ArrayList<>();
    for (int i = 0; i < in.getNamespaceCount(); i++) {
      String prefix = in.getNamespacePrefix(i);
      String uri = in.getNamespaceURI(i);
      attributes.add(
          new CustomAttribute(
              prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix,
              uri == null ? "" : uri));
    }
    for (int i = 0; i < in.getAttributeCount(); i++) {
      attributes.add(
          new CustomAttribute(
              qualified(in.getAttributePrefix(i), in.getAttributeLocalName(i)),
              in.getAttributeValue(i)));
    }
    return attributes;
  }

  private static String qualified(@Nullable String prefix, String localName) {
    return prefix == null || prefix.isEmpty() ? localName : prefix + ":" + localName;
  }

  /** Makes sure that nothing but comments and white space follows the root element. */
  public void requireEnd() throws MalformedMediaException {
    while (advance() != XMLStreamConstants.END_DOCUMENT) {
      // The parser refuses anything that must not follow.
    }
  }

  /** The element's name without its namespace. */
  public String name() {
    return in.getLocalName();
  }

  /** The attribute's value, if it is there. */
  public Optional<String> find(String attribute) {
    return Optional.ofNullable(in.getAttributeValue(null, attribute));
  }

  /** The attribute's value, or an empty text. */
  public String textOf(String attribute) {
    return find(attribute).orElse("");
  }

  /** The attribute's value, which must be there. */
  public String require(String attribute) throws MalformedMediaException {
    return find(attribute).orElseThrow(() -> wrong("@" + attribute + " is missing"));
  }

  /** The attribute as an unsigned number, which must be there. */
  public long requireNumber(String attribute, long max) throws MalformedMediaException {
    return number(require(attribute), attribute, max);
  }

  /** The attribute as an unsigned number; {@code otherwise} if it is missing or empty. */
  public long numberOr(String attribute, long max, long otherwise) throws MalformedMediaException {
    String digits = textOf(attribute).strip();
    return digits.isEmpty() ? otherwise : number(digits, attribute, max);
  }

  /** Whether the attribute is {@code TRUE} or {@code 1}; case does not matter. */
  public boolean flag(String attribute) {
    return isTrue(textOf(attribute));
  }

  /** Whether the text says yes in one of the ways seen in the field. */
  public static boolean isTrue(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    return lower.equals("true") || lower.equals("1");
  }

  /**
   * The bytes that {@code digits} spells; white space is ignored.
   *
   * @param where the beginning of the message
   */
  public static Slice hex(String digits, String where) throws MalformedMediaException {
    try {
      return Slice.ofHex(digits);
    } catch (IllegalArgumentException e) {
      throw new MalformedMediaException(
          where + "not pairs of hexadecimal digits: \"" + MediaException.shown(digits) + "\"", e);
    }
  }

  /**
   * The bytes that the base64 text spells; white space is ignored.
   *
   * @param where the beginning of the message
   */
  public static Slice base64(String text, String where) throws MalformedMediaException {
    try {
      return Slice.view(ByteBuffer.wrap(Base64.getDecoder().decode(text.replaceAll("\\s+", ""))));
    } catch (IllegalArgumentException e) {
      throw new MalformedMediaException(
          where + "not base64: \"" + MediaException.shown(text) + "\"", e);
    }
  }

  /** Something is wrong here. */
  public MalformedMediaException wrong(String what) {
    return new MalformedMediaException(where() + what);
  }

  /** Document, line and path of where the reader is, for the beginning of a message. */
  public String where() {
    StringBuilder where = new StringBuilder(documentName);
    where.append(" line ").append(in.getLocation().getLineNumber()).append(", ");
    path.descendingIterator().forEachRemaining(name -> where.append('/').append(name));
    return where.append(": ").toString();
  }

  private long number(String digits, String attribute, long max) throws MalformedMediaException {
    try {
      return Decimal.read(digits.strip(), max, attribute);
    } catch (MalformedMediaException e) {
      // The place costs more than the number: it is looked for only when it is needed.
      throw new MalformedMediaException(where() + "@" + e.getMessage(), e);
    }
  }

  private int advance() throws MalformedMediaException {
    int event;
    try {
      event = in.next();
    } catch (XMLStreamException e) {
      throw broken(documentName, e);
    }
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> {
        elementCount++;
        path.push(MediaException.shown(in.getLocalName()));
        if (path.size() > DEPTH_MAX) {
          throw wrong("nested deeper than " + DEPTH_MAX + " elements");
        }
      }
      case XMLStreamConstants.END_ELEMENT -> path.pop();
      case XMLStreamConstants.DTD ->
          throw wrong("a document type declaration is not allowed ([MS-SSTR] 2.2.2)");
      case XMLStreamConstants.ENTITY_REFERENCE -> throw wrong("entities are not allowed");
      default -> {
        // All else is the caller's.
      }
    }
    return event;
  }

  private static MalformedMediaException broken(String documentName, XMLStreamException e) {
    Location location = e.getLocation();
    String line = location == null ? "" : " line " + location.getLineNumber();
    String message = String.valueOf(e.getMessage());
    int text = message.indexOf("Message: ");
    return new MalformedMediaException(
        documentName
            + line
            + ": not well-formed XML: "
            + MediaException.shown(text < 0 ? message : message.substring(text + 9)),
        e);
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
