package org.smoothlab.server.relay;

/** Where relays work: lends desks to them. One world has sockets, another virtual time. */
@FunctionalInterface
public interface Office {
  /**
   * Lends a desk until it is closed.
   *
   * @param name for threads and messages
   */
  Desk open(String name);
}
