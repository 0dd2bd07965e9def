package org.smoothlab.server.management;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Writes XML. Names are trusted, values are escaped; what is opened must be closed. */
final class Markup {
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final StringBuilder out = new StringBuilder(1_024);
  private final Deque<String> open = new ArrayDeque<>();
  private boolean inTag;

  /** A document, beginning with its declaration. */
  static Markup document() {
    Markup markup = new Markup();
    markup.out.append(DECLARATION);
    return markup;
  }

  Markup open(String name) {
    endTag();
    out.append('<').append(name);
    open.push(name);
    inTag = true;
    return this;
  }

  /** Of the element that was opened last, before anything is put into it. */
  Markup attribute(String name, String value) {
    if (!inTag) {
      throw new IllegalStateException("attribute " + name + " after the tag's end");
    }
    out.append(' ').append(name).append("=\"");
    escape(value);
    out.append('"');
    return this;
  }

  Markup text(String text) {
    if (!text.isEmpty()) {
      endTag();
      escape(text);
    }
    return this;
  }

  /** Elements that are written already. */
  Markup verbatim(String markup) {
    endTag();
    out.append(markup);
    return this;
  }

  Markup close() {
    String name = open.pop();
    if (inTag) {
      out.append(" />");
      inTag = false;
    } else {
      out.append("</").append(name).append('>');
    }
    return this;
  }

  Markup element(String name, String text) {
    return open(name).text(text).close();
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return out.toString();
  }

  private void endTag() {
    if (inTag) {
      out.append('>');
      inTag = false;
    }
  }

  /** A character that XML cannot hold becomes U+FFFD: an odd title must not spoil the document. */
  private void escape(String text) {
    text.codePoints()
        .forEach(character -> {
          switch (character) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\t', '\n', '\r' -> out.append(String.format(Locale.ROOT, "&#%d;", character));
            default -> out.appendCodePoint(isXml(character) ? character : 0xFFFD);
          }
        });
  }

  /** [XML 1.0] 2.2, production 2. */
  private static boolean isXml(int character) {
    return (character >= 0x20 && character <= 0xD7FF)
        || (character >= 0xE000 && character <= 0xFFFD)
        || character >= 0x10000;
  }
}
