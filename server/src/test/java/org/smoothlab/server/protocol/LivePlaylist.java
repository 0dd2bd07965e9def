package org.smoothlab.server.protocol;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One version of a media playlist, read by the words of the standard, and not by what our writer
 * writes: a tag that is not known is wrong.
 *
 * @param head what holds for all of it
 * @param segments oldest first
 * @param pending the parts behind the last segment
 * @param hintUri of the part that is announced; empty when none is
 * @see "RFC 8216, 4; draft-pantos-hls-rfc8216bis, 4.4"
 */
record LivePlaylist(Head head, List<Segment> segments, List<Part> pending, String hintUri) {

  /**
   * @param partTargetNanos empty without parts
   */
  record Head(
      long targetSeconds,
      long firstNumber,
      long firstDiscontinuity,
      boolean ended,
      OptionalLong partTargetNanos) {}

  /**
   * @param at the wall time of its begin, told or counted from the one before it
   * @param isAtTold whether it is told
   * @param mapUri of the initialization segment; empty without one
   */
  record Segment(
      String uri,
      long durationNanos,
      Optional<Instant> at,
      boolean isAtTold,
      boolean discontinuity,
      boolean gap,
      String mapUri,
      List<Part> parts) {}

  record Part(String uri, long durationNanos) {}

  /** What breaks the grammar. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    SyntaxException(String message) {
      super(message);
    }
  }

  /** Media sequence number behind the last segment. */
  long endNumber() {
    return head.firstNumber + segments.size();
  }

  Segment byNumber(long number) {
    return segments.get(Math.toIntExact(number - head.firstNumber));
  }

  long durationNanos() {
    return segments.stream().mapToLong(Segment::durationNanos).sum();
  }

  static LivePlaylist read(String text) throws SyntaxException {
    return new Reader().read(text);
  }

  private static final class Reader {
    private static final Pattern ATTRIBUTE =
        Pattern.compile("([A-Z0-9-]+)=(\"[^\"\r\n]*\"|[^\",\\s]+)(,|$)");

    private final Map<String, String> once = new HashMap<>();
    private final List<Segment> segments = new ArrayList<>();
    private List<Part> parts = new ArrayList<>();
    private Optional<Instant> told = Optional.empty();
    private Optional<Instant> next = Optional.empty();
    private OptionalLong durationNanos = OptionalLong.empty();
    private boolean discontinuity;
    private boolean gap;
    private String mapUri = "";
    private String hintUri = "";
    private OptionalLong partTargetNanos = OptionalLong.empty();

    LivePlaylist read(String text) throws SyntaxException {
      if (!text.startsWith("#EXTM3U\n") || !text.endsWith("\n")) {
        throw new SyntaxException("expected #EXTM3U first and a line end last");
      }
      for (String line : text.lines().skip(1).toList()) {
        if (once.containsKey("#EXT-X-ENDLIST")) {
          throw new SyntaxException("expected nothing behind #EXT-X-ENDLIST, found " + line);
        }
        if (line.startsWith("#EXT")) {
          int colon = line.indexOf(':');
          tag(colon < 0 ? line : line.substring(0, colon), line.substring(colon + 1));
        } else if (!line.startsWith("#")) {
          segment(line);
        }
      }
      if (durationNanos.isPresent()) {
        throw new SyntaxException("expected a URI behind the last #EXTINF");
      }
      return new LivePlaylist(head(), List.copyOf(segments), List.copyOf(parts), hintUri);
    }

    private Head head() throws SyntaxException {
      if (!once.containsKey("#EXT-X-TARGETDURATION")) {
        throw new SyntaxException("expected #EXT-X-TARGETDURATION");
      }
      return new Head(
          number("#EXT-X-TARGETDURATION"),
          number("#EXT-X-MEDIA-SEQUENCE"),
          number("#EXT-X-DISCONTINUITY-SEQUENCE"),
          once.containsKey("#EXT-X-ENDLIST"),
          partTargetNanos);
    }

    private long number(String name) throws SyntaxException {
      String value = once.getOrDefault(name, "0");
      if (!value.matches("[0-9]{1,18}")) {
        throw new SyntaxException("expected a number behind %s, found %s".formatted(name, value));
      }
      return Long.parseLong(value);
    }

    private void tag(String name, String value) throws SyntaxException {
      switch (name) {
        case "#EXT-X-VERSION",
            "#EXT-X-TARGETDURATION",
            "#EXT-X-MEDIA-SEQUENCE",
            "#EXT-X-DISCONTINUITY-SEQUENCE" -> {
          once(name, value);
          if (!segments.isEmpty()) {
            throw new SyntaxException("expected %s before the first segment".formatted(name));
          }
        }
        case "#EXT-X-ENDLIST", "#EXT-X-I-FRAMES-ONLY", "#EXT-X-SERVER-CONTROL" -> once(name, value);
        case "#EXT-X-PART-INF" -> {
          once(name, value);
          partTargetNanos = OptionalLong.of(nanos(attributes(value), "PART-TARGET"));
        }
        case "#EXT-X-MAP" -> mapUri = attribute(attributes(value), "URI");
        case "#EXT-X-DISCONTINUITY" -> discontinuity = true;
        case "#EXT-X-GAP" -> gap = true;
        case "#EXT-X-PROGRAM-DATE-TIME" -> told = Optional.of(Instant.parse(value));
        case "#EXTINF" -> duration(value);
        case "#EXT-X-PART" -> {
          Map<String, String> attributes = attributes(value);
          parts.add(new Part(attribute(attributes, "URI"), nanos(attributes, "DURATION")));
        }
        case "#EXT-X-PRELOAD-HINT" -> hintUri = attribute(attributes(value), "URI");
        case "#EXT-X-RENDITION-REPORT", "#EXT-X-DATERANGE", "#EXT-X-KEY" -> attributes(value);
        default -> throw new SyntaxException("expected a known tag, found " + name);
      }
    }

    private void once(String name, String value) throws SyntaxException {
      if (once.put(name, value) != null) {
        throw new SyntaxException("expected %s once".formatted(name));
      }
    }

    private void duration(String value) throws SyntaxException {
      if (!value.matches("[0-9]+(\\.[0-9]+)?,.*") || durationNanos.isPresent()) {
        throw new SyntaxException("expected #EXTINF:<seconds>, once, found " + value);
      }
      durationNanos = OptionalLong.of(nanos(value.substring(0, value.indexOf(','))));
    }

    private void segment(String uri) throws SyntaxException {
      if (durationNanos.isEmpty() || uri.isBlank()) {
        throw new SyntaxException("expected #EXTINF before the URI \"%s\"".formatted(uri));
      }
      long nanos = durationNanos.getAsLong();
      Optional<Instant> at = told.isPresent() || discontinuity ? told : next;
      segments.add(
          new Segment(
              uri, nanos, at, told.isPresent(), discontinuity, gap, mapUri, List.copyOf(parts)));
      next = at.map(begin -> begin.plus(Duration.ofNanos(nanos)));
      parts = new ArrayList<>();
      told = Optional.empty();
      durationNanos = OptionalLong.empty();
      discontinuity = false;
      gap = false;
    }

    private static Map<String, String> attributes(String list) throws SyntaxException {
      Map<String, String> attributes = new HashMap<>();
      Matcher found = ATTRIBUTE.matcher(list);
      int at = 0;
      while (at < list.length()) {
        if (!found.find(at) || found.start() != at) {
          throw new SyntaxException("expected an attribute list, found " + list);
        }
        if (attributes.put(found.group(1), found.group(2)) != null) {
          throw new SyntaxException("expected %s once in %s".formatted(found.group(1), list));
        }
        at = found.end();
      }
      return attributes;
    }

    private static String attribute(Map<String, String> attributes, String name)
        throws SyntaxException {
      String value = attributes.getOrDefault(name, "");
      if (value.isEmpty()) {
        throw new SyntaxException("expected %s in %s".formatted(name, attributes));
      }
      return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }

    private static long nanos(Map<String, String> attributes, String name) throws SyntaxException {
      return nanos(attribute(attributes, name));
    }

    private static long nanos(String seconds) {
      return new BigDecimal(seconds)
          .movePointRight(9)
          .setScale(0, RoundingMode.HALF_UP)
          .longValueExact();
    }
  }
}
