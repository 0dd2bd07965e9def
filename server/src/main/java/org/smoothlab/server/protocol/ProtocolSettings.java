package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.server.origin.PointSettings;

/**
 * @param createOnPush settings of the points that the first POST to an unknown path makes; empty:
 *     such a POST is refused with 404
 * @param fragmentBytesMax largest {@code mdat} that an encoder may send
 */
public record ProtocolSettings(Optional<PointSettings> createOnPush, long fragmentBytesMax) {
  /** No points on push; fragments up to 64 MiB. */
  public static final ProtocolSettings DEFAULT = new ProtocolSettings(Optional.empty(), 64L << 20);

  /** The same, making points on push with these settings. */
  public ProtocolSettings withCreateOnPush(PointSettings template) {
    return new ProtocolSettings(Optional.of(template), fragmentBytesMax);
  }
}
