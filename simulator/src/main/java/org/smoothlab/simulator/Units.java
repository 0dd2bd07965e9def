package org.smoothlab.simulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations and rates as people write them: {@code 90s}, {@code 1m30s}, {@code 500ms}, {@code
 * 3Mbps}.
 */
public final class Units {
  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+(?:\\.\\d{1,9})?)s)?(?:(\\d+)ms)?");
  private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)(k|m|g)?(?:bps)?");

  private Units() {}

  /** Reads a duration option. */
  public static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return duration(value);
    }
  }

  /** Reads a rate option, in bits per second. */
  public static final class RateConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return bitsPerSecond(value);
    }
  }

  /**
   * Reads a duration such as {@code 2h}, {@code 1m30s}, {@code 2.5s} or {@code 500ms}.
   *
   * @throws TypeConversionException if the text is something else
   */
  public static Duration duration(String value) {
    Matcher parts = DURATION.matcher(value.strip().toLowerCase(Locale.ROOT));
    if (value.isBlank() || !parts.matches()) {
      throw new TypeConversionException(
          "'" + value + "' is not a duration; write for instance 30s, 1m30s, 2h or 500ms");
    }
    try {
      return Duration.ofHours(whole(parts.group(1)))
          .plusMinutes(whole(parts.group(2)))
          .plusNanos(nanos(parts.group(3)))
          .plusMillis(whole(parts.group(4)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new TypeConversionException("'" + value + "' is too long a duration");
    }
  }

  private static long whole(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static long nanos(String seconds) {
    return seconds == null ? 0 : new BigDecimal(seconds).movePointRight(9).longValueExact();
  }

  /**
   * Reads a rate such as {@code 3Mbps}, {@code 800k} or {@code 2400000}.
   *
   * @throws TypeConversionException if the text is something else
   */
  public static long bitsPerSecond(String value) {
    Matcher parts = RATE.matcher(value.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new TypeConversionException(
          "'" + value + "' is not a rate; write for instance 800kbps or 3Mbps");
    }
    int zeros = parts.group(2) == null ? 0 : 3 * (1 + "kmg".indexOf(parts.group(2)));
    try {
      return new BigDecimal(parts.group(1)).movePointRight(zeros).longValueExact();
    } catch (ArithmeticException e) {
      throw new TypeConversionException(
          "'" + value + "' is not a rate of a whole number of bits per second");
    }
  }

  /** The duration as {@link #duration} reads it, without parts that are zero. */
  public static String text(Duration duration) {
    StringBuilder text = new StringBuilder();
    part(text, duration.toHours(), "h");
    part(text, duration.toMinutesPart(), "m");
    part(text, duration.toSecondsPart(), "s");
    part(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void part(StringBuilder text, long count, String unit) {
    if (count != 0) {
      text.append(count).append(unit);
    }
  }
}
