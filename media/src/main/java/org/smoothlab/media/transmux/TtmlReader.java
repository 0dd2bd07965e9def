package org.smoothlab.media.transmux;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.xml.XmlReader;

/**
 * The captions of a TTML document, also of the drafts that were called DFXP. Of its styles what
 * paragraphs and spans say themselves about italic, bold and underlined text is kept; colours,
 * fonts, regions and styles by name are left to the player. Elements of a container are shown side
 * by side, as without {@code timeContainer}.
 *
 * @see "W3C TTML1; W3C WebVTT, 4.2"
 */
public final class TtmlReader {
  /** A larger document is refused. */
  public static final int DOCUMENT_BYTES_MAX = 1 << 20;

  /** A document of more captions is refused. */
  public static final int CUE_COUNT_MAX = 4096;

  /** Ends of what has none. */
  static final long FOR_EVER = Long.MAX_VALUE;

  private final XmlReader in;
  private final TtmlTime time;
  private final List<Cue> cues = new ArrayList<>();

  /** When the children of an element may be shown. */
  private record Interval(long startNanos, long endNanos) {}

  private TtmlReader(XmlReader in) throws MalformedMediaException {
    this.in = in;
    this.time = TtmlTime.read(in);
  }

  /**
   * Reads a document.
   *
   * @return its captions in their order, on the clock of the document
   * @throws MalformedMediaException if it is no TTML
   * @throws UnsupportedMediaException if it is larger than the bounds
   */
  public static List<Cue> read(Slice document) throws MediaException {
    if (document.size() > DOCUMENT_BYTES_MAX) {
      throw new UnsupportedMediaException(
          "TTML of %d bytes, limit is %d".formatted(document.size(), DOCUMENT_BYTES_MAX));
    }
    TtmlReader reader = new TtmlReader(new XmlReader(document, "TTML", "tt"));
    reader.children(new Interval(0, FOR_EVER));
    reader.in.requireEnd();
    return List.copyOf(reader.cues);
  }

  /**
   * Whether the times of a sample's captions count from its begin: unless nothing would be shown.
   *
   * @param durationNanos of the sample
   */
  static boolean countsFromSample(List<Cue> cues, long durationNanos) {
    return cues.stream().anyMatch(cue -> cue.startNanos() < durationNanos);
  }

  private void children(Interval parent) throws MediaException {
    while (in.nextChild()) {
      switch (in.name()) {
        case "body", "div" -> children(interval(parent));
        case "p" -> paragraph(interval(parent));
        default -> in.skip();
      }
    }
  }

  /** Times count from the begin of the parent; nothing outlasts it. */
  private Interval interval(Interval parent) throws MalformedMediaException {
    long startNanos = parent.startNanos + attribute("begin").orElse(0L);
    if (startNanos > TtmlTime.NANOS_MAX) {
      throw in.wrong("begins beyond a hundred years");
    }
    long endNanos = parent.endNanos;
    Optional<Long> end = attribute("end");
    Optional<Long> duration = attribute("dur");
    if (end.isPresent()) {
      endNanos = Math.min(endNanos, parent.startNanos + end.get());
    }
    if (duration.isPresent()) {
      endNanos = Math.min(endNanos, startNanos + duration.get());
    }
    return new Interval(startNanos, endNanos);
  }

  private Optional<Long> attribute(String name) throws MalformedMediaException {
    Optional<String> expression = in.find(name);
    return expression.isEmpty() ? Optional.empty() : Optional.of(time.nanos(expression.get(), in));
  }

  private void paragraph(Interval interval) throws MediaException {
    Words words = new Words();
    words.begin();
    in.content(words);
    words.end();
    String text = words.text();
    if (text.isEmpty() || interval.startNanos >= interval.endNanos) {
      return;
    }
    if (cues.size() == CUE_COUNT_MAX) {
      throw new UnsupportedMediaException("TTML of more than " + CUE_COUNT_MAX + " captions");
    }
    cues.add(new Cue(interval.startNanos, interval.endNanos, text));
  }

  /** The text of a paragraph, with the tags that WebVTT knows. */
  private final class Words implements XmlReader.Content {
    private final StringBuilder out = new StringBuilder();

    /** What ends each element that has begun. */
    private final Deque<String> closing = new ArrayDeque<>();

    @Override
    public void begin() {
      if (in.name().equals("br")) {
        out.append('\n');
      }
      StringBuilder close = new StringBuilder();
      emphasis("fontStyle", "italic|oblique", "i", close);
      emphasis("fontWeight", "bold", "b", close);
      emphasis("textDecoration", "underline", "u", close);
      closing.push(close.toString());
    }

    private void emphasis(String attribute, String values, String tag, StringBuilder close) {
      if (in.textOf(attribute).strip().toLowerCase(Locale.ROOT).matches(values)) {
        out.append('<').append(tag).append('>');
        close.insert(0, "</" + tag + ">");
      }
    }

    @Override
    public void text(String text) {
      String plain = text.replaceAll("\\s+", " ");
      out.append(plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }

    @Override
    public void end() {
      out.append(closing.pop());
    }

    /** Without white space around its lines, and without empty ones, which would end a cue. */
    String text() {
      List<String> lines = new ArrayList<>();
      for (String line : out.toString().split("\n", -1)) {
        String words = line.strip().replaceAll(" +", " ");
        if (!words.isEmpty()) {
          lines.add(words);
        }
      }
      String text = String.join("\n", lines);
      return text.replaceAll("</?[ibu]>", "").isBlank() ? "" : text;
    }
  }
}
