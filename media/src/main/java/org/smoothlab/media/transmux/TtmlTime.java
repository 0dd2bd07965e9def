package org.smoothlab.media.transmux;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.xml.XmlReader;

/**
 * How a TTML document counts time.
 *
 * @param frameNanos duration of a frame
 * @param tickNanos duration of a tick
 * @see "W3C TTML1, 6.2 and 10.3.1"
 */
record TtmlTime(double frameNanos, double tickNanos) {
  private static final double SECOND_NANOS = 1e9;
  private static final long RATE_MAX = 1_000_000_000L;
  private static final int DEFAULT_FRAME_RATE = 30;

  /** No caption is later than a year: what says so is wrong. */
  private static final double NANOS_MAX = 366 * 86_400 * SECOND_NANOS;

  private static final Pattern CLOCK =
      Pattern.compile(
          "(\\d{2,6}):([0-5]\\d):([0-5]\\d|60)(?:(\\.\\d{1,9})|:(\\d{2,5})(?:\\.\\d+)?)?");
  private static final Pattern OFFSET =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)(h|m|s|ms|f|t)");

  /** By the attributes of the root element that the reader is at. */
  static TtmlTime read(XmlReader root) throws MalformedMediaException {
    long frameRate = Math.max(1, root.numberOr("frameRate", RATE_MAX, DEFAULT_FRAME_RATE));
    String[] factor = root.textOf("frameRateMultiplier").strip().split("[ :]+", -1);
    double multiplier =
        factor.length == 2 ? positive(root, factor[0]) / positive(root, factor[1]) : 1;
    boolean countsFrames = root.find("frameRate").isPresent();
    double frameNanos = SECOND_NANOS / (frameRate * multiplier);
    long tickRate = root.numberOr("tickRate", RATE_MAX, 0);
    double tickNanos =
        tickRate > 0 ? SECOND_NANOS / tickRate : countsFrames ? frameNanos : SECOND_NANOS;
    return new TtmlTime(frameNanos, tickNanos);
  }

  private static double positive(XmlReader root, String digits) throws MalformedMediaException {
    if (!digits.matches("[1-9]\\d{0,8}")) {
      throw root.wrong("@frameRateMultiplier is no quotient: " + MediaException.shown(digits));
    }
    return Double.parseDouble(digits);
  }

  /**
   * A time expression, in nanoseconds.
   *
   * @param at where it is, for messages
   */
  long nanos(String expression, XmlReader at) throws MalformedMediaException {
    String text = expression.strip();
    Matcher clock = CLOCK.matcher(text);
    Matcher offset = OFFSET.matcher(text);
    double nanos;
    if (clock.matches()) {
      nanos = seconds(clock) * SECOND_NANOS;
      nanos += clock.group(4) == null ? 0 : Double.parseDouble(clock.group(4)) * SECOND_NANOS;
      nanos += clock.group(5) == null ? 0 : Double.parseDouble(clock.group(5)) * frameNanos;
    } else if (offset.matches()) {
      nanos = Double.parseDouble(offset.group(1)) * unitNanos(offset.group(2));
    } else {
      throw at.wrong("no time: \"" + MediaException.shown(text) + "\" (TTML1, 10.3.1)");
    }
    if (nanos > NANOS_MAX) {
      throw at.wrong("a time beyond a year: " + MediaException.shown(text));
    }
    return Math.round(nanos);
  }

  private static double seconds(Matcher clock) {
    return Long.parseLong(clock.group(1)) * 3600.0
        + Long.parseLong(clock.group(2)) * 60
        + Long.parseLong(clock.group(3));
  }

  private double unitNanos(String unit) {
    return switch (unit) {
      case "h" -> 3600 * SECOND_NANOS;
      case "m" -> 60 * SECOND_NANOS;
      case "s" -> SECOND_NANOS;
      case "ms" -> SECOND_NANOS / 1000;
      case "f" -> frameNanos;
      default -> tickNanos;
    };
  }
}
