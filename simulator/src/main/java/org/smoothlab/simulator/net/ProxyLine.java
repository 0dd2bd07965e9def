package org.smoothlab.simulator.net;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** What all connections of a proxy share: latency, capacity, stalls and the cut that waits. */
final class ProxyLine {
  private final long latencyNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition flowing = lock.newCondition();
  private final Direction toTarget = new Direction();
  private final Direction toCaller = new Direction();
  private boolean stalled;
  private Optional<Cut> cut = Optional.empty();

  /** One direction's queue, as the time at which it will be empty. */
  static final class Direction {
    private long freeAtNanos = System.nanoTime();
    private long capacityBps = CapacityTrace.UNLIMITED_BPS;
  }

  /** A connection that carries this many bytes from here on sets off the cut, once. */
  record Cut(long afterBytes, Runnable action) {}

  ProxyLine(long latencyNanos) {
    this.latencyNanos = latencyNanos;
  }

  long latencyNanos() {
    return latencyNanos;
  }

  Direction toTarget() {
    return toTarget;
  }

  Direction toCaller() {
    return toCaller;
  }

  void stall(boolean now) {
    lock.lock();
    try {
      stalled = now;
      flowing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void limit(long upBps, long downBps) {
    lock.lock();
    try {
      toTarget.capacityBps = upBps;
      toCaller.capacityBps = downBps;
    } finally {
      lock.unlock();
    }
  }

  void armCut(long afterBytes, Runnable action) {
    lock.lock();
    try {
      cut = Optional.of(new Cut(afterBytes, action));
    } finally {
      lock.unlock();
    }
  }

  /** The cut that waits; connections count from when they first see it. */
  Optional<Cut> cut() {
    lock.lock();
    try {
      return cut;
    } finally {
      lock.unlock();
    }
  }

  /** Whether this connection is the one that sets it off. */
  boolean take(Cut due) {
    lock.lock();
    try {
      boolean first = cut.filter(armed -> armed.equals(due)).isPresent();
      cut = first ? Optional.empty() : cut;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@code bytes} may pass: the line flows and has capacity. */
  void pass(Direction direction, int bytes) throws InterruptedException {
    long freeAtNanos;
    lock.lock();
    try {
      while (stalled) {
        flowing.await();
      }
      if (direction.capacityBps == CapacityTrace.UNLIMITED_BPS) {
        return;
      }
      long nowNanos = System.nanoTime();
      long costNanos = (long) (bytes * 8e9 / Math.max(1, direction.capacityBps));
      direction.freeAtNanos = Math.max(direction.freeAtNanos, nowNanos) + costNanos;
      freeAtNanos = direction.freeAtNanos;
    } finally {
      lock.unlock();
    }
    awaitTime(freeAtNanos);
  }

  /** Waits until {@link System#nanoTime} says {@code atNanos}. */
  static void awaitTime(long atNanos) throws InterruptedException {
    for (long left = atNanos - System.nanoTime(); left > 0; left = atNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
