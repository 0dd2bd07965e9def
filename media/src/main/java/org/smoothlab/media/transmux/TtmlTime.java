package org.smoothlab.media.transmux;

import java.math.BigDecimal;
import java.math.RoundingMode;
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
  private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000);
  private static final long RATE_MAX = 1_000_000_000L;
  private static final int DEFAULT_FRAME_RATE = 30;

  /** A hundred years: media time may count from 1970. */
  static final long NANOS_MAX = 100L * 366 * 86_400 * 1_000_000_000;

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
    BigDecimal nanos;
    if (clock.matches()) {
      String fraction = clock.group(4) == null ? "0" : clock.group(4);
      String frames = clock.group(5) == null ? "0" : clock.group(5);
      nanos =
          BigDecimal.valueOf(seconds(clock))
              .add(new BigDecimal(fraction))
              .multiply(SECOND)
              .add(new BigDecimal(frames).multiply(BigDecimal.valueOf(frameNanos)));
    } else if (offset.matches()) {
      nanos = new BigDecimal(offset.group(1)).multiply(unitNanos(offset.group(2)));
    } else {
      throw at.wrong("no time: \"" + MediaException.shown(text) + "\" (TTML1, 10.3.1)");
    }
    if (nanos.compareTo(BigDecimal.valueOf(NANOS_MAX)) > 0) {
      throw at.wrong("a time beyond a hundred years: " + MediaException.shown(text));
    }
    return nanos.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private static long seconds(Matcher clock) {
    return Long.parseLong(clock.group(1)) * 3600
        + Long.parseLong(clock.group(2)) * 60
        + Long.parseLong(clock.group(3));
  }

  private BigDecimal unitNanos(String unit) {
    return switch (unit) {
      case "h" -> SECOND.multiply(BigDecimal.valueOf(3600));
      case "m" -> SECOND.multiply(BigDecimal.valueOf(60));
      case "s" -> SECOND;
      case "ms" -> BigDecimal.valueOf(1_000_000);
      case "f" -> BigDecimal.valueOf(frameNanos);
      default -> BigDecimal.valueOf(tickNanos);
    };
  }
}
