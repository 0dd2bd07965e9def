package org.smoothlab.simulator.report;

import java.util.Locale;

/** Figures and names as a report shows them. */
final class Words {
  /** What comes from outside is cut here: names in pictures have little room. */
  private static final int CHARS_MAX = 400;

  private Words() {}

  /** A duration with three digits that count: {@code 12.4 s}, {@code 340 ms}. */
  static String time(long nanos) {
    if (nanos == 0) {
      return "0 s";
    }
    if (Math.abs(nanos) < 1_000_000_000L) {
      return Math.round(nanos / 1e6) + " ms";
    }
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  static String megabits(double bps) {
    return String.format(Locale.ROOT, "%.2f Mb/s", bps / 1e6);
  }

  /** {@code 1 viewer}, {@code 1,000 viewers}, {@code no viewers}. */
  static String count(long count, String one) {
    String number = count == 0 ? "no" : String.format(Locale.ROOT, "%,d", count);
    return number + " " + one + (count == 1 ? "" : one.endsWith("s") ? "es" : "s");
  }

  static String cut(String text, int charsMax) {
    return text.length() <= charsMax ? text : text.substring(0, charsMax - 1) + "…";
  }

  /**
   * Text that means itself in HTML and in XML, wherever it comes from: between tags and in quoted
   * attributes. What XML cannot hold is shown as U+FFFD.
   */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    cut(text, CHARS_MAX)
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(isShown(c) ? c : 0xFFFD);
          }
        });
    return out.toString();
  }

  /** XML 1.0, 2.2 Char, without those that turn the direction of what stands around them. */
  private static boolean isShown(int c) {
    boolean turnsAround = isIn(c, 0x202A, 0x202E) || isIn(c, 0x2066, 0x2069);
    boolean isChar = c == '\t' || c == '\n' || isIn(c, 0x20, 0xD7FF) || isIn(c, 0xE000, 0xFFFD);
    return (isChar || c >= 0x10000) && !turnsAround && !isIn(c, 0x7F, 0x9F);
  }

  private static boolean isIn(int c, int first, int last) {
    return c >= first && c <= last;
  }
}
