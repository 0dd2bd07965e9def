package org.smoothlab.simulator.net;

import java.util.random.RandomGenerator;

/**
 * How long bytes are on their way over a link, one way.
 *
 * <p>Loss is modelled as the application sees it on TCP: nothing is lost and nothing overtakes, but
 * what was lost on the wire comes later, and all behind it waits. A piece of a running stream is
 * late by a round trip (fast retransmit, RFC 5681 3.2), the last piece before a pause by a
 * retransmission timeout, which doubles each time that the repetition is lost as well (RFC 6298).
 * That TCP sends more slowly after a loss is not modelled: give the link the capacity that is left.
 *
 * @param latencyNanos at least, 0 or more
 * @param jitterNanos up to so much more for each piece, evenly
 * @param lossPpm packets lost of a million, below 1 000 000
 */
public record Delay(long latencyNanos, long jitterNanos, int lossPpm) {
  /** What a packet carries. */
  private static final int SEGMENT_BYTES = 1460;

  /** The shortest retransmission timeout in the field; RFC 6298 would have a second. */
  private static final long TIMEOUT_NANOS_MIN = 200_000_000L;

  /** Repetitions that are lost as well; then one gets through. */
  private static final int REPETITIONS_MAX = 6;

  private static final double MILLION = 1e6;

  public Delay {
    if (latencyNanos < 0 || jitterNanos < 0 || lossPpm < 0 || lossPpm >= 1_000_000) {
      throw new IllegalArgumentException(
          "latencyNanos " + latencyNanos + ", jitterNanos " + jitterNanos + ", lossPpm " + lossPpm);
    }
  }

  /** The same for every byte. */
  public static Delay constant(long latencyNanos) {
    return new Delay(latencyNanos, 0, 0);
  }

  /** Two links, one behind the other. */
  public Delay and(Delay next) {
    long passed = (1_000_000L - lossPpm) * (1_000_000L - next.lossPpm) / 1_000_000L;
    return new Delay(
        latencyNanos + next.latencyNanos,
        jitterNanos + next.jitterNanos,
        (int) Math.min(999_999, 1_000_000L - passed));
  }

  /** All times divided by {@code factor}, for a run that is hurried. */
  public Delay hurried(int factor) {
    return new Delay(latencyNanos / factor, jitterNanos / factor, lossPpm);
  }

  /** Whether it is the same for every piece. */
  boolean isConstant() {
    return jitterNanos == 0 && lossPpm == 0;
  }

  /**
   * How long one piece takes.
   *
   * @param bytes of it, at least 1
   * @param moreBehind whether others follow it at once
   */
  long drawNanos(long bytes, boolean moreBehind, RandomGenerator random) {
    if (isConstant()) {
      return latencyNanos;
    }
    long nanos = latencyNanos + (jitterNanos == 0 ? 0 : random.nextLong(jitterNanos + 1));
    double loss = lossPpm / MILLION;
    double lost = 1 - Math.pow(1 - loss, (double) Math.ceilDiv(bytes, SEGMENT_BYTES));
    if (lossPpm == 0 || random.nextDouble() >= lost) {
      return nanos;
    }
    long waitNanos = moreBehind ? 2 * latencyNanos : timeoutNanos();
    for (int at = 0; at < REPETITIONS_MAX && random.nextDouble() < loss; at++) {
      waitNanos += timeoutNanos() << at;
    }
    return nanos + waitNanos;
  }

  private long timeoutNanos() {
    return Math.max(TIMEOUT_NANOS_MIN, 4 * latencyNanos);
  }
}
