package org.smoothlab.simulator.scenario;

import java.util.SplittableRandom;

/**
 * How many viewers come, and when.
 *
 * @param count at least 1
 * @param startNanos the first may come then, since the start of the run
 * @param spreadNanos all have come this much later
 * @param curve how they come between
 */
public record Arrival(int count, long startNanos, long spreadNanos, Curve curve) {
  /** How viewers come. */
  public enum Curve {
    /** Each at any moment, as the seed says: a day like any other. */
    RANDOM,

    /** One behind the other, in equal steps. */
    EVEN,

    /** Slowly at first, then more and more: people who wait for the kick-off. */
    RISING,

    /** Most at once, then fewer and fewer: everybody has read the same message. */
    RUSH
  }

  public Arrival {
    if (count < 1 || startNanos < 0 || spreadNanos < 0) {
      throw new IllegalArgumentException(
          count + " viewers at " + startNanos + " ns within " + spreadNanos + " ns");
    }
  }

  /**
   * When a viewer comes.
   *
   * @param number 1 for the first
   * @param random always asked once
   */
  long atNanos(int number, SplittableRandom random) {
    long drawnNanos = random.nextLong(spreadNanos + 1);
    return startNanos
        + switch (curve) {
          case RANDOM -> drawnNanos;
          case EVEN -> spreadNanos / count * (number - 1);
          case RISING -> (long) Math.sqrt((double) drawnNanos * spreadNanos);
          case RUSH -> spreadNanos - (long) Math.sqrt((double) drawnNanos * spreadNanos);
        };
  }
}
