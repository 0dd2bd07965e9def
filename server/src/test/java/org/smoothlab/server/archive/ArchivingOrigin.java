package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;

/**
 * An origin in a process of its own, which records into a folder and goes on with what it finds
 * there; until it is killed.
 */
final class ArchivingOrigin {
  static final PointSettings SETTINGS =
      PointSettings.DEFAULT.withAutomation(new PointSettings.Automation(true, true, 0, true));

  private ArchivingOrigin() {}

  static ServerConfig config(Path archive) {
    return ServerConfig.loopback(0).withCreateOnPush(SETTINGS).withArchiveFolder(archive);
  }

  /** Prints its URL when it is ready. */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (OriginServer server = OriginServer.start(config(Path.of(args[0])))) {
      System.out.println(server.url());
      Thread.currentThread().join();
    }
  }
}
