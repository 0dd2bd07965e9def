package org.smoothlab.simulator.scenario;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.archive.SimulatedDisk;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.simulator.net.Node;
import org.smoothlab.simulator.net.Request;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Scheduler;

/**
 * A machine of the virtual world that an origin runs on. Its process can be killed and started
 * again: what then is there is what the disk has kept.
 */
final class OriginHost implements Node {
  /** Any moment will do: virtual time has no calendar. */
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final OriginProcess.Part part;
  private final Surroundings surroundings;
  private final OriginProcess.Observer observer;
  private final HostClock clock;
  private Optional<HostDisk> disk;
  private OriginProcess process;

  /**
   * What is around a host.
   *
   * @param transport its way to others
   * @param peers where it finds the points of others, and as who it comes to them
   * @param diskSeed of what its disk leaves to chance
   */
  record Surroundings(
      Scheduler scheduler,
      Transport transport,
      Function<Scenario.Place, PointSettings.Peer> peers,
      long diskSeed) {}

  /** A machine whose process has not begun. */
  OriginHost(OriginProcess.Part part, Surroundings surroundings, OriginProcess.Observer observer) {
    this.part = part;
    this.surroundings = surroundings;
    this.observer = observer;
    clock = new HostClock(surroundings.scheduler(), START);
    disk = newDisk();
    process = newProcess();
  }

  private Optional<HostDisk> newDisk() {
    return part.planned().hasDisk()
        ? Optional.of(new HostDisk(new SimulatedDisk(surroundings.diskSeed())))
        : Optional.empty();
  }

  private OriginProcess newProcess() {
    return new OriginProcess(
        part, new OriginProcess.Machine(clock, disk, surroundings.transport()), observer);
  }

  HostClock clock() {
    return clock;
  }

  Optional<HostDisk> disk() {
    return disk;
  }

  /** What answers here; empty while nothing does. */
  Optional<Inspector.Insight> insight() {
    return process.isOver() ? Optional.empty() : Optional.of(process.insight());
  }

  /** Starts its process. */
  void start() {
    process.start(surroundings.peers());
  }

  /** Ends its process, in the middle of whatever it does. */
  void kill() {
    process.kill();
  }

  /** Starts the next process, on the disk of the last one or on a new disk. */
  void restart(boolean diskKept) {
    disk = diskKept ? disk.map(HostDisk::afterKill) : newDisk();
    process = newProcess();
    process.start(surroundings.peers());
  }

  /** What an operator orders; false if the point, or the machine, cannot do it now. */
  boolean order(String point, Target target) {
    return !process.isOver() && process.order(point, target);
  }

  @Override
  public Body open(Request request, String remote, Responder responder) {
    OriginProcess opened = process;
    return opened.isOver()
        ? Body.IGNORED
        : new Mortal(opened, opened.door().open(request, remote, responder));
  }

  /** A dead process hears nothing, not even that its connections are lost. */
  private record Mortal(OriginProcess process, Body body) implements Body {
    @Override
    public void received(Slice arrived) {
      if (!process.isOver()) {
        body.received(arrived);
      }
    }

    @Override
    public void ended() {
      if (!process.isOver()) {
        body.ended();
      }
    }

    @Override
    public void lost(String reason) {
      if (!process.isOver()) {
        body.lost(reason);
      }
    }
  }
}
