package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.smoothlab.server.PointFiles;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.archive.NioDisk;

/**
 * A machine of the socket world that an origin runs on: its folders, and the process that uses them
 * now. An origin that the scenario kills is a process of its own, killed by the system; the others
 * are in this process, where starting is fast.
 */
final class SocketHost implements AutoCloseable {
  private final Part part;
  private final ScratchFolder folder;
  private int diskNumber;
  private SocketOrigin origin;

  /**
   * What an origin has to do in the scenario.
   *
   * @param mortal whether the scenario kills it
   * @param pushedPoints paths that encoders push to
   */
  record Part(Scenario.PlannedOrigin planned, boolean mortal, Set<String> pushedPoints) {}

  /**
   * Starts the origin.
   *
   * @param urls where it finds the points of others
   */
  SocketHost(Part part, Function<Scenario.Place, URI> urls) throws IOException {
    this.part = part;
    folder = ScratchFolder.make("smoothlab-" + part.planned().name());
    try {
      writePoints(urls);
      origin = start();
    } catch (IOException | RuntimeException notStarted) {
      folder.close();
      throw notStarted;
    }
  }

  /** What a process of its own makes by itself on push is not what the file says: it is told. */
  private void writePoints(Function<Scenario.Place, URI> urls) throws IOException {
    Files.createDirectories(points());
    Set<String> written = new HashSet<>();
    for (Scenario.PlannedPoint point : part.planned().points()) {
      PointFiles.write(points(), point.path(), point.settings(urls));
      written.add(point.path());
    }
    for (String path : part.mortal() ? part.pushedPoints() : Set.<String>of()) {
      if (written.add(path)) {
        PointFiles.write(points(), path, part.planned().settings().withAutoStart(true));
      }
    }
  }

  private Path points() {
    return folder.path().resolve("points");
  }

  private Path diskFolder() {
    return folder.path().resolve("disk-" + diskNumber);
  }

  /** What it has recorded. */
  synchronized Optional<Disk> disk() throws IOException {
    return part.planned().hasDisk() ? Optional.of(NioDisk.open(diskFolder())) : Optional.empty();
  }

  private SocketOrigin start() throws IOException {
    Scenario.PlannedOrigin planned = part.planned();
    Optional<Path> disk =
        planned.hasDisk() ? Optional.of(Files.createDirectories(diskFolder())) : Optional.empty();
    SocketOrigin.Plan plan =
        new SocketOrigin.Plan(planned.name(), planned.settings(), points(), disk);
    return part.mortal() ? new SocketOrigin.Outside(plan) : new SocketOrigin.Inside(plan);
  }

  /** Where its origin listens now. */
  synchronized InetSocketAddress address() {
    return origin.address();
  }

  /** Ends the process in the middle of whatever it does. */
  synchronized void kill() throws IOException {
    origin.close();
  }

  /** Starts the next process, on the disk of the last one or on a new disk. */
  synchronized void restart(boolean diskKept) throws IOException {
    if (!diskKept) {
      diskNumber++;
    }
    origin = start();
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      origin.close();
    } finally {
      folder.close();
    }
  }
}
