package org.smoothlab.simulator.net;

/** The numbers of faults as people read them. */
final class FaultWords {
  private static final long MILLI_NANOS = 1_000_000L;
  private static final long MINUTE_MILLIS = 60_000L;

  private FaultWords() {}

  static void requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
  }

  /** {@code " for 5s"}; nothing for no time at all. */
  static String lasting(long nanos) {
    return nanos == 0 ? "" : " for " + duration(nanos);
  }

  /** {@code " after 100 more bytes"}; nothing for at once. */
  static String behind(long bytes) {
    return bytes == 0 ? "" : " after " + bytes + " more bytes";
  }

  /** {@code 1m30s}, {@code 2.5s}, {@code 200ms}; whole milliseconds. */
  static String duration(long nanos) {
    long millis = nanos / MILLI_NANOS;
    if (millis < 1000) {
      return millis + "ms";
    }
    String minutes = millis < MINUTE_MILLIS ? "" : millis / MINUTE_MILLIS + "m";
    long restMillis = millis % MINUTE_MILLIS;
    if (restMillis == 0) {
      return minutes;
    }
    String fraction = String.format("%03d", restMillis % 1000).replaceFirst("0+$", "");
    return minutes + restMillis / 1000 + (fraction.isEmpty() ? "s" : "." + fraction + "s");
  }

  /** {@code 300kbps}, {@code 3Mbps}, {@code 1234bps}. */
  static String rate(long bps) {
    if (bps != 0 && bps % 1_000_000 == 0) {
      return bps / 1_000_000 + "Mbps";
    }
    return bps != 0 && bps % 1000 == 0 ? bps / 1000 + "kbps" : bps + "bps";
  }
}
