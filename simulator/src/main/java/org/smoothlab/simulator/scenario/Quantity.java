package org.smoothlab.simulator.scenario;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as scenario files have them. */
final class Quantity {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d+(?:\\.\\d+)?)([a-z]*)");
  private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|h|m|s))+");
  private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s)");
  private static final Map<String, Long> NANOS =
      Map.of("h", 3_600_000_000_000L, "m", 60_000_000_000L, "s", 1_000_000_000L, "ms", 1_000_000L);
  private static final Map<String, Long> BITS =
      Map.of("bps", 1L, "kbps", 1_000L, "mbps", 1_000_000L, "gbps", 1_000_000_000L);
  private static final Map<String, Long> BYTES = Map.of("b", 1L, "kb", 1_000L, "mb", 1_000_000L);

  private Quantity() {}

  /** {@code 90s}, {@code 1m30s}, {@code 2.5s}, {@code 200ms}: nanoseconds. */
  static OptionalLong duration(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (!DURATION.matcher(lower).matches()) {
      return OptionalLong.empty();
    }
    Matcher part = DURATION_PART.matcher(lower);
    long nanos = 0;
    while (part.find()) {
      OptionalLong more = product(part.group(1), NANOS.getOrDefault(part.group(2), 0L));
      if (more.isEmpty() || more.getAsLong() > Long.MAX_VALUE - nanos) {
        return OptionalLong.empty();
      }
      nanos += more.getAsLong();
    }
    return OptionalLong.of(nanos);
  }

  /** {@code 3Mbps}, {@code 800kbps}: bits per second. */
  static OptionalLong rate(String text) {
    return withUnit(text, BITS);
  }

  /** {@code 100kB}, {@code 5MB}, {@code 17B}: bytes. */
  static OptionalLong size(String text) {
    return withUnit(text, BYTES);
  }

  private static OptionalLong withUnit(String text, Map<String, Long> units) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text.strip().toLowerCase(Locale.ROOT));
    return parts.matches() && units.containsKey(parts.group(2))
        ? product(parts.group(1), units.getOrDefault(parts.group(2), 0L))
        : OptionalLong.empty();
  }

  private static OptionalLong product(String number, long unit) {
    try {
      return OptionalLong.of(
          new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).longValueExact());
    } catch (ArithmeticException notAWholeNumber) {
      return OptionalLong.empty();
    }
  }
}
