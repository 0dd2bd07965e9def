package org.smoothlab.server.management;

import java.time.Instant;
import java.util.List;
import org.smoothlab.media.bytes.Slice;

/**
 * The envelope of the XML form: element order, links and what is left out differ between requests,
 * and are copied.
 *
 * @see "RFC 4287, 4.1.1 and 4.1.2"
 */
final class Atom {
  private Atom() {}

  static String entry(Entry entry) {
    Markup out = Markup.document();
    writeEntry(out, entry, true);
    return out.toString();
  }

  static String feed(Instant updated, List<Entry> entries) {
    Markup out = Markup.document();
    out.open("feed").attribute("xmlns", Namespaces.ATOM);
    out.open("author").element("name", "").close();
    out.element("title", "Publishing Point Collection");
    out.element("updated", Entry.millis(updated));
    entries.forEach(entry -> writeEntry(out, entry, false));
    return out.close().toString();
  }

  /** An error is not wrapped in Atom. */
  static String problem(Value.Group error) {
    Markup out = Markup.document();
    out.open("SmoothStreaming").attribute("xmlns", Namespaces.MANAGEMENT).open("Error");
    XmlForm.write(out, Shapes.ERROR, error);
    return out.close().close().toString();
  }

  private static void writeEntry(Markup out, Entry entry, boolean isRoot) {
    Entry.Kind kind = entry.kind();
    out.open("entry");
    if (isRoot) {
      out.attribute("xmlns", Namespaces.ATOM);
    }
    out.element("id", entry.id());
    if (kind.hasTitle()) {
      out.element("title", entry.heading().title());
    }
    if (kind.hasAuthor()) {
      out.open("author").element("name", "").close();
    }
    out.element("updated", entry.updatedText());
    writeLinks(out, entry);
    if (kind.hasContent()) {
      writeContent(out, entry);
    }
    out.close();
  }

  private static void writeLinks(Markup out, Entry entry) {
    PointLinks links = entry.links();
    switch (entry.kind()) {
      case CREATED, SETTINGS, LISTED_WITH_SETTINGS -> {
        link(out, links.settings(), "self", "Settings");
        link(out, links.state(), "related", "State");
      }
      case STATE -> {
        link(out, links.state(), "self", "State");
        link(out, links.settings(), "related", "Settings");
      }
      case STATISTICS -> {
        // The title is not a slip of ours: readers go by href and rel.
        link(out, links.statistics(), "self", "State");
        link(out, links.settings(), "related", "Settings");
      }
      case LISTED -> {
        link(out, links.settings(), "related", "Settings");
        link(out, links.state(), "related", "State");
      }
    }
  }

  private static void link(Markup out, String href, String rel, String title) {
    out.open("link")
        .attribute("href", href)
        .attribute("rel", rel)
        .attribute("type", "application/atom+xml")
        .attribute("title", title)
        .close();
  }

  private static void writeContent(Markup out, Entry entry) {
    Payload payload = entry.kind().payload();
    out.open("content").attribute("type", "application/xml");
    out.open("SmoothStreaming").attribute("xmlns", Namespaces.MANAGEMENT);
    out.open(payload.element());
    XmlForm.write(out, payload.shape(), entry.content());
    out.close().close().close();
  }

  /**
   * Finds what a client wants in its entry. Whatever else an entry holds means nothing: clients
   * leave it out, or fill it with what is no date.
   */
  static Value.Group read(Slice body, Payload wanted) throws ProblemException {
    XmlNode root = XmlDocument.read(body);
    if (!root.is(Namespaces.ATOM, "entry")) {
      throw ProblemException.schema(
          "the root element is %s, expected entry of Atom".formatted(root.name()));
    }
    XmlNode content = only(root, Namespaces.ATOM, "content");
    String type = content.attributes().getOrDefault(new XmlNode.Name("", "type"), "");
    if (!isXml(type)) {
      throw ProblemException.schema(
          "content has type \"%s\", expected application/xml".formatted(Scalars.shown(type)));
    }
    XmlNode streaming = only(content, Namespaces.MANAGEMENT, "SmoothStreaming");
    if (content.children().size() != 1) {
      throw ProblemException.schema("content holds more than SmoothStreaming");
    }
    XmlNode payload = only(streaming, Namespaces.MANAGEMENT, wanted.element());
    if (streaming.children().size() != 1 || !streaming.attributes().isEmpty()) {
      throw ProblemException.schema("SmoothStreaming holds more than " + wanted.element());
    }
    return XmlForm.read(payload, wanted.shape());
  }

  private static XmlNode only(XmlNode parent, String namespace, String name)
      throws ProblemException {
    List<XmlNode> found =
        parent.children().stream().filter(child -> child.is(namespace, name)).toList();
    if (found.size() != 1) {
      throw ProblemException.schema(
          "%s holds %s %s, expected one"
              .formatted(parent.name(), found.isEmpty() ? "no" : "more than one", name));
    }
    return found.getFirst();
  }

  /** RFC 7303: any of them, and nothing said is taken for it too. */
  private static boolean isXml(String type) {
    String bare = type.toLowerCase(java.util.Locale.ROOT).replaceFirst(";.*", "").strip();
    return bare.isEmpty()
        || bare.equals("application/xml")
        || bare.equals("text/xml")
        || bare.endsWith("+xml");
  }
}
