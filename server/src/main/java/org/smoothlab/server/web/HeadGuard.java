package org.smoothlab.server.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes HTTP/1.1 connections whose request head takes longer than {@code headNanos}. A head sent
 * byte by byte is never idle, so the idle timeout alone would let it stay for days.
 */
final class HeadGuard implements Connection.Listener {
  private static final int LOOKS_PER_HEAD = 4;

  /** One connection between two requests. Its own lock guards it. */
  private static final class Watch {
    private boolean inside;
    private long bytesAtRest;
    private boolean begun;
    private long begunNanos;

    synchronized void enter() {
      inside = true;
    }

    synchronized void leave(long bytesIn) {
      inside = false;
      begun = false;
      bytesAtRest = bytesIn;
    }

    synchronized boolean isTooSlow(long bytesIn, long nowNanos, long headNanos) {
      if (inside || bytesIn == bytesAtRest) {
        return false;
      }
      if (!begun) {
        begun = true;
        begunNanos = nowNanos;
      }
      return nowNanos - begunNanos >= headNanos;
    }
  }

  private final Map<Connection, Watch> watches = new ConcurrentHashMap<>();
  private final long headNanos;
  private final LongSupplier nanoClock;
  private final Scheduler scheduler;

  /**
   * @param headNanos what a head may take; it is looked at four times in that time
   * @param scheduler runs the looks, and ends them when it stops
   */
  HeadGuard(long headNanos, LongSupplier nanoClock, Scheduler scheduler) {
    this.headNanos = headNanos;
    this.nanoClock = nanoClock;
    this.scheduler = scheduler;
  }

  void start() {
    scheduler.schedule(this::look, headNanos / LOOKS_PER_HEAD, TimeUnit.NANOSECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof ConnectionMetaData meta
        && meta.getHttpVersion() != HttpVersion.HTTP_2) {
      watches.put(connection, new Watch());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    watches.remove(connection);
  }

  /** A whole head has arrived: what follows is the handler's to bound. */
  void entered(Request request) {
    Watch watch = watches.get(request.getConnectionMetaData().getConnection());
    if (watch != null) {
      watch.enter();
    }
  }

  /** The answer is out: the next byte begins a head. */
  void left(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    Watch watch = watches.get(connection);
    if (watch != null) {
      watch.leave(connection.getBytesIn());
    }
  }

  private void look() {
    long nowNanos = nanoClock.getAsLong();
    watches.forEach((connection, watch) -> {
      if (watch.isTooSlow(connection.getBytesIn(), nowNanos, headNanos)) {
        connection.getEndPoint().close();
      }
    });
    start();
  }
}
