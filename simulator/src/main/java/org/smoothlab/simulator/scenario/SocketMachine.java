package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.Surroundings;
import org.smoothlab.server.archive.ArchiveClocks;
import org.smoothlab.server.archive.Disk;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.relay.RelaySettings;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;

/** The origin as it is shipped, in this process, on clocks and a disk that can go wrong. */
final class SocketMachine implements AutoCloseable {
  /** Of its own folder. */
  static final String POINTS_FOLDER = "points";

  private final DriftingClock clock = new DriftingClock(System::nanoTime, Instant.now());
  private final CopyOnWriteArrayList<FaultyDisk> disks = new CopyOnWriteArrayList<>();
  private final OriginServer server;

  /**
   * What an origin is started with.
   *
   * @param name of its host
   * @param hurry how much faster than real time its relays are
   * @param folder its own: with {@link #POINTS_FOLDER}, and the files of an {@link AccessPlan}
   * @param archiveFolder its disk, if it has one
   */
  record Plan(String name, int hurry, Path folder, Optional<Path> archiveFolder) {}

  /** Is told what happens on an origin, at once, on whichever thread; must not wait for it. */
  interface Observer {
    void happened(OriginEvent event);

    void happened(RelayTrace event);
  }

  /**
   * Starts it.
   *
   * @param template settings of points that the first POST makes; empty: it makes none
   */
  SocketMachine(Plan plan, Optional<PointSettings> template, Observer observer) throws IOException {
    ServerConfig plain =
        ServerConfig.loopback(0)
            .withOpenManagement()
            .withName(plan.name())
            .withRelaySettings(RelaySettings.DEFAULT.hurried(plan.hurry()))
            .withPointsFolder(plan.folder().resolve(POINTS_FOLDER));
    ServerConfig guarded = guarded(plain, plan.folder());
    ServerConfig making = template.map(guarded::withCreateOnPush).orElse(guarded);
    ServerConfig config = plan.archiveFolder().map(making::withArchiveFolder).orElse(making);
    server =
        OriginServer.start(
            config,
            new Surroundings(
                new ArchiveClocks(clock::wall, clock::nowNanos),
                this::faulty,
                effect -> Effects.event(effect).ifPresent(observer::happened),
                event -> RelayEvents.event(event).ifPresent(observer::happened)));
  }

  /** With the files that say who may do what, and who it is itself, if there are such. */
  private static ServerConfig guarded(ServerConfig plain, Path folder) {
    Path access = folder.resolve(AccessPlan.ACCESS_FILE);
    Path credentials = folder.resolve(AccessPlan.CREDENTIALS_FILE);
    ServerConfig asking = Files.exists(access) ? plain.withAccessFile(access) : plain;
    return Files.exists(credentials) ? asking.withCredentialsFile(credentials) : asking;
  }

  private Disk faulty(Disk disk) {
    FaultyDisk faulty = new FaultyDisk(disk);
    disks.add(faulty);
    return faulty;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(server.url().getHost(), server.url().getPort());
  }

  /** What goes wrong with it, or right again. */
  void obey(MachineOrder order) {
    switch (order) {
      case MachineOrder.Step(long byNanos) -> clock.step(byNanos);
      case MachineOrder.Drift(long ppm) -> clock.drift(ppm);
      case MachineOrder.Full(boolean now) -> disks.forEach(disk -> disk.full(now));
      case MachineOrder.Slow(long bytesPerSecond) ->
          disks.forEach(disk -> disk.slow(bytesPerSecond));
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
