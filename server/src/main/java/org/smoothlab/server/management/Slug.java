package org.smoothlab.server.management;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The path of a new point, as a header field names it. In Atom publishing a slug is a hint; here it
 * is the exact path, and becomes a file: whatever could leave the folder or mean something in a URL
 * is refused.
 *
 * @param path decoded, begins with {@code /}, ends with {@code .isml}
 * @see "RFC 5023, 9.7"
 */
public record Slug(String path) {
  static final int PATH_BYTES_MAX = 1_024;

  /** What file systems take for one name. */
  static final int SEGMENT_BYTES_MAX = 255;

  private static final String FORBIDDEN = "\\:?#";

  /** Reads the field's value. */
  public static Slug read(String value) throws ProblemException {
    String path = decode(value.strip());
    if (!path.startsWith("/")) {
      throw invalid("does not begin with /", value);
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
      throw invalid("is longer than " + PATH_BYTES_MAX + " bytes", value);
    }
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      checkSegment(segments[i], i == segments.length - 1, value);
    }
    if (path.toLowerCase(Locale.ROOT).equals(ManagementUrl.COLLECTION)) {
      throw invalid("is the name of the collection of all points", value);
    }
    return new Slug(path);
  }

  private static void checkSegment(String segment, boolean last, String value)
      throws ProblemException {
    if (segment.isBlank() || !segment.equals(segment.strip())) {
      throw invalid("has a name that is empty, or begins or ends with a space", value);
    }
    if (segment.equals(".") || segment.equals("..")) {
      throw invalid("has a dot segment", value);
    }
    if (segment.getBytes(StandardCharsets.UTF_8).length > SEGMENT_BYTES_MAX) {
      throw invalid("has a name longer than " + SEGMENT_BYTES_MAX + " bytes", value);
    }
    if (segment
        .codePoints()
        .anyMatch(c -> Character.isISOControl(c) || FORBIDDEN.indexOf(c) >= 0)) {
      throw invalid("has a control character or one of " + FORBIDDEN, value);
    }
    boolean isPoint = segment.toLowerCase(Locale.ROOT).endsWith(".isml");
    if (isPoint != last || (last && segment.length() == ".isml".length())) {
      throw invalid(last ? "does not end with a name and .isml" : "has .isml in its middle", value);
    }
  }

  private static String decode(String value) throws ProblemException {
    byte[] raw = value.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(raw.length);
    for (int at = 0; at < raw.length; at++) {
      if (raw[at] != '%') {
        decoded.put(raw[at]);
        continue;
      }
      int high = at + 2 < raw.length ? Character.digit(raw[at + 1], 16) : -1;
      int low = at + 2 < raw.length ? Character.digit(raw[at + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw invalid("has a % without two hexadecimal digits", value);
      }
      decoded.put((byte) (high << 4 | low));
      at += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          ManagementError.SLUG_HEADER_INVALID,
          "Slug \"" + Scalars.shown(value) + "\" is not UTF-8 behind its escapes",
          e);
    }
  }

  private static ProblemException invalid(String why, String value) {
    return new ProblemException(
        ManagementError.SLUG_HEADER_INVALID,
        "Slug \"%s\" %s; expected a path such as /live/event.isml"
            .formatted(Scalars.shown(value), why));
  }
}
