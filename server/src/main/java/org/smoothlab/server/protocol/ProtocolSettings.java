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
 * @param commandNanosMax how long a manager's command waits for other commands and for a point's
 *     transient states; then it is refused as locked
 */
public record ProtocolSettings(
    Optional<PointSettings> createOnPush, BoxLimits boxLimits, long commandNanosMax) {
  /** No points on push, boxes as large as live streams have them, ten seconds for a command. */
  public static final ProtocolSettings DEFAULT =
      new ProtocolSettings(Optional.empty(), BoxLimits.LIVE, 10_000_000_000L);

  /** The same, making points on push with these settings. */
  public ProtocolSettings withCreateOnPush(PointSettings template) {
    return new ProtocolSettings(Optional.of(template), boxLimits, commandNanosMax);
  }

  /** The same with other bounds. */
  public ProtocolSettings withBoxLimits(BoxLimits limits) {
    return new ProtocolSettings(createOnPush, limits, commandNanosMax);
  }

  /** The same with another time for a command. */
  public ProtocolSettings withCommandNanosMax(long newCommandNanosMax) {
    return new ProtocolSettings(createOnPush, boxLimits, newCommandNanosMax);
  }
}
