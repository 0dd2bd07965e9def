package org.smoothlab.server.protocol;

/**
 * The answer is about to exist. The door calls {@link Protocol#reopen} with the same ask and this
 * wait when the point's version is no longer {@code seenVersion}, and at the deadline at the
 * latest. It may get another wait, never one with a later deadline.
 *
 * @param point path of the publishing point
 * @param seenVersion version of the point that this was decided on
 * @param deadlineNanos when a final answer is due
 */
public record Wait(String point, long seenVersion, long deadlineNanos) implements Exchange {}
