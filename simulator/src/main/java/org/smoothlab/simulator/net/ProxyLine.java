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

  /** One direction's queue: how much it has carried, and up to where its room is promised. */
  static final class Direction {
    private long capacityBps = CapacityTrace.UNLIMITED_BPS;
    private long passedBytes;
    private double carriedBits;
    private double promisedBits;
    private long carriedAtNanos = System.nanoTime();
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
      ceilingsBps.clear();
      toTarget.capacityBps = CapacityTrace.UNLIMITED_BPS;
      toCaller.capacityBps = CapacityTrace.UNLIMITED_BPS;
      flowing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void limit(long upBps, long downBps) {
    lock.lock();
    try {
      carry();
      toTarget.capacityBps = upBps;
      toCaller.capacityBps = downBps;
      flowing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Puts a ceiling over both directions, or takes it away. */
  void ceiling(long capacityBps, boolean now) {
    lock.lock();
    try {
      carry();
      if (now) {
        ceilingsBps.add(capacityBps);
      } else {
        ceilingsBps.remove(Long.valueOf(capacityBps));
      }
      flowing.signalAll();
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

  /**
   * Waits until {@code bytes} have passed: the line flows and has capacity, which may change while
   * they are on it.
   */
  void pass(Direction direction, int bytes) throws InterruptedException {
    lock.lock();
    try {
      while (partitionCount > 0) {
        flowing.await();
      }
      direction.passedBytes += bytes;
      carry(direction);
      // A line that has stood idle has not saved its capacity up.
      direction.promisedBits = Math.max(direction.promisedBits, direction.carriedBits) + bytes * 8d;
      double untilBits = direction.promisedBits;
      for (long waitNanos = waitNanos(direction, untilBits);
          waitNanos > 0;
          waitNanos = waitNanos(direction, untilBits)) {
        if (waitNanos == Long.MAX_VALUE) {
          flowing.await();
        } else {
          long _ = flowing.awaitNanos(waitNanos);
        }
        carry(direction);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How long it takes at the rate of now; {@code Long.MAX_VALUE}: for as long as that is 0. */
  private long waitNanos(Direction direction, double untilBits) {
    long rateBps = rateBps(direction);
    if (direction.carriedBits >= untilBits || rateBps == CapacityTrace.UNLIMITED_BPS) {
      return 0;
    }
    return rateBps == 0
        ? Long.MAX_VALUE
        : Math.max(1, (long) Math.ceil((untilBits - direction.carriedBits) / rateBps * 1e9));
  }

  private long rateBps(Direction direction) {
    long rateBps = direction.capacityBps;
    for (long ceilingBps : ceilingsBps) {
      rateBps = Math.min(rateBps, ceilingBps);
    }
    return rateBps;
  }

  /** Counts what both directions have carried up to now, before a rate changes. */
  private void carry() {
    carry(toTarget);
    carry(toCaller);
  }

  private void carry(Direction direction) {
    long nowNanos = System.nanoTime();
    long rateBps = rateBps(direction);
    double bits =
        rateBps == CapacityTrace.UNLIMITED_BPS
            ? direction.promisedBits
            : direction.carriedBits + (nowNanos - direction.carriedAtNanos) / 1e9 * rateBps;
    direction.carriedBits = Math.max(direction.carriedBits, bits);
    direction.carriedAtNanos = nowNanos;
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
