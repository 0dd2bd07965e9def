package org.smoothlab.simulator.net;

/** A way to carry requests to hosts. */
public interface Transport {
  /**
   * Sends a request. Nothing is thrown for a host that is not there: {@code listener} is told,
   * later and never from inside this method.
   */
  Call call(Request request, Listener listener);
}
