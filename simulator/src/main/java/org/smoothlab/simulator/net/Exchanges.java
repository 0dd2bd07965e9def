package org.smoothlab.simulator.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The requests of one connection that have no whole answer yet, in their order. */
final class Exchanges {
  /** Requests sent ahead of their answers; at the bound the next one waits. */
  private static final int PIPELINED_MAX = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Exchange> open = new ArrayDeque<>();
  private boolean closed;

  /** A request that is under way. */
  record Exchange(HttpHead request, Fate fate) {}

  void begin(Exchange exchange) throws InterruptedException {
    lock.lock();
    try {
      while (open.size() >= PIPELINED_MAX && !closed) {
        changed.await();
      }
      open.add(exchange);
    } finally {
      lock.unlock();
    }
  }

  /** The request whose answer is next. */
  Optional<Exchange> current() {
    lock.lock();
    try {
      return Optional.ofNullable(open.peek());
    } finally {
      lock.unlock();
    }
  }

  /** Its answer is whole. */
  void end() {
    lock.lock();
    try {
      open.poll();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all that was asked has been answered, or the connection is over. */
  void awaitNone() throws InterruptedException {
    lock.lock();
    try {
      while (!open.isEmpty() && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody need wait any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
