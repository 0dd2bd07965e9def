package org.smoothlab.simulator.time;

import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The clock on the wall: one mailbox, emptied by one virtual thread.
 *
 * <p>Any thread may schedule. At {@code taskCountMax} waiting tasks other threads wait for room (a
 * socket is then read more slowly); the mailbox's own thread must not wait for itself and fails.
 */
public final class RealScheduler implements Scheduler, AutoCloseable {
  private final long startNanos = System.nanoTime();
  private final PriorityQueue<ScheduledTask> waiting = new PriorityQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition roomMade = lock.newCondition();
  private final int taskCountMax;
  private final Thread thread;
  private long sequence;
  private boolean closed;
  private Optional<RuntimeException> failure = Optional.empty();

  /**
   * Starts the mailbox.
   *
   * @param name of its thread
   * @param taskCountMax how many tasks may wait, at least 1
   */
  public RealScheduler(String name, int taskCountMax) {
    if (taskCountMax < 1) {
      throw new IllegalArgumentException("taskCountMax is below 1: " + taskCountMax);
    }
    this.taskCountMax = taskCountMax;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::work);
    thread.start();
  }

  @Override
  public long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  /** After {@link #close} the task is forgotten: nothing runs any more. */
  @Override
  public Task at(long nanos, Runnable action) {
    lock.lock();
    try {
      awaitRoom();
      ScheduledTask task = new ScheduledTask(Math.max(nanos, nowNanos()), sequence++, action);
      if (!closed) {
        waiting.add(task);
        changed.signal();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** What ended the mailbox before its time: a task that threw. */
  public Optional<RuntimeException> failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what is waiting and ends the thread; a task that is running is interrupted. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      changed.signalAll();
      roomMade.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }

  /** Waits until the thread has ended: after {@link #close}, or when a task has thrown. */
  public void awaitEnd() throws InterruptedException {
    thread.join();
  }

  private void awaitRoom() {
    if (waiting.size() >= taskCountMax && Thread.currentThread() == thread) {
      throw new IllegalStateException("more than " + taskCountMax + " tasks are waiting");
    }
    while (waiting.size() >= taskCountMax && !closed) {
      roomMade.awaitUninterruptibly();
    }
  }

  // The outermost loop of a thread: what a task throws ends the run and is kept for its owner.
  private void work() {
    try {
      for (Optional<ScheduledTask> due = take(); due.isPresent(); due = take()) {
        due.get().run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException broken) {
      fail(broken);
    }
  }

  private void fail(RuntimeException broken) {
    lock.lock();
    try {
      failure = Optional.of(broken);
    } finally {
      lock.unlock();
    }
    close();
  }

  private Optional<ScheduledTask> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        ScheduledTask next = waiting.peek();
        long waitNanos = next == null ? Long.MAX_VALUE : next.atNanos - nowNanos();
        if (next != null && waitNanos <= 0) {
          waiting.remove();
          roomMade.signal();
          return Optional.of(next);
        }
        changed.await(waitNanos, TimeUnit.NANOSECONDS);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
