package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.smooth.SmoothManifest.ProtectionHeader;
import org.smoothlab.media.xml.XmlReader;

/**
 * Reads client manifests in any encoding that XML knows, leniently where servers in the field
 * differ. Unknown elements and attributes are ignored.
 *
 * @see "[MS-SSTR] 2.2.2 and 3.1.5.1"
 */
public final class ManifestReader {
  /** The largest document that is read. */
  public static final long DOCUMENT_BYTES_MAX = 32 << 20;

  /** How many streams a manifest may have. */
  public static final int STREAMS_MAX = 256;

  /** How many quality levels all the streams of a manifest may have together. */
  public static final int QUALITY_LEVELS_MAX = 512;

  /** How many fragments all the streams may have together, each {@code r} counted in full. */
  public static final int CHUNKS_MAX = 1_000_000;

  private static final String NAME = "Manifest";

  private final XmlReader xml;
  private final Budget budget = new Budget();

  private ManifestReader(XmlReader xml) {
    this.xml = xml;
  }

  /**
   * Reads a whole manifest.
   *
   * @throws MalformedMediaException if it breaks the standard, has a document type declaration, or
   *     is larger than one of the limits of this class
   * @throws UnsupportedMediaException if its version or one of its clocks is not known here
   */
  public static SmoothManifest read(Slice document) throws MediaException {
    if (document.size() > DOCUMENT_BYTES_MAX) {
      throw new MalformedMediaException(
          NAME + ": " + document.size() + " bytes, at most " + DOCUMENT_BYTES_MAX + " are read");
    }
    XmlReader xml = new XmlReader(document, NAME, "SmoothStreamingMedia");
    SmoothManifest manifest = new ManifestReader(xml).readMedia();
    xml.requireEnd();
    return manifest;
  }

  private SmoothManifest readMedia() throws MediaException {
    SmoothManifest.Header header = readHeader();
    List<CustomAttribute> attributes = new ArrayList<>();
    List<ProtectionHeader> protectionHeaders = new ArrayList<>();
    List<StreamIndex> streams = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "CustomAttributes" -> readCustomAttributes(xml, attributes);
        case "Protection" -> readProtection(protectionHeaders);
        case "StreamIndex" -> {
          if (streams.size() == STREAMS_MAX) {
            throw xml.wrong("more than " + STREAMS_MAX + " streams");
          }
          String where = xml.where();
          StreamIndex stream = new StreamIndexReader(xml, budget).read(header.timescale());
          if (!names.add(stream.info().name())) {
            throw new MalformedMediaException(
                where
                    + "a second stream is named \""
                    + UrlText.shown(stream.info().name())
                    + "\" ([MS-SSTR] 2.2.2.3)");
          }
          streams.add(stream);
        }
        default -> xml.skip();
      }
    }
    return new SmoothManifest(header, attributes, protectionHeaders, streams);
  }

  private SmoothManifest.Header readHeader() throws MediaException {
    long major = xml.requireNumber("MajorVersion", Integer.MAX_VALUE);
    long minor = xml.numberOr("MinorVersion", Integer.MAX_VALUE, 0);
    if (major != 2 || minor > 2) {
      throw new UnsupportedMediaException(
          xml.where() + "version " + major + "." + minor + ", known are 2.0 and 2.2");
    }
    return new SmoothManifest.Header(
        minor == 2 ? SmoothManifest.Version.V2_2 : SmoothManifest.Version.V2_0,
        readTimescale(xml, Timescale.SMOOTH),
        xml.numberOr("Duration", Long.MAX_VALUE, 0),
        readLiveness());
  }

  private SmoothManifest.Liveness readLiveness() throws MalformedMediaException {
    if (!xml.flag("IsLive")) {
      return new SmoothManifest.OnDemand();
    }
    // The standard's name and the name that servers in the field write mean the same.
    long lookAheadCount = xml.numberOr("LookAheadFragmentCount", Integer.MAX_VALUE, 0);
    return new SmoothManifest.Live(
        (int) xml.numberOr("LookaheadCount", Integer.MAX_VALUE, lookAheadCount),
        xml.numberOr("DVRWindowLength", Long.MAX_VALUE, 0));
  }

  private void readProtection(List<ProtectionHeader> headers) throws MalformedMediaException {
    while (xml.nextChild()) {
      if (!xml.name().equals("ProtectionHeader")) {
        xml.skip();
        continue;
      }
      if (headers.size() == STREAMS_MAX) {
        throw xml.wrong("more than " + STREAMS_MAX + " protection headers");
      }
      String where = xml.where();
      String systemId = systemId(xml.require("SystemID"), where);
      headers.add(new ProtectionHeader(systemId, XmlReader.base64(xml.text(), where)));
    }
  }

  /** The example of [MS-SSTR] 4.1 lost a hyphen, so only the digits count. */
  private static String systemId(String text, String where) throws MalformedMediaException {
    String digits = text.strip().replaceAll("[{}-]", "").toLowerCase(Locale.ROOT);
    if (!digits.matches("[0-9a-f]{32}")) {
      throw new MalformedMediaException(
          where + "@SystemID is not a UUID: \"" + UrlText.shown(text) + "\"");
    }
    return digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-");
  }

  static Timescale readTimescale(XmlReader xml, Timescale otherwise) throws MediaException {
    long ticksPerSecond = xml.numberOr("TimeScale", Long.MAX_VALUE, otherwise.ticksPerSecond());
    if (ticksPerSecond < 1 || ticksPerSecond > Integer.MAX_VALUE) {
      throw new UnsupportedMediaException(
          xml.where() + "@TimeScale out of 1..2^31-1: " + ticksPerSecond);
    }
    return new Timescale(ticksPerSecond);
  }

  static void readCustomAttributes(XmlReader xml, List<CustomAttribute> attributes)
      throws MalformedMediaException {
    while (xml.nextChild()) {
      if (xml.name().equals("Attribute")) {
        if (attributes.size() == STREAMS_MAX) {
          throw xml.wrong("more than " + STREAMS_MAX + " custom attributes");
        }
        attributes.add(new CustomAttribute(xml.require("Name"), xml.textOf("Value")));
      }
      xml.skip();
    }
  }

  static StreamKind readKind(XmlReader xml) throws MediaException {
    String type = xml.require("Type");
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case "video" -> StreamKind.VIDEO;
      case "audio" -> StreamKind.AUDIO;
      case "text" -> StreamKind.TEXT;
      default ->
          throw new UnsupportedMediaException(
              xml.where()
                  + "@Type is \""
                  + UrlText.shown(type)
                  + "\", known are video, audio and text");
    };
  }

  /** What the streams of one manifest may still take. */
  static final class Budget {
    private int levelCount;
    private long chunkCount;

    void takeLevel(XmlReader xml) throws MalformedMediaException {
      if (++levelCount > QUALITY_LEVELS_MAX) {
        throw xml.wrong("more than " + QUALITY_LEVELS_MAX + " quality levels");
      }
    }

    void takeChunks(XmlReader xml, long count) throws MalformedMediaException {
      if (count > CHUNKS_MAX - chunkCount) {
        throw xml.wrong("more than " + CHUNKS_MAX + " fragments");
      }
      chunkCount += count;
    }
  }
}
