package org.smoothlab.server.web;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.smoothlab.server.protocol.Wait;

/**
 * Requests whose answer is about to exist. Each parks its own virtual thread until its point moves
 * or its deadline passes. Bounded by {@code heldRequestsMax}: one more is not held.
 */
final class HeldRequests {
  /** Why a request is held no longer, or was not held at all. */
  enum Outcome {
    /** The point moved, or the deadline passed: ask again. */
    DUE,
    /** No room, or the server stops: answer with what there is. */
    NO_ROOM
  }

  /** The requests held for one point. Guarded by the lock. */
  private static final class Parked {
    final Condition moved;
    int count;
    long moves;

    Parked(Condition moved) {
      this.moved = moved;
    }
  }

  private final int heldRequestsMax;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Parked> byPoint = new HashMap<>();
  // Changed under the lock; read without it by moved() and by metrics.
  private final AtomicInteger heldCount = new AtomicInteger();
  private volatile boolean stopping;

  HeldRequests(int heldRequestsMax, LongSupplier nanoClock) {
    this.heldRequestsMax = heldRequestsMax;
    this.nanoClock = nanoClock;
  }

  /**
   * Holds the calling thread as {@code wait} says.
   *
   * @param versionOf the version of a point now; empty when the point is gone. Called without any
   *     lock held, because moved() comes in under the lock of the point.
   */
  Outcome hold(Wait wait, Function<String, OptionalLong> versionOf) throws InterruptedException {
    Parked parked = join(wait.point());
    if (parked == null) {
      return Outcome.NO_ROOM;
    }
    try {
      // A move after this line raises the count of moves; one before it shows in the version.
      long movesBefore = movesOf(parked);
      if (versionOf.apply(wait.point()).equals(OptionalLong.of(wait.seenVersion()))) {
        await(parked, movesBefore, wait.deadlineNanos());
      }
    } finally {
      leave(wait.point(), parked);
    }
    return stopping ? Outcome.NO_ROOM : Outcome.DUE;
  }

  /** Wakes the requests held for this point. Called under the point's lock; never waits for it. */
  void moved(String point) {
    // Who is about to park counts itself before it reads the version: zero here means that it will
    // read the new one.
    if (heldCount.get() == 0) {
      return;
    }
    lock.lock();
    try {
      Parked parked = byPoint.get(point);
      if (parked != null) {
        parked.moves++;
        parked.moved.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets everybody go, and holds nobody from now on. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      byPoint.values().forEach(parked -> parked.moved.signalAll());
    } finally {
      lock.unlock();
    }
  }

  /** How many requests are held now. */
  int heldCount() {
    return heldCount.get();
  }

  private @Nullable Parked join(String point) {
    lock.lock();
    try {
      if (stopping || heldCount.get() >= heldRequestsMax) {
        return null;
      }
      heldCount.incrementAndGet();
      Parked parked = byPoint.computeIfAbsent(point, _ -> new Parked(lock.newCondition()));
      parked.count++;
      return parked;
    } finally {
      lock.unlock();
    }
  }

  private long movesOf(Parked parked) {
    lock.lock();
    try {
      return parked.moves;
    } finally {
      lock.unlock();
    }
  }

  private void await(Parked parked, long movesBefore, long deadlineNanos)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long leftNanos = deadlineNanos - nanoClock.getAsLong();
      while (!stopping && parked.moves == movesBefore && leftNanos > 0) {
        leftNanos = parked.moved.awaitNanos(leftNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private void leave(String point, Parked parked) {
    lock.lock();
    try {
      heldCount.decrementAndGet();
      parked.count--;
      if (parked.count == 0) {
        byPoint.remove(point);
      }
    } finally {
      lock.unlock();
    }
  }
}
