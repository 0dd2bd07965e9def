package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.io.OutputStream;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.web.AdmissionLimits;

/**
 * An origin that makes points on push, in a process of its own, with room for as many connections
 * and held requests as the first argument says.
 */
final class MeasuredOrigin {
  private static final int WINDOW_SECONDS = 60;

  private MeasuredOrigin() {}

  /** Serves until standard input ends. */
  static void main(String[] arguments) throws IOException {
    int requestCount = Integer.parseInt(arguments[0]);
    AdmissionLimits limits = AdmissionLimits.DEFAULT;
    AdmissionLimits roomy =
        new AdmissionLimits(
            new AdmissionLimits.Connections(
                requestCount + limits.connections().connectionsMax(),
                limits.connections().streamsPerConnectionMax(),
                limits.connections().headerBytesMax()),
            new AdmissionLimits.Waits(
                requestCount + limits.waits().heldRequestsMax(),
                limits.waits().logEventsMax(),
                limits.waits().feedsMax()),
            limits.times(),
            limits.listening());
    PointSettings settings =
        PointSettings.DEFAULT.withAutoStart(true).withWindowLengthSeconds(WINDOW_SECONDS);
    ServerConfig config = ServerConfig.loopback(0).withCreateOnPush(settings).withLimits(roomy);
    try (OriginServer origin = OriginServer.start(config)) {
      System.out.println(origin.url());
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
