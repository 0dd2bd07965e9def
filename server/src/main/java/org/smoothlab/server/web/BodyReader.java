package org.smoothlab.server.web;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads a request's body on the request's own virtual thread, whatever has arrived, never longer
 * than a deadline. One thread reads; any thread may wake it.
 */
final class BodyReader {
  private final Request request;
  private final LongSupplier nanoClock;
  private final Thread reader = Thread.currentThread();
  // Jetty calls back on a thread of its own, and must not wait for one: it only rings.
  private final Runnable ring =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::onArrived);
  private volatile boolean demanded;
  private volatile boolean woken;

  BodyReader(Request request, LongSupplier nanoClock) {
    this.request = request;
    this.nanoClock = nanoClock;
  }

  /**
   * The next piece, which the caller releases; the end and a failure come as pieces too.
   *
   * @return empty when nothing came before the deadline, or someone called {@link #wake}
   */
  Optional<Content.Chunk> next(long deadlineNanos) {
    while (true) {
      if (!demanded) {
        Content.Chunk chunk = request.read();
        // A failure that passes is the connection's idle timeout; here the deadline rules.
        if (chunk != null && !Content.Chunk.isFailure(chunk, false)) {
          return Optional.of(chunk);
        }
        // The first demand is what sends 100 Continue to a client that waits for it.
        demanded = true;
        request.demand(ring);
      }
      if (!park(deadlineNanos)) {
        return Optional.empty();
      }
    }
  }

  /** Makes the reader's present or next wait end with nothing. */
  void wake() {
    woken = true;
    LockSupport.unpark(reader);
  }

  private void onArrived() {
    demanded = false;
    LockSupport.unpark(reader);
  }

  private boolean park(long deadlineNanos) {
    while (demanded) {
      long leftNanos = deadlineNanos - nanoClock.getAsLong();
      if (woken || leftNanos <= 0) {
        woken = false;
        return false;
      }
      LockSupport.parkNanos(this, leftNanos);
    }
    return true;
  }
}
