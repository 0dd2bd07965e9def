package org.smoothlab.server.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Wait;

/**
 * Requests that wait for the same thing of the same point, by deadline. They are linked through
 * themselves: a place here takes no memory, and is left in one step. One thread at a time.
 */
final class HeldQueue {
  /** A request that can be held. */
  abstract static class Held {
    private @Nullable HeldQueue queue;
    private @Nullable Held before;
    private @Nullable Held behind;
    private @Nullable Throwable failure;
    private long deadlineNanos;
    private boolean isQueued;

    /** Asks again; at the deadline of the wait the answer is final. */
    abstract Exchange reopen(Wait wait);

    /** Asks again, and is not told to wait. */
    abstract Exchange openWithoutWaiting();

    /** Goes on with what it gets, on a thread that is its own for as long as it takes. */
    abstract void carryOn(Supplier<Exchange> next);

    /** Nobody waits for the answer any more. Called at most once, and nothing after it. */
    abstract void abandon(Throwable failure);

    /** The queue that it is in. */
    final Optional<HeldQueue> queue() {
      return isQueued ? Optional.ofNullable(queue) : Optional.empty();
    }

    /**
     * What it waits for, or waited for last.
     *
     * @throws IllegalStateException if it was never held
     */
    final Wait awaited() {
      if (queue == null) {
        throw new IllegalStateException("never held");
      }
      return queue.wait.until(deadlineNanos);
    }

    /** Why nobody waits for the answer any more. */
    final Optional<Throwable> failure() {
      return Optional.ofNullable(failure);
    }

    final void fail(Throwable why) {
      failure = why;
    }
  }

  private final Wait wait;
  private @Nullable Held first;
  private @Nullable Held last;

  /**
   * @param wait of whoever came first
   */
  HeldQueue(Wait wait) {
    this.wait = wait;
  }

  /** What its requests wait for; the deadline is that of the one that came first. */
  Wait awaited() {
    return wait;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** How long until the nearest deadline. */
  long leftNanos(long nowNanos) {
    return first == null ? Long.MAX_VALUE : first.deadlineNanos - nowNanos;
  }

  /** Who waits for the same mostly has the same patience, and its place at the end. */
  void add(Held held, long deadlineNanos) {
    held.deadlineNanos = deadlineNanos;
    Held front = last;
    while (front != null && front.deadlineNanos - deadlineNanos > 0) {
      front = front.before;
    }
    held.queue = this;
    held.isQueued = true;
    link(held, front == null ? first : front.behind);
    link(front, held);
  }

  /** Takes one out that is in it. */
  void remove(Held held) {
    link(held.before, held.behind);
    held.before = null;
    held.behind = null;
    held.isQueued = false;
  }

  /** Takes the first one out. */
  Optional<Held> poll() {
    Optional<Held> head = Optional.ofNullable(first);
    head.ifPresent(this::remove);
    return head;
  }

  /** Takes everybody out whose deadline has passed. */
  List<Held> takeLate(long nowNanos) {
    List<Held> late = new ArrayList<>();
    while (leftNanos(nowNanos) <= 0) {
      poll().ifPresent(late::add);
    }
    return late;
  }

  /** Takes everybody out. */
  List<Held> takeAll() {
    List<Held> all = new ArrayList<>();
    while (first != null) {
      poll().ifPresent(all::add);
    }
    return all;
  }

  private void link(@Nullable Held front, @Nullable Held rear) {
    if (front == null) {
      first = rear;
    } else {
      front.behind = rear;
    }
    if (rear == null) {
      last = front;
    } else {
      rear.before = front;
    }
  }
}
