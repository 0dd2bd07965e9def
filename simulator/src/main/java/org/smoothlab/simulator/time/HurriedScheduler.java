package org.smoothlab.simulator.time;

/**
 * Another scheduler whose time runs faster: an event of a minute takes six seconds at factor 10.
 * For what is ours to hurry, encoders and viewers; what lies beyond a socket keeps its own clock.
 */
public final class HurriedScheduler implements Scheduler {
  private final Scheduler scheduler;
  private final int factor;
  private final long startNanos;

  /**
   * A view of {@code scheduler} whose time begins now.
   *
   * @param factor 1..1000
   */
  public HurriedScheduler(Scheduler scheduler, int factor) {
    if (factor < 1 || factor > 1000) {
      throw new IllegalArgumentException("factor out of 1..1000: " + factor);
    }
    this.scheduler = scheduler;
    this.factor = factor;
    this.startNanos = scheduler.nowNanos();
  }

  @Override
  public long nowNanos() {
    return Math.multiplyExact(scheduler.nowNanos() - startNanos, factor);
  }

  /** Never early: the time is rounded up to the next tick of the slower clock. */
  @Override
  public Task at(long nanos, Runnable action) {
    return scheduler.at(startNanos + Math.ceilDiv(nanos, factor), action);
  }
}
