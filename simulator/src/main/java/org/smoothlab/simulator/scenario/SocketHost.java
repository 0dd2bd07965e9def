package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.smoothlab.server.PointFiles;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.archive.NioDisk;
import org.smoothlab.server.origin.PointSettings;

/**
 * A machine of the socket world that an origin runs on: its folders, and the process that uses them
 * now. An origin that the scenario kills is a process of its own, killed by the system; the others
 * are in this process, where starting is fast.
 */
final class SocketHost implements AutoCloseable {
  private final Part part;
  private final Ears ears;
  private final ScratchFolder folder;
  private int diskNumber;
  private boolean closed;
  private long steppedNanos;
  private long driftPpm;
  private Optional<SocketOrigin> origin = Optional.empty();

  /**
   * What an origin has to do in the scenario.
   *
   * @param mortal whether the scenario kills it
   * @param pushedPoints paths that encoders push to
   * @param hurry how much faster than real time its relays are
   */
  record Part(
      Scenario.PlannedOrigin planned, boolean mortal, Set<String> pushedPoints, int hurry) {}

  /** Who hears what happens on it: in this process or in its own. */
  record Ears(SocketMachine.Observer inside, SocketOrigin.Outside.Ear outside) {}

  /** A machine whose process has not begun. */
  SocketHost(Part part, Ears ears) throws IOException {
    this.part = part;
    this.ears = ears;
    folder = ScratchFolder.make("smoothlab-" + part.planned().name());
  }

  /**
   * Starts its process.
   *
   * @param peers where it finds the points of others, and as who it comes to them
   * @param access who everybody is
   */
  synchronized void start(Function<Scenario.Place, PointSettings.Peer> peers, AccessPlan access)
      throws IOException {
    access.write(part.planned(), folder.path());
    writePoints(peers);
    begin();
  }

  /** What a process of its own makes by itself on push is not what the file says: it is told. */
  private void writePoints(Function<Scenario.Place, PointSettings.Peer> peers) throws IOException {
    Files.createDirectories(points());
    Set<String> written = new HashSet<>();
    for (Scenario.PlannedPoint point : part.planned().points()) {
      PointFiles.write(points(), point.path(), point.settings(peers));
      written.add(point.path());
    }
    for (String path : part.mortal() ? part.pushedPoints() : Set.<String>of()) {
      if (written.add(path)) {
        PointFiles.write(points(), path, part.planned().settings().withAutoStart(true));
      }
    }
  }

  private Path points() {
    return folder.path().resolve(SocketMachine.POINTS_FOLDER);
  }

  private Path diskFolder() {
    return folder.path().resolve("disk-" + diskNumber);
  }

  /** What it has recorded. */
  synchronized Optional<Disk> disk() throws IOException {
    return part.planned().hasDisk() ? Optional.of(NioDisk.open(diskFolder())) : Optional.empty();
  }

  private void begin() throws IOException {
    Scenario.PlannedOrigin planned = part.planned();
    Optional<Path> disk =
        planned.hasDisk() ? Optional.of(Files.createDirectories(diskFolder())) : Optional.empty();
    SocketMachine.Plan plan =
        new SocketMachine.Plan(planned.name(), part.hurry(), folder.path(), disk);
    origin =
        Optional.of(
            part.mortal()
                ? new SocketOrigin.Outside(plan, ears.outside())
                : new SocketOrigin.Inside(plan, planned.settings(), ears.inside()));
    // The clock is the machine's: it does not get right because a process ends.
    pass(new MachineOrder.Step(steppedNanos));
    pass(new MachineOrder.Drift(driftPpm));
  }

  private void pass(MachineOrder order) throws IOException {
    if (origin.isPresent()) {
      origin.get().order(order);
    }
  }

  /** Where its origin listens; empty while it is dead. */
  synchronized Optional<InetSocketAddress> address() {
    return origin.map(SocketOrigin::address);
  }

  /** Something goes wrong with it, or right again. A disk that nobody uses is not hit. */
  synchronized void order(MachineOrder order) throws IOException {
    switch (order) {
      case MachineOrder.Step(long byNanos) -> steppedNanos += byNanos;
      case MachineOrder.Drift(long ppm) -> driftPpm = ppm;
      case MachineOrder.Full _, MachineOrder.Slow _ -> {}
    }
    pass(order);
  }

  /** Ends the process in the middle of whatever it does. */
  synchronized void kill() throws IOException {
    if (origin.isPresent()) {
      SocketOrigin killed = origin.get();
      origin = Optional.empty();
      killed.close();
    }
  }

  /** Starts the next process, on the disk of the last one or on a new disk. */
  synchronized void restart(boolean diskKept) throws IOException {
    if (!diskKept) {
      diskNumber++;
    }
    if (!closed) {
      begin();
    }
  }

  /** Ends the process in order, and nothing starts any more; its folders stay. */
  synchronized void end() throws IOException {
    closed = true;
    if (origin.isPresent()) {
      SocketOrigin ended = origin.get();
      origin = Optional.empty();
      ended.end();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      end();
    } finally {
      folder.close();
    }
  }
}
