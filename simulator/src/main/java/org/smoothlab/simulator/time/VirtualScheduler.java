package org.smoothlab.simulator.time;

import java.util.PriorityQueue;

/**
 * Time that passes only when nothing is left to do: a day runs in seconds, on the caller's thread,
 * and the same tasks always run in the same order.
 */
public final class VirtualScheduler implements Scheduler {
  /** More waiting tasks than any experiment needs: beyond this, somebody schedules in a loop. */
  private static final int TASK_COUNT_MAX = 4_000_000;

  private final PriorityQueue<ScheduledTask> waiting = new PriorityQueue<>();
  private long nowNanos;
  private long sequence;
  private long eventCount;

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public Task at(long nanos, Runnable action) {
    if (waiting.size() >= TASK_COUNT_MAX) {
      throw new IllegalStateException("more than " + TASK_COUNT_MAX + " tasks are waiting");
    }
    ScheduledTask task = new ScheduledTask(Math.max(nanos, nowNanos), sequence++, action);
    waiting.add(task);
    return task;
  }

  /** How many tasks have run so far. */
  public long eventCount() {
    return eventCount;
  }

  /**
   * Runs everything that is due up to and including {@code nanos}, then sets the clock there.
   *
   * @param eventCountMax how many tasks may run before this counts as a run that never ends
   * @throws IllegalStateException if more are due: the message tells the virtual time
   */
  public void runUntil(long nanos, long eventCountMax) {
    runUntil(nanos, eventCountMax, () -> {});
  }

  /**
   * As above, and does {@code afterEach} after every task: the place to check what must always
   * hold.
   */
  public void runUntil(long nanos, long eventCountMax, Runnable afterEach) {
    long lastEvent = Math.addExact(eventCount, eventCountMax);
    for (ScheduledTask next = waiting.peek();
        next != null && next.atNanos <= nanos;
        next = waiting.peek()) {
      waiting.remove();
      if (next.isCanceled()) {
        continue;
      }
      if (eventCount == lastEvent) {
        throw new IllegalStateException(
            "more than " + eventCountMax + " events, virtual time " + next.atNanos + " ns");
      }
      eventCount++;
      nowNanos = next.atNanos;
      next.run();
      afterEach.run();
    }
    nowNanos = Math.max(nowNanos, nanos);
  }
}
