package org.smoothlab.server.protocol;

/**
 * How long an answer may be held.
 *
 * @param nowNanos when it is asked
 * @param latestNanos when it is due at the latest, from an earlier wait
 */
record Patience(long nowNanos, long latestNanos) {
  /** Holds the request until the deadline of the wait or the earlier one; at it, answers. */
  Exchange hold(Wait wait, Reply otherwise) {
    long due = Math.min(wait.deadlineNanos(), latestNanos);
    return nowNanos < due ? wait.until(due) : otherwise;
  }
}
