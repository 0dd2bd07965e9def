package org.smoothlab.simulator.scenario;

import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/** The time of one process: what it has planned dies with it. */
final class Life implements Scheduler {
  private final Scheduler scheduler;
  private boolean over;

  Life(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Nothing that was planned happens any more. */
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  @Override
  public long nowNanos() {
    return scheduler.nowNanos();
  }

  @Override
  public Task at(long nanos, Runnable action) {
    return scheduler.at(
        nanos,
        () -> {
          if (!over) {
            action.run();
          }
        });
  }
}
