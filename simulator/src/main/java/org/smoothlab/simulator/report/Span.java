package org.smoothlab.simulator.report;

/**
 * Something that lasted.
 *
 * @param words what it was
 */
record Span(long fromNanos, long toNanos, String words) {
  /** With its times. */
  String told() {
    return words
        + " · "
        + Words.time(fromNanos)
        + " to "
        + Words.time(toNanos)
        + " ("
        + Words.time(toNanos - fromNanos)
        + ")";
  }
}
