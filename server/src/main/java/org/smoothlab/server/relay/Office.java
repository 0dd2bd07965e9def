package org.smoothlab.server.relay;

/** Where relays work: lends desks to them. One world has sockets, another virtual time. */
@FunctionalInterface
public interface Office {
  /**
   * Lends a desk until it is closed.
   *
   * @param point path of the publishing point that is worked for; {@code relays} for the one desk
   *     that works for all. Where points are recorded, the office lets what is pulled wait while
   *     the recorder has no room
   */
  Desk open(String point);
}
