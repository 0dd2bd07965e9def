package org.smoothlab.load.lowlatency;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Many times, in order.
 *
 * @param sortedNanos at least one, none above the next
 */
record Distribution(List<Long> sortedNanos) {
  private static final double NANOS_PER_MILLI = 1e6;

  Distribution {
    sortedNanos = sortedNanos.stream().sorted().toList();
    if (sortedNanos.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  static Distribution of(LongStream nanos) {
    return new Distribution(nanos.boxed().toList());
  }

  /** So many percent are not above this: by nearest rank. */
  long percentileNanos(int percent) {
    int rank = Math.ceilDiv(sortedNanos.size() * percent, 100);
    return sortedNanos.get(Math.max(0, rank - 1));
  }

  long maxNanos() {
    return sortedNanos.getLast();
  }

  /** For people, in milliseconds. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms (%d)",
        percentileNanos(50) / NANOS_PER_MILLI,
        percentileNanos(90) / NANOS_PER_MILLI,
        percentileNanos(99) / NANOS_PER_MILLI,
        maxNanos() / NANOS_PER_MILLI,
        sortedNanos.size());
  }
}
