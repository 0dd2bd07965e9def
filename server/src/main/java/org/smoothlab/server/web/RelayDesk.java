package org.smoothlab.server.web;

import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.eclipse.jetty.client.HttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.relay.Carrier;
import org.smoothlab.server.relay.Desk;
import org.smoothlab.server.relay.Listener;
import org.smoothlab.server.relay.Request;

/**
 * A relay's desk: one virtual thread that runs what is due, the earliest first.
 *
 * <p>What waits is bounded by what its relay has under way: of each call one piece of the answer,
 * as many notes as it may have pieces on their way out, and its end; and the alarms of the relay.
 */
final class RelayDesk implements Desk {
  private static final Logger LOG = LoggerFactory.getLogger("relay");

  private final PriorityQueue<Task> waiting = new PriorityQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<RelayCall> calls = ConcurrentHashMap.newKeySet();
  private final HttpClient client;
  private final Means means;
  private final Thread thread;
  private long taskCount;
  private boolean closed;

  /** Asked before something that was pulled is handed on. */
  @FunctionalInterface
  interface Room {
    void await() throws InterruptedException;
  }

  /** What a desk needs of its office. */
  record Means(Room room, LongSupplier nanoClock) {}

  private record Task(long atNanos, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atNanos - other.atNanos, 0);
      return byTime == 0 ? Long.compare(number, other.number) : byTime;
    }
  }

  RelayDesk(String name, HttpClient client, Means means) {
    this.client = client;
    this.means = means;
    this.thread = Thread.ofVirtual().name("relay " + name).unstarted(this::run);
    thread.start();
  }

  @Override
  public long nowNanos() {
    return means.nanoClock.getAsLong();
  }

  @Override
  public Alarm at(long nanos, Runnable work) {
    lock.lock();
    try {
      Task task = new Task(nanos, taskCount++, work);
      if (!closed) {
        waiting.add(task);
        changed.signal();
      }
      return () -> forget(task);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void soon(Runnable work) {
    at(nowNanos(), work);
  }

  private void forget(Task task) {
    lock.lock();
    try {
      waiting.remove(task);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Carrier carrier() {
    return this::call;
  }

  private RelayCall call(Request request, Listener listener) {
    RelayCall call = new RelayCall(client.newRequest(request.uri()), this, listener);
    calls.add(call);
    call.start(request);
    return call;
  }

  /** The call is over. */
  void ended(RelayCall call) {
    calls.remove(call);
  }

  Room room() {
    return means.room;
  }

  /** Returns when the last piece of work is over, unless that is the one that closes it. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    List.copyOf(calls).forEach(RelayCall::cancel);
    if (Thread.currentThread() != thread) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      for (List<Task> due = take(); !due.isEmpty(); due = take()) {
        runSafely(due.getFirst().work);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // The outermost loop of a thread: what fails in one piece must not silence the relay for ever.
  private static void runSafely(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("relay failed", e);
    }
  }

  /** The next one that is due; none when the desk is closed. */
  private List<Task> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Task next = waiting.peek();
        long waitNanos = next == null ? Long.MAX_VALUE : next.atNanos - nowNanos();
        if (next != null && waitNanos <= 0) {
          waiting.remove();
          return List.of(next);
        }
        changed.await(waitNanos, TimeUnit.NANOSECONDS);
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }
}
