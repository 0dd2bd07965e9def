package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import tools.jackson.databind.node.ObjectNode;

/** What is done about a publishing point before the first byte is sent to it. */
final class PointPreparation {
  private static final String EXISTS = "0x8088002B";
  private static final String IDLE = "Idle";

  private final PointApi api;
  private final String point;
  private final PrintWriter talk;

  /**
   * @param point decoded path
   */
  PointPreparation(PointApi api, String point, PrintWriter talk) {
    this.api = api;
    this.point = point;
    this.talk = talk;
  }

  /** Creates the point, or takes it as it is, and starts it if it is idle. */
  void create() throws IOException, InterruptedException, UsageException {
    ObjectNode settings = PointApi.json().createObjectNode();
    settings.put("sourceType", "Push");
    settings.putObject("clientConnections").put("enabled", true);
    settings.putObject("serverConnections").put("enabled", true);
    try {
      api.create(point, settings);
      tell("created");
    } catch (PointApi.Refusal refusal) {
      if (!refusal.is(EXISTS)) {
        throw refusal;
      }
      tell("exists");
    }
    if (api.state(point).equals(IDLE)) {
      api.putState(point, "Started");
      tell("started");
    }
  }

  /**
   * Whether nobody is being served from the point, as Expression Encoder finds out: by asking for
   * its manifest.
   */
  boolean isFree() throws IOException, InterruptedException {
    URI manifest = api.origin().resolve(PointApi.escaped(point) + "/Manifest");
    return api.statusOf(manifest) != 200;
  }

  private void tell(String what) {
    talk.println("encoder " + point + ": " + what);
    talk.flush();
  }
}
