package org.smoothlab.server.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Wait;
import org.smoothlab.server.web.HeldQueue.Held;

/**
 * Requests whose answer is about to exist. None has a thread: each stands in the queue of those who
 * wait for the same thing of the same point. When the point moves, the first of each queue is asked
 * about again; only when it has its answer do the others get threads to fetch theirs. Bounded by
 * {@code heldRequestsMax}: one more is not held.
 */
final class HeldRequests {
  /** Deadlines are looked at no more often than this: an answer at one may come so much later. */
  static final long LOOK_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long LOOK_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /** What became of a request that is to be held. */
  enum Outcome {
    /** It is another thread's now: {@link Held#carryOn} or {@link Held#abandon} is called. */
    HELD,
    /** The point has moved already: ask again. */
    DUE,
    /** No room, or the server stops: answer with what there is. */
    NO_ROOM
  }

  /** The queues of a point. Guarded by the lock. */
  private static final class Point {
    final Map<Object, HeldQueue> queues = new LinkedHashMap<>();
    long moves;
    boolean isAsked;
  }

  private final int heldRequestsMax;
  private final LongSupplier nanoClock;
  private final Executor threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition nearer = lock.newCondition();
  private final Map<String, Point> points = new HashMap<>();
  // Changed under the lock; read without it by moved() and by metrics.
  private final AtomicInteger heldCount = new AtomicInteger();
  private boolean keepsDeadlines;
  private long nextLookNanos;
  private boolean stopping;

  /**
   * @param threads starts one for each task that it is given
   */
  HeldRequests(int heldRequestsMax, LongSupplier nanoClock, Executor threads) {
    this.heldRequestsMax = heldRequestsMax;
    this.nanoClock = nanoClock;
    this.threads = threads;
  }

  /**
   * Holds a request as {@code wait} says.
   *
   * @param versionOf the version of a point now; empty when the point is gone. Called without any
   *     lock held, because moved() comes in under the lock of the point.
   */
  Outcome hold(Held held, Wait wait, Function<String, OptionalLong> versionOf) {
    Optional<Throwable> failure;
    lock.lock();
    try {
      if (stopping || heldCount.get() >= heldRequestsMax) {
        return Outcome.NO_ROOM;
      }
      failure = held.failure();
      if (failure.isEmpty()) {
        heldCount.incrementAndGet();
        enqueue(held, wait);
      }
    } finally {
      lock.unlock();
    }
    if (failure.isPresent()) {
      held.abandon(failure.get());
      return Outcome.HELD;
    }
    // A move after this line finds it in its queue; one before it shows in the version.
    boolean isDue = !versionOf.apply(wait.point()).equals(OptionalLong.of(wait.seenVersion()));
    return isDue && release(held) ? Outcome.DUE : Outcome.HELD;
  }

  /** Nobody waits for the answer to this request any more. It may be held, or just not. */
  void gone(Held held, Throwable failure) {
    boolean wasHeld;
    lock.lock();
    try {
      held.fail(failure);
      wasHeld = release(held);
    } finally {
      lock.unlock();
    }
    if (wasHeld) {
      held.abandon(failure);
    }
  }

  /** Asks about the requests held for this point. Called under the point's lock; never waits. */
  void moved(String path) {
    // Who is about to be held counts itself before it reads the version: zero here means that it
    // will read the new one.
    if (heldCount.get() == 0) {
      return;
    }
    lock.lock();
    try {
      Point point = points.get(path);
      if (point != null) {
        point.moves++;
        if (!point.isAsked) {
          point.isAsked = true;
          threads.execute(() -> ask(point));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets everybody go, and holds nobody from now on. */
  void stop() {
    List<Held> all = new ArrayList<>();
    lock.lock();
    try {
      stopping = true;
      nearer.signalAll();
      for (Point point : points.values()) {
        point.queues.values().forEach(queue -> all.addAll(queue.takeAll()));
      }
      points.clear();
      heldCount.addAndGet(-all.size());
    } finally {
      lock.unlock();
    }
    for (Held held : all) {
      threads.execute(() -> held.carryOn(held::openWithoutWaiting));
    }
  }

  /** How many requests are held now. */
  int heldCount() {
    return heldCount.get();
  }

  // ---- moves

  /** Asks about all queues of a point, until it has not moved meanwhile. */
  private void ask(Point point) {
    long seenMoves = -1;
    while (true) {
      List<HeldQueue> queues;
      lock.lock();
      try {
        if (point.moves == seenMoves) {
          point.isAsked = false;
          return;
        }
        seenMoves = point.moves;
        queues = List.copyOf(point.queues.values());
      } finally {
        lock.unlock();
      }
      queues.forEach(this::ask);
    }
  }

  /** Asks about the first of a queue; the others follow it when it goes. */
  private void ask(HeldQueue queue) {
    Optional<Held> first;
    lock.lock();
    try {
      // It stays counted: nobody may take its room.
      first = queue.poll();
    } finally {
      lock.unlock();
    }
    first.ifPresent(held -> ask(held, queue));
  }

  private void ask(Held first, HeldQueue queue) {
    Supplier<Exchange> next;
    try {
      Exchange exchange = first.reopen(first.awaited());
      if (exchange instanceof Wait again) {
        putBack(first, again, queue);
        return;
      }
      next = () -> exchange;
    } catch (RuntimeException broken) {
      // Whoever asked is told of it, on a thread of its own like every answer.
      next =
          () -> {
            throw broken;
          };
    }
    letGo(first, next, queue);
  }

  private void putBack(Held held, Wait wait, HeldQueue from) {
    Optional<Throwable> failure;
    boolean isHeld;
    lock.lock();
    try {
      failure = held.failure();
      isHeld = failure.isEmpty() && !stopping;
      if (isHeld) {
        enqueue(held, wait);
      } else {
        heldCount.decrementAndGet();
      }
      forgetIfEmpty(from);
    } finally {
      lock.unlock();
    }
    if (failure.isPresent()) {
      held.abandon(failure.get());
    } else if (!isHeld) {
      threads.execute(() -> held.carryOn(held::openWithoutWaiting));
    }
  }

  private void letGo(Held first, Supplier<Exchange> next, HeldQueue queue) {
    List<Held> others;
    lock.lock();
    try {
      others = queue.takeAll();
      heldCount.addAndGet(-1 - others.size());
      forgetIfEmpty(queue);
    } finally {
      lock.unlock();
    }
    threads.execute(() -> first.carryOn(next));
    carryOn(others);
  }

  private void carryOn(List<Held> all) {
    for (Held held : all) {
      threads.execute(() -> held.carryOn(() -> held.reopen(held.awaited())));
    }
  }

  // ---- deadlines

  /** For as long as anybody is held. */
  private void keepDeadlines() {
    for (List<Held> late = awaitLate(); !late.isEmpty(); late = awaitLate()) {
      carryOn(late);
    }
  }

  /** Whose deadline has passed; empty when nobody is held any more. */
  private List<Held> awaitLate() {
    lock.lock();
    try {
      while (heldCount.get() > 0 && !stopping) {
        long nowNanos = nanoClock.getAsLong();
        List<Held> late = takeLate(nowNanos);
        if (!late.isEmpty()) {
          return late;
        }
        long leftNanos =
            queues().mapToLong(queue -> queue.leftNanos(nowNanos)).min().orElse(Long.MAX_VALUE);
        long lookNanos = Math.clamp(leftNanos, LOOK_NANOS_MIN, LOOK_NANOS_MAX);
        nextLookNanos = nowNanos + lookNanos;
        long _ = nearer.awaitNanos(lookNanos);
      }
      keepsDeadlines = false;
    } catch (InterruptedException e) {
      keepsDeadlines = false;
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return List.of();
  }

  private List<Held> takeLate(long nowNanos) {
    List<Held> late = new ArrayList<>();
    for (HeldQueue queue : queues().toList()) {
      late.addAll(queue.takeLate(nowNanos));
      forgetIfEmpty(queue);
    }
    heldCount.addAndGet(-late.size());
    return late;
  }

  // ---- queues

  private Stream<HeldQueue> queues() {
    return points.values().stream().flatMap(point -> point.queues.values().stream());
  }

  private void enqueue(Held held, Wait wait) {
    points
        .computeIfAbsent(wait.point(), _ -> new Point())
        .queues
        .computeIfAbsent(wait.what(), _ -> new HeldQueue(wait))
        .add(held, wait.deadlineNanos());
    if (!keepsDeadlines) {
      keepsDeadlines = true;
      threads.execute(this::keepDeadlines);
    }
    if (wait.deadlineNanos() - nextLookNanos < 0) {
      nearer.signal();
    }
  }

  /** Whether it was held. */
  private boolean release(Held held) {
    lock.lock();
    try {
      Optional<HeldQueue> queue = held.queue();
      queue.ifPresent(from -> {
        from.remove(held);
        heldCount.decrementAndGet();
        forgetIfEmpty(from);
      });
      return queue.isPresent();
    } finally {
      lock.unlock();
    }
  }

  private void forgetIfEmpty(HeldQueue queue) {
    if (queue.isEmpty()) {
      Wait awaited = queue.awaited();
      points.computeIfPresent(
          awaited.point(),
          (_, point) -> {
            point.queues.remove(awaited.what(), queue);
            return point.queues.isEmpty() ? null : point;
          });
    }
  }
}
