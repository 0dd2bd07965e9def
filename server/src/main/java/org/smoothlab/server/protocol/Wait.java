package org.smoothlab.server.protocol;

/**
 * The answer is about to exist. The door calls {@link Protocol#reopen} with the same ask and this
 * wait when the point's version is no longer {@code seenVersion}, and at the deadline at the
 * latest. It may get another wait, never one with a later deadline.
 *
 * @param point path of the publishing point
 * @param seenVersion version of the point that this was decided on
 * @param what is waited for: while one request for it must wait, every other one of the point must,
 *     whose wait has an equal one
 * @param deadlineNanos when a final answer is due
 */
public record Wait(String point, long seenVersion, Object what, long deadlineNanos)
    implements Exchange {
  /** The same with another deadline. */
  public Wait until(long nanos) {
    return new Wait(point, seenVersion, what, nanos);
  }
}
