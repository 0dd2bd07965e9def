package org.smoothlab.simulator.time;

/**
 * What time it is and what happens next. Everything that is scheduled here runs on one thread, one
 * task after the other, in order of its time; tasks of the same time run in order of creation.
 */
public interface Scheduler {
  /** Nanoseconds since this scheduler was made; never goes back. */
  long nowNanos();

  /**
   * Runs {@code action} at {@code nanos}; a time that has passed means now, behind what is due.
   *
   * @throws IllegalStateException on the scheduler's own thread if too many tasks are waiting; on
   *     another thread this waits for room instead
   */
  Task at(long nanos, Runnable action);

  /** Runs {@code action} {@code delayNanos} from now. */
  default Task after(long delayNanos, Runnable action) {
    return at(Math.addExact(nowNanos(), delayNanos), action);
  }
}
