package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for the time of one run.
 *
 * @param path where it is
 */
record ScratchFolder(Path path) implements AutoCloseable {
  static ScratchFolder make(String name) throws IOException {
    return new ScratchFolder(Files.createTempDirectory(name));
  }

  /** Removes it with all that is in it. */
  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
