package org.smoothlab.server.web;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.origin.Origin;

/**
 * Gives the origin its time: one virtual thread that runs what is due. Requests may make something
 * due earlier than it was told; it looks again after {@link #LOOK_NANOS_MAX} at the latest.
 */
final class OriginTimer implements AutoCloseable {
  /** How late something may run that became due by a request. */
  static final long LOOK_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

  private static final Logger LOG = LoggerFactory.getLogger(OriginTimer.class);

  private final Origin origin;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private volatile boolean closed;

  OriginTimer(Origin origin, LongSupplier nanoClock) {
    this.origin = origin;
    this.nanoClock = nanoClock;
    thread = Thread.ofVirtual().name("origin-timer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(this, waitNanos());
    }
  }

  // The outermost loop of a thread: one point that fails must not stop time for all others.
  private long waitNanos() {
    try {
      long nowNanos = nanoClock.getAsLong();
      long dueNanos = origin.advance(nowNanos);
      return dueNanos == Long.MAX_VALUE
          ? LOOK_NANOS_MAX
          : Math.clamp(dueNanos - nowNanos, 1, LOOK_NANOS_MAX);
    } catch (RuntimeException e) {
      LOG.error("timer failed", e);
      return LOOK_NANOS_MAX;
    }
  }
}
