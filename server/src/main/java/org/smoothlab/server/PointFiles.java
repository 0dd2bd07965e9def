package org.smoothlab.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.StoreException;

/** Writes the folders of {@code .isml} files that origins are started with. */
public final class PointFiles {
  private PointFiles() {}

  /**
   * Writes the file of a point, as the origin itself does when a manager changes settings.
   *
   * @param folder made if it is not there
   * @param point path of the point, begins with {@code /}, ends with {@code .isml}
   * @throws IOException if it cannot be written
   */
  public static void write(Path folder, String point, PointSettings settings) throws IOException {
    Files.createDirectories(folder);
    try {
      PointFolder.open(folder).save(point, settings, Instant.now());
    } catch (StoreException failed) {
      throw new IOException(failed.getMessage(), failed);
    }
  }
}
