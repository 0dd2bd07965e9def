package org.smoothlab.server.protocol;

/**
 * A request that a door may have to ask about more than once: its head, or its head with a small
 * body. Stays one request's.
 */
public interface Opening {
  /** What to do with the request. */
  Exchange open(long nowNanos);

  /** The same for one that was told to wait before; at the deadline the answer is final. */
  Exchange reopen(Wait wait, long nowNanos);

  /** What to do with the request when the door can hold no more: never a {@link Wait}. */
  Exchange openWithoutWaiting(long nowNanos);
}
