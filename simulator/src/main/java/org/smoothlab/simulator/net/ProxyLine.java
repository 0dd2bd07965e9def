package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** What all connections of a proxy share: delay, capacity, partitions and the cut that waits. */
final class ProxyLine {
  private final Delay delay;
  private final SplittableRandom seeds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition flowing = lock.newCondition();
  private final Direction toTarget = new Direction();
  private final Direction toCaller = new Direction();
  private final List<Long> ceilingsBps = new ArrayList<>();
  private int partitionCount;
  private Optional<Cut> cut = Optional.empty();

  /** One direction's queue, as the time at which it will be empty. */
  static final class Direction {
    private long freeAtNanos = System.nanoTime();
    private long capacityBps = CapacityTrace.UNLIMITED_BPS;
    private long passedBytes;
  }

  /** A connection that carries this many bytes from here on sets off the cut, once. */
  record Cut(long afterBytes, Runnable action) {}

  ProxyLine(Delay delay, long seed) {
    this.delay = delay;
    this.seeds = new SplittableRandom(seed);
  }

  Delay delay() {
    return delay;
  }

  /** Chance for one direction of one connection. */
  SplittableRandom random() {
    lock.lock();
    try {
      return seeds.split();
    } finally {
      lock.unlock();
    }
  }

  Direction toTarget() {
    return toTarget;
  }

  Direction toCaller() {
    return toCaller;
  }

  /** One more reason why nothing passes, or one less. */
  void part(boolean now) {
    lock.lock();
    try {
      partitionCount += now ? 1 : -1;
      flowing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No reason holds any longer. */
  void open() {
    lock.lock();
    try {
      partitionCount = Integer.MIN_VALUE / 2;
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

  /** Puts a ceiling over both directions, or takes it away. */
  void ceiling(long capacityBps, boolean now) {
    lock.lock();
    try {
      if (now) {
        ceilingsBps.add(capacityBps);
      } else {
        ceilingsBps.remove(Long.valueOf(capacityBps));
      }
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

  void disarm() {
    lock.lock();
    try {
      cut = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  long passedBytes(Direction direction) {
    lock.lock();
    try {
      return direction.passedBytes;
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
      while (partitionCount > 0) {
        flowing.await();
      }
      direction.passedBytes += bytes;
      long capacityBps = direction.capacityBps;
      for (long ceilingBps : ceilingsBps) {
        capacityBps = Math.min(capacityBps, ceilingBps);
      }
      if (capacityBps == CapacityTrace.UNLIMITED_BPS) {
        return;
      }
      long nowNanos = System.nanoTime();
      long costNanos = (long) (bytes * 8e9 / Math.max(1, capacityBps));
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
