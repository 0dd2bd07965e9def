package org.smoothlab.media.xml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;

/**
 * Durations and wall times as XML Schema writes them.
 *
 * @see "XML Schema 1.1 part 2, 3.3.6 duration and 3.3.7 dateTime"
 */
public final class XsdTime {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MINUTE = 60 * NANOS_PER_SECOND;
  private static final long NANOS_PER_HOUR = 60 * NANOS_PER_MINUTE;
  private static final long SECONDS_PER_DAY = 86_400;

  /** Years and months last differently long and are in no MPD. */
  private static final Pattern DURATION =
      Pattern.compile(
          "P(?:(\\d{1,6})D)?(?:T(?:(\\d{1,7})H)?(?:(\\d{1,8})M)?(?:(\\d{1,9})(?:\\.(\\d{1,18}))?S)?)?");

  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,18}))?"
              + "(Z|[+-]\\d\\d:\\d\\d)?");

  private XsdTime() {}

  /**
   * Hours, minutes and seconds, such as {@code PT1M2.5S}, exact to the nanosecond.
   *
   * @param nanos at least 0
   */
  public static String duration(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a duration is not negative: " + nanos);
    }
    StringBuilder text = new StringBuilder("PT");
    long hours = nanos / NANOS_PER_HOUR;
    long minutes = nanos % NANOS_PER_HOUR / NANOS_PER_MINUTE;
    long rest = nanos % NANOS_PER_MINUTE;
    if (hours > 0) {
      text.append(hours).append('H');
    }
    if (minutes > 0) {
      text.append(minutes).append('M');
    }
    if (rest > 0 || nanos == 0) {
      text.append(rest / NANOS_PER_SECOND);
      appendFraction(text, rest % NANOS_PER_SECOND, 9);
      text.append('S');
    }
    return text.toString();
  }

  /**
   * The nanoseconds of a duration in days, hours, minutes and seconds; what is finer is cut off.
   *
   * @param where the beginning of the message
   */
  public static long readDuration(String text, String where) throws MalformedMediaException {
    Matcher parts = DURATION.matcher(text.strip());
    boolean whole = parts.matches() && !text.strip().endsWith("T") && !text.strip().equals("P");
    if (!whole) {
      throw new MalformedMediaException(
          where + "not a duration of days and less: \"" + MediaException.shown(text) + "\"");
    }
    try {
      long seconds = Math.multiplyExact(number(parts.group(1)), SECONDS_PER_DAY);
      seconds = Math.addExact(seconds, number(parts.group(2)) * 3600);
      seconds = Math.addExact(seconds, number(parts.group(3)) * 60);
      seconds = Math.addExact(seconds, number(parts.group(4)));
      return Math.addExact(
          Math.multiplyExact(seconds, NANOS_PER_SECOND), fraction(parts.group(5), 9));
    } catch (ArithmeticException e) {
      throw new MalformedMediaException(
          where + "a duration beyond 292 years: " + MediaException.shown(text), e);
    }
  }

  /**
   * Such as {@code 2026-01-31T12:00:00.5Z}, in UTC.
   *
   * @param epochMillis since 1970, in the years 1 to 9999
   */
  public static String dateTime(long epochMillis) {
    long day = Math.floorDiv(epochMillis, SECONDS_PER_DAY * 1000);
    long millis = Math.floorMod(epochMillis, SECONDS_PER_DAY * 1000);
    Date date = Date.ofEpochDay(day);
    StringBuilder text = new StringBuilder(24);
    appendPadded(text, date.year, 4).append('-');
    appendPadded(text, date.month, 2).append('-');
    appendPadded(text, date.day, 2).append('T');
    appendPadded(text, millis / 3_600_000, 2).append(':');
    appendPadded(text, millis / 60_000 % 60, 2).append(':');
    appendPadded(text, millis / 1000 % 60, 2);
    appendFraction(text, millis % 1000, 3);
    return text.append('Z').toString();
  }

  /**
   * The milliseconds since 1970 of a wall time; one without a zone is in UTC, what is finer is cut
   * off.
   *
   * @param where the beginning of the message
   * @see "ISO/IEC 23009-1, 5.3.1.2: times without a zone are in UTC"
   */
  public static long readDateTime(String text, String where) throws MalformedMediaException {
    Matcher parts = DATE_TIME.matcher(text.strip());
    if (!parts.matches()) {
      throw new MalformedMediaException(
          where + "not a date and time: \"" + MediaException.shown(text) + "\"");
    }
    Date date = new Date(number(parts.group(1)), number(parts.group(2)), number(parts.group(3)));
    long hour = number(parts.group(4));
    long minute = number(parts.group(5));
    long second = number(parts.group(6));
    if (!date.exists() || hour > 23 || minute > 59 || second > 59) {
      throw new MalformedMediaException(
          where + "no such date or time: \"" + MediaException.shown(text) + "\"");
    }
    long seconds = date.epochDay() * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    return (seconds - zoneSeconds(parts.group(8))) * 1000 + fraction(parts.group(7), 3);
  }

  private static long zoneSeconds(@Nullable String zone) {
    if (zone == null || zone.equals("Z")) {
      return 0;
    }
    long seconds = number(zone.substring(1, 3)) * 3600 + number(zone.substring(4)) * 60;
    return zone.charAt(0) == '-' ? -seconds : seconds;
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static long fraction(@Nullable String digits, int digitCount) {
    return digits == null ? 0 : Long.parseLong((digits + "000000000").substring(0, digitCount));
  }

  private static void appendFraction(StringBuilder text, long value, int digitCount) {
    if (value == 0) {
      return;
    }
    appendPadded(text.append('.'), value, digitCount);
    while (text.charAt(text.length() - 1) == '0') {
      text.setLength(text.length() - 1);
    }
  }

  private static StringBuilder appendPadded(StringBuilder text, long value, int digitCount) {
    String digits = Long.toString(value);
    return text.repeat("0", Math.max(0, digitCount - digits.length())).append(digits);
  }

  /** A day of the Gregorian calendar; years are counted from March, so that leap days are last. */
  private record Date(long year, long month, long day) {
    private static final long DAYS_OF_400_YEARS = 146_097;
    private static final long EPOCH_DAY_OF_YEAR_0 = -719_468;
    private static final long EPOCH_DAY_OF_YEAR_1 = -719_162;
    private static final long EPOCH_DAY_OF_YEAR_10000 = 2_932_897;

    static Date ofEpochDay(long epochDay) {
      if (epochDay < EPOCH_DAY_OF_YEAR_1 || epochDay >= EPOCH_DAY_OF_YEAR_10000) {
        throw new IllegalArgumentException("not in the years 1 to 9999: day " + epochDay);
      }
      long days = epochDay - EPOCH_DAY_OF_YEAR_0;
      long era = days / DAYS_OF_400_YEARS;
      long dayOfEra = days % DAYS_OF_400_YEARS;
      long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
      long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
      long monthFromMarch = (5 * dayOfYear + 2) / 153;
      long day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
      long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
      return new Date(era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day);
    }

    long epochDay() {
      long yearFromMarch = month <= 2 ? year - 1 : year;
      long era = Math.floorDiv(yearFromMarch, 400);
      long yearOfEra = yearFromMarch - era * 400;
      long monthFromMarch = month > 2 ? month - 3 : month + 9;
      long dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
      long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
      return era * DAYS_OF_400_YEARS + dayOfEra + EPOCH_DAY_OF_YEAR_0;
    }

    boolean exists() {
      return year >= 1
          && month >= 1
          && month <= 12
          && day >= 1
          && day <= 31
          && ofEpochDay(epochDay()).equals(this);
    }
  }
}
