package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.xml.XmlReader;
import org.smoothlab.media.xml.XmlWriter;

/**
 * The streams that make up a broadcast, each from one encoder: a broadcast that announces them
 * starts when all have come.
 *
 * @param streams in the order of the document
 * @see "[MS-SSTR] 2.2.7.2 and 2.2.8"
 */
public record StreamManifest(List<Stream> streams) {
  /** The largest document that is read. */
  public static final long DOCUMENT_BYTES_MAX = 1 << 20;

  /** How many streams a document may have. */
  public static final int STREAMS_MAX = 512;

  private static final String NAME = "StreamManifest";
  private static final Pattern SOURCE =
      Pattern.compile("(?:Events\\(([^/]*)\\)/)?Streams\\(([^/]*)\\)", Pattern.CASE_INSENSITIVE);

  public StreamManifest {
    streams = List.copyOf(streams);
  }

  /**
   * One stream.
   *
   * @param eventId empty when none is given
   * @param streamId may be empty
   */
  public record Stream(String eventId, String streamId) {}

  /**
   * Reads a document.
   *
   * @throws MediaException if it is not such a document, has a document type declaration, or is
   *     larger than one of the limits of this class
   */
  public static StreamManifest read(Slice document) throws MediaException {
    if (document.size() > DOCUMENT_BYTES_MAX) {
      throw new MalformedMediaException(
          NAME + ": " + document.size() + " bytes, at most " + DOCUMENT_BYTES_MAX + " are read");
    }
    XmlReader xml = new XmlReader(document, NAME, "smil");
    List<Stream> streams = new ArrayList<>();
    readInside(xml, streams);
    xml.requireEnd();
    return new StreamManifest(streams);
  }

  /** The document in UTF-8. */
  public Slice write() {
    XmlWriter out = new XmlWriter(256 + 64 * streams.size());
    out.markup("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.markup("<smil xmlns=\"http://www.w3.org/2001/SMIL20/Language\"><body><par>\n");
    for (Stream stream : streams) {
      String event =
          stream.eventId().isEmpty() ? "" : "Events(" + UrlText.encodeName(stream.eventId()) + ")/";
      String source = event + "Streams(" + UrlText.encodeName(stream.streamId()) + ")";
      out.markup("<ref").attribute("src", source).markup("/>\n");
    }
    return out.markup("</par></body></smil>\n").toSlice();
  }

  private static void readInside(XmlReader xml, List<Stream> streams)
      throws MalformedMediaException {
    while (xml.nextChild()) {
      if (xml.name().equals("ref")) {
        if (streams.size() == STREAMS_MAX) {
          throw xml.wrong("more than " + STREAMS_MAX + " streams");
        }
        streams.add(readStream(xml));
        xml.skip();
      } else {
        readInside(xml, streams);
      }
    }
  }

  private static Stream readStream(XmlReader xml) throws MalformedMediaException {
    String source = xml.require("src");
    Matcher matcher = SOURCE.matcher(source.strip());
    if (!matcher.matches()) {
      throw xml.wrong(
          "@src must be [Events(id)/]Streams(id), is \""
              + UrlText.shown(source)
              + "\" ([MS-SSTR] 2.2.7.2)");
    }
    String eventId = matcher.group(1);
    return new Stream(
        eventId == null ? "" : UrlText.decode(eventId), UrlText.decode(matcher.group(2)));
  }
}
