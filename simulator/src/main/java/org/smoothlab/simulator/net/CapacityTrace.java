package org.smoothlab.simulator.net;

import java.util.List;

/**
 * How much a link carries over time; after the last step it begins again.
 *
 * @param steps at least one
 */
public record CapacityTrace(List<Step> steps) {
  /** No limit at all. */
  public static final long UNLIMITED_BPS = Long.MAX_VALUE;

  /** A link that never is the bottleneck. */
  public static final CapacityTrace UNLIMITED = constant(UNLIMITED_BPS);

  /**
   * One capacity for a while.
   *
   * @param durationNanos at least 1
   * @param capacityBps bits per second, 0 for an outage
   */
  public record Step(long durationNanos, long capacityBps) {
    public Step {
      if (durationNanos < 1 || capacityBps < 0) {
        throw new IllegalArgumentException(
            "step of " + durationNanos + " ns at " + capacityBps + " bit/s");
      }
    }
  }

  public CapacityTrace {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a capacity trace needs a step");
    }
    long sum = 0;
    for (Step step : steps) {
      sum = Math.addExact(sum, step.durationNanos);
    }
  }

  /** The same capacity at all times. */
  public static CapacityTrace constant(long capacityBps) {
    return new CapacityTrace(List.of(new Step(Long.MAX_VALUE, capacityBps)));
  }

  /** Bits per second at {@code nanos}, which is at least 0. */
  public long capacityBps(long nanos) {
    long left = nanos % periodNanos();
    for (Step step : steps) {
      if (left < step.durationNanos) {
        return step.capacityBps;
      }
      left -= step.durationNanos;
    }
    throw new AssertionError("a time outside of the period: " + nanos);
  }

  /** When the next step after {@code nanos} begins; {@code Long.MAX_VALUE} if there is but one. */
  public long nextStepNanos(long nanos) {
    if (steps.size() == 1) {
      return Long.MAX_VALUE;
    }
    long left = nanos % periodNanos();
    for (Step step : steps) {
      if (left < step.durationNanos) {
        return nanos + step.durationNanos - left;
      }
      left -= step.durationNanos;
    }
    throw new AssertionError("a time outside of the period: " + nanos);
  }

  private long periodNanos() {
    long sum = 0;
    for (Step step : steps) {
      sum += step.durationNanos;
    }
    return sum;
  }
}
