package org.smoothlab.media.hls;

/** Durations as playlists write them. */
final class Seconds {
  private Seconds() {}

  /**
   * Six digits behind the point: a rounding of a microsecond a segment is no drift in a day.
   *
   * @param nanos at least 0
   */
  static String text(long nanos) {
    long micros = (nanos + 500) / 1000;
    String rest = Long.toString(micros % 1_000_000);
    return micros / 1_000_000 + "." + "0".repeat(6 - rest.length()) + rest;
  }
}
