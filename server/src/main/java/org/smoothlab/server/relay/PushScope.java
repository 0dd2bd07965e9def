package org.smoothlab.server.relay;

import org.smoothlab.server.origin.PublishingPoint;

/**
 * What the streams of one push output share.
 *
 * @param point whose streams they are
 * @param target where they go
 * @param desk where they work
 * @param means of all relays
 */
record PushScope(PublishingPoint point, PeerUrl target, Desk desk, Relays.Means means) {
  RelaySettings.Push settings() {
    return means.settings().push();
  }

  void tell(RelayEvent event) {
    means.sink().accept(event);
  }
}
