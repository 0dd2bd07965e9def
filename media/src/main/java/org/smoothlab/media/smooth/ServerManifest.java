package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XmlElement;
import org.smoothlab.media.xml.XmlReader;
import org.smoothlab.media.xml.XmlWriter;

/**
 * A server's own file about a presentation: {@code .isml} with the settings of a publishing point,
 * {@code .ism} with the tracks of a recording. Both are SMIL. What is not known is kept, in its
 * order, and written back.
 *
 * @param attributes of the root element, name spaces among them
 * @param head named values
 * @param body other points, or tracks
 * @see "SMIL 2.0; IIS Smooth Streaming, On-demand server manifest format"
 */
public record ServerManifest(List<CustomAttribute> attributes, Head head, Body body) {
  /** The largest document that is read. */
  public static final long DOCUMENT_BYTES_MAX = 1 << 20;

  /** How many elements a document may have. */
  public static final int ELEMENTS_MAX = 10_000;

  private static final String NAME = "ServerManifest";
  private static final CustomAttribute SMIL_2 =
      new CustomAttribute("xmlns", "http://www.w3.org/2001/SMIL20/Language");

  /** Nothing yet. */
  public static final ServerManifest EMPTY =
      new ServerManifest(
          List.of(SMIL_2),
          new Head(List.of(), List.of()),
          new Body(List.of(), List.of(), List.of()));

  /** Containers that say nothing about what is in them here. */
  private static final Set<String> CONTAINERS = Set.of("par", "seq", "switch");

  public ServerManifest {
    attributes = List.copyOf(attributes);
  }

  /**
   * @param metas named values; no name comes twice, whatever its case
   * @param others what else is there
   */
  public record Head(List<Meta> metas, List<XmlElement> others) {
    public Head {
      metas = List.copyOf(metas);
      others = List.copyOf(others);
      Optional<String> twice = twice(metas);
      if (twice.isPresent()) {
        throw new IllegalArgumentException("meta " + twice.get() + " comes twice");
      }
    }
  }

  /**
   * @param refs other publishing points: where to push to, or to pull from
   * @param tracks of a recording
   * @param others what else is there
   */
  public record Body(List<Ref> refs, List<Track> tracks, List<XmlElement> others) {
    public Body {
      refs = List.copyOf(refs);
      tracks = List.copyOf(tracks);
      others = List.copyOf(others);
    }
  }

  /** A named value; names are compared without case. */
  public record Meta(String name, String content) {}

  /**
   * Another publishing point.
   *
   * @param src its URL
   * @param attributes the others of the element
   */
  public record Ref(String src, List<CustomAttribute> attributes) {
    public Ref {
      attributes = List.copyOf(attributes);
    }

    /** The value of another attribute, or an empty text; its name is read without case. */
    public String textOf(String name) {
      return valueOf(name, attributes);
    }
  }

  /**
   * A track of a recording.
   *
   * @param kind by the name of its element
   * @param src the file that has it
   * @param attributes the others of the element, such as {@code systemBitrate}
   * @param params such as {@code trackID} and {@code trackName}
   */
  public record Track(
      StreamKind kind, String src, List<CustomAttribute> attributes, List<CustomAttribute> params) {
    public Track {
      attributes = List.copyOf(attributes);
      params = List.copyOf(params);
    }

    /** The value of a param or an attribute, or an empty text; its name is read without case. */
    public String textOf(String name) {
      String param = valueOf(name, params);
      return param.isEmpty() ? valueOf(name, attributes) : param;
    }
  }

  /** The value of a meta; its name is read without case. */
  public Optional<String> meta(String name) {
    for (Meta meta : head.metas) {
      if (meta.name.equalsIgnoreCase(name)) {
        return Optional.of(meta.content);
      }
    }
    return Optional.empty();
  }

  /** The same with another value of a meta, at its place, or behind all others. */
  public ServerManifest withMeta(String name, String content) {
    List<Meta> metas = new ArrayList<>(head.metas);
    metas.replaceAll(
        meta -> meta.name.equalsIgnoreCase(name) ? new Meta(meta.name, content) : meta);
    if (meta(name).isEmpty()) {
      metas.add(new Meta(name, content));
    }
    return new ServerManifest(attributes, new Head(metas, head.others), body);
  }

  /** The same without a meta. */
  public ServerManifest withoutMeta(String name) {
    List<Meta> metas =
        head.metas.stream().filter(meta -> !meta.name.equalsIgnoreCase(name)).toList();
    return new ServerManifest(attributes, new Head(metas, head.others), body);
  }

  /** The same with other points. */
  public ServerManifest withRefs(List<Ref> refs) {
    return new ServerManifest(attributes, head, new Body(refs, body.tracks, body.others));
  }

  /** The same with other tracks. */
  public ServerManifest withTracks(List<Track> tracks) {
    return new ServerManifest(attributes, head, new Body(body.refs, tracks, body.others));
  }

  /**
   * Reads a document in any encoding that is read in client manifests.
   *
   * @throws MediaException if it is not such a document, has a document type declaration, or is
   *     larger than one of the limits of this class
   */
  public static ServerManifest read(Slice document) throws MediaException {
    if (document.size() > DOCUMENT_BYTES_MAX) {
      throw new MalformedMediaException(
          NAME + ": " + document.size() + " bytes, at most " + DOCUMENT_BYTES_MAX + " are read");
    }
    XmlReader xml = new XmlReader(document, NAME, "smil");
    return new Reading(xml).read();
  }

  /** The document in UTF-8. */
  public Slice write() {
    XmlWriter out = new XmlWriter(4096);
    out.markup("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<smil");
    attributes.forEach(attribute -> out.attribute(attribute.name(), attribute.value()));
    out.markup(">\n  <head>\n");
    for (Meta meta : head.metas) {
      out.markup("    <meta").attribute("name", meta.name).attribute("content", meta.content);
      out.markup("/>\n");
    }
    writeOthers(head.others, out);
    out.markup("  </head>\n  <body>\n");
    if (!body.refs.isEmpty()) {
      out.markup("    <par>\n");
      body.refs.forEach(ref -> writeRef(ref, out));
      out.markup("    </par>\n");
    }
    if (!body.tracks.isEmpty()) {
      out.markup("    <switch>\n");
      body.tracks.forEach(track -> writeTrack(track, out));
      out.markup("    </switch>\n");
    }
    writeOthers(body.others, out);
    return out.markup("  </body>\n</smil>\n").toSlice();
  }

  private static void writeOthers(List<XmlElement> others, XmlWriter out) {
    for (XmlElement other : others) {
      out.markup("    ");
      other.write(out);
      out.markup("\n");
    }
  }

  private static void writeRef(Ref ref, XmlWriter out) {
    out.markup("      <ref").attribute("src", ref.src);
    ref.attributes.forEach(attribute -> out.attribute(attribute.name(), attribute.value()));
    out.markup("/>\n");
  }

  private static void writeTrack(Track track, XmlWriter out) {
    String element = LiveServerManifest.Track.defaultName(track.kind);
    out.markup("      <").markup(element).attribute("src", track.src);
    track.attributes.forEach(attribute -> out.attribute(attribute.name(), attribute.value()));
    out.markup(">\n");
    for (CustomAttribute param : track.params) {
      out.markup("        <param").attribute("name", param.name());
      out.attribute("value", param.value()).attribute("valuetype", "data").markup("/>\n");
    }
    out.markup("      </").markup(element).markup(">\n");
  }

  private static String valueOf(String name, List<CustomAttribute> among) {
    for (CustomAttribute candidate : among) {
      if (candidate.name().equalsIgnoreCase(name)) {
        return candidate.value();
      }
    }
    return "";
  }

  private static Optional<String> twice(List<Meta> metas) {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    return metas.stream().map(Meta::name).filter(name -> !seen.add(name)).findFirst();
  }

  /** One document being read. */
  private static final class Reading {
    private final XmlReader xml;
    private final List<Meta> metas = new ArrayList<>();
    private final Set<String> metaNames = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<XmlElement> headOthers = new ArrayList<>();
    private final List<Ref> refs = new ArrayList<>();
    private final List<Track> tracks = new ArrayList<>();
    private final List<XmlElement> bodyOthers = new ArrayList<>();

    Reading(XmlReader xml) {
      this.xml = xml;
    }

    ServerManifest read() throws MalformedMediaException {
      List<CustomAttribute> attributes = xml.attributes();
      while (xml.nextChild()) {
        switch (xml.name()) {
          case "head" -> readHead();
          case "body" -> readBody();
          default -> bodyOthers.add(xml.element(ELEMENTS_MAX));
        }
      }
      xml.requireEnd();
      return new ServerManifest(
          attributes, new Head(metas, headOthers), new Body(refs, tracks, bodyOthers));
    }

    private void readHead() throws MalformedMediaException {
      while (xml.nextChild()) {
        xml.requireElementCount(ELEMENTS_MAX);
        if (xml.name().equals("meta")) {
          readMeta();
        } else {
          headOthers.add(xml.element(ELEMENTS_MAX));
        }
      }
    }

    private void readMeta() throws MalformedMediaException {
      List<CustomAttribute> attributes = xml.attributes();
      String name = require("name", attributes);
      if (!metaNames.add(name)) {
        throw xml.wrong("meta " + UrlText.shown(name) + " comes twice");
      }
      metas.add(new Meta(name, require("content", attributes)));
      xml.skip();
    }

    private void readBody() throws MalformedMediaException {
      while (xml.nextChild()) {
        xml.requireElementCount(ELEMENTS_MAX);
        switch (xml.name()) {
          case "ref" -> {
            List<CustomAttribute> attributes = xml.attributes();
            refs.add(new Ref(require("src", attributes), without("src", attributes)));
            xml.skip();
          }
          case "video" -> tracks.add(readTrack(StreamKind.VIDEO));
          case "audio" -> tracks.add(readTrack(StreamKind.AUDIO));
          case "textstream" -> tracks.add(readTrack(StreamKind.TEXT));
          default -> {
            if (CONTAINERS.contains(xml.name())) {
              readBody();
            } else {
              bodyOthers.add(xml.element(ELEMENTS_MAX));
            }
          }
        }
      }
    }

    private Track readTrack(StreamKind kind) throws MalformedMediaException {
      List<CustomAttribute> attributes = xml.attributes();
      String src = require("src", attributes);
      List<CustomAttribute> params = new ArrayList<>();
      while (xml.nextChild()) {
        xml.requireElementCount(ELEMENTS_MAX);
        if (xml.name().equals("param")) {
          List<CustomAttribute> ofParam = xml.attributes();
          params.add(new CustomAttribute(require("name", ofParam), valueOf("value", ofParam)));
        }
        xml.skip();
      }
      return new Track(kind, src, without("src", attributes), params);
    }

    private String require(String name, List<CustomAttribute> attributes)
        throws MalformedMediaException {
      for (CustomAttribute attribute : attributes) {
        if (attribute.name().equalsIgnoreCase(name)) {
          return attribute.value();
        }
      }
      throw xml.wrong("@" + name + " is missing");
    }

    private static List<CustomAttribute> without(String name, List<CustomAttribute> attributes) {
      String lower = name.toLowerCase(Locale.ROOT);
      return attributes.stream()
          .filter(attribute -> !attribute.name().toLowerCase(Locale.ROOT).equals(lower))
          .toList();
    }
  }
}
