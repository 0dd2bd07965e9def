package org.smoothlab.server.relay;

/** A way to carry requests to other servers. Redirects are the caller's business. */
@FunctionalInterface
public interface Carrier {
  /**
   * Sends a request. Nothing is thrown for a host that is not there: {@code listener} is told,
   * later and never from inside this method.
   */
  Call call(Request request, Listener listener);
}
