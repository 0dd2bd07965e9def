package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.server.origin.PointSettings;

/**
 * How requests are treated.
 *
 * @param createOnPush settings of the points that the first POST to an unknown path makes; empty:
 *     such a POST is refused with 404
 * @param boxLimits how large the boxes may be that an encoder sends; larger ones are refused
 */
public record ProtocolSettings(Optional<PointSettings> createOnPush, BoxLimits boxLimits) {
  /** No points on push, boxes as large as live streams have them. */
  public static final ProtocolSettings DEFAULT =
      new ProtocolSettings(Optional.empty(), BoxLimits.LIVE);

  /** The same, making points on push with these settings. */
  public ProtocolSettings withCreateOnPush(PointSettings template) {
    return new ProtocolSettings(Optional.of(template), boxLimits);
  }

  /** The same with other bounds. */
  public ProtocolSettings withBoxLimits(BoxLimits limits) {
    return new ProtocolSettings(createOnPush, limits);
  }
}
