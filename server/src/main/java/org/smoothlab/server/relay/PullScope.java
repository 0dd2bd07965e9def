package org.smoothlab.server.relay;

import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.server.origin.Lineage;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.protocol.Header;

/**
 * What the parts of one pull input share.
 *
 * @param point that pulls
 * @param boxLimits how large boxes may be
 * @param desk where they work
 * @param means of all relays
 */
record PullScope(PublishingPoint point, BoxLimits boxLimits, Desk desk, Relays.Means means) {
  RelaySettings.Pull settings() {
    return means.settings().pull();
  }

  /** Who asks: a source does not send what it has from here. */
  Header via() {
    return new Header("Via", Lineage.NONE.plus(point.relayId()).via());
  }

  long now() {
    return desk.nowNanos();
  }

  void tell(RelayEvent event) {
    means.sink().accept(event);
  }
}
