package org.smoothlab.server.protocol;

/**
 * How long an answer may be held.
 *
 * @param nowNanos when it is asked
 * @param latestNanos when it is due at the latest, from an earlier wait
 */
record Patience(long nowNanos, long latestNanos) {
  /** Holds the request until {@code deadlineNanos} or the earlier one; at it, answers. */
  Exchange holdUntil(long deadlineNanos, String point, long version, Reply otherwise) {
    long due = Math.min(deadlineNanos, latestNanos);
    return nowNanos < due ? new Wait(point, version, due) : otherwise;
  }
}
