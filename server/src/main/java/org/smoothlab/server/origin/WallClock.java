package org.smoothlab.server.origin;

import java.time.Instant;

/**
 * Which wall time the elapsed time of the calls stands for.
 *
 * @param start the wall time at {@code startNanos}
 * @param startNanos elapsed time when the origin was started
 */
public record WallClock(Instant start, long startNanos) {
  /** The wall time at {@code nowNanos}. */
  public Instant at(long nowNanos) {
    return start.plusNanos(nowNanos - startNanos);
  }
}
