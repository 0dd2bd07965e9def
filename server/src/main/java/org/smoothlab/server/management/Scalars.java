package org.smoothlab.server.management;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Single values in the lexical forms of XML Schema.
 *
 * @see "[XML Schema Part 2] 3.2.2 boolean, 3.2.6 duration"
 */
final class Scalars {
  private static final Pattern DURATION =
      Pattern.compile(
          "P(?:(\\d{1,12})Y)?(?:(\\d{1,12})M)?(?:(\\d{1,12})D)?"
              + "(?:T(?:(\\d{1,12})H)?(?:(\\d{1,12})M)?(?:(\\d{1,12})(?:\\.(\\d{1,12}))?S)?)?");
  private static final Pattern DIGITS = Pattern.compile("\\+?0*(\\d{1,18})");
  private static final int SHOWN_CHARS_MAX = 80;

  private Scalars() {}

  /** {@code true} or {@code false}, whichever spelling was used. */
  static String flag(String name, String text) throws ProblemException {
    return switch (text) {
      case "true", "1" -> "true";
      case "false", "0" -> "false";
      default -> throw wrong(name, "true or false", text);
    };
  }

  /** The number without signs and zeros before it. */
  static String digits(String name, String text) throws ProblemException {
    Matcher digits = DIGITS.matcher(text);
    if (!digits.matches()) {
      throw wrong(name, "a whole number that is not negative", text);
    }
    return digits.group(1);
  }

  /** The number, which is at most {@code max}. */
  static long number(String name, String text, long max) throws ProblemException {
    long number = Long.parseLong(digits(name, text));
    if (number > max) {
      throw wrong(name, "a number in 0.." + max, text);
    }
    return number;
  }

  /**
   * A length in whole seconds. Days, hours, minutes and seconds are fine; a fraction cannot be kept
   * in an {@code .isml}, and years and months have no fixed length.
   */
  static long seconds(String name, String text, long max) throws ProblemException {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches() || text.endsWith("P") || text.endsWith("T")) {
      throw wrong(name, "a duration such as PT1H30M", text);
    }
    if (parts.group(1) != null || parts.group(2) != null) {
      throw wrong(name, "a duration without years and months", text);
    }
    if (parts.group(7) != null && !parts.group(7).matches("0+")) {
      throw wrong(name, "a duration in whole seconds", text);
    }
    try {
      long minutes = Math.addExact(Math.multiplyExact(hours(parts), 60), count(parts, 5));
      long seconds = Math.addExact(Math.multiplyExact(minutes, 60), count(parts, 6));
      if (seconds > max) {
        throw wrong(name, "a duration of at most " + duration(max), text);
      }
      return seconds;
    } catch (ArithmeticException e) {
      throw wrong(name, "a duration of at most " + duration(max), text);
    }
  }

  private static long hours(Matcher parts) {
    return Math.addExact(Math.multiplyExact(count(parts, 3), 24), count(parts, 4));
  }

  private static long count(Matcher parts, int group) {
    return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
  }

  /** Whole seconds as a duration: {@code PT1H30M}, {@code PT0S}. */
  static String duration(long seconds) {
    return Duration.ofSeconds(seconds).toString();
  }

  /** A time with three decimals, as statistics have it: {@code PT0.811S}, {@code PT2M5.000S}. */
  static String durationMillis(long nanos) {
    Duration time = Duration.ofMillis(nanos / 1_000_000);
    StringBuilder text = new StringBuilder("PT");
    if (time.toHours() > 0) {
      text.append(time.toHours()).append('H');
    }
    if (time.toMinutesPart() > 0) {
      text.append(time.toMinutesPart()).append('M');
    }
    String millis = Integer.toString(1_000 + time.toMillisPart()).substring(1);
    return text.append(time.toSecondsPart()).append('.').append(millis).append('S').toString();
  }

  /** A value that is not what it should be. */
  static ProblemException wrong(String name, String expected, String found) {
    return ProblemException.data(
        "%s: expected %s, found \"%s\"".formatted(name, expected, shown(found)));
  }

  /** Foreign text, short enough and clean enough for a message. */
  static String shown(String foreign) {
    String clean = foreign.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= SHOWN_CHARS_MAX ? clean : clean.substring(0, SHOWN_CHARS_MAX) + "…";
  }
}
