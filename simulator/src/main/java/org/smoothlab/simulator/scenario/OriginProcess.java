package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessSink;
import org.smoothlab.server.archive.ArchiveClocks;
import org.smoothlab.server.archive.InlineArchive;
import org.smoothlab.server.archive.SyncPolicy;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Recorder;
import org.smoothlab.server.protocol.Stores;
import org.smoothlab.server.relay.RelayEvent;
import org.smoothlab.server.relay.RelaySettings;
import org.smoothlab.server.relay.Relays;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Task;

/**
 * One life of an origin in virtual time: the production origin with its archive and its relays,
 * from the start of the process to its end. What it leaves behind is what is on its disk.
 */
final class OriginProcess {
  private final Scenario.PlannedOrigin planned;
  private final AccessPlan access;
  private final Machine machine;
  private final Observer observer;
  private final Life life;
  private final Origin origin;
  private final Protocol protocol;
  private final Optional<InlineArchive> archive;
  private final Relays relays;
  private final OriginNode door;
  private Task advancing = () -> {};
  private long advancingNanos = Long.MAX_VALUE;

  /** Is told what happens on the origin. */
  interface Observer {
    void happened(Effect effect);

    void happened(RelayEvent event);
  }

  /** What a process runs on. */
  record Machine(HostClock clock, Optional<HostDisk> disk, Transport transport) {}

  /**
   * What a process is started with.
   *
   * @param access who everybody is
   */
  record Part(Scenario.PlannedOrigin planned, AccessPlan access) {}

  /** A process that has not begun. */
  OriginProcess(Part part, Machine machine, Observer observer) {
    planned = part.planned();
    access = part.access();
    this.machine = machine;
    this.observer = observer;
    life = new Life(machine.clock());
    archive = machine.disk().map(disk -> archive(disk, machine.clock()));
    OriginSettings settings = OriginSettings.DEFAULT.with(Role.SERVER).withName(planned.name());
    WallClock wallClock = new WallClock(machine.clock().wall(), machine.clock().nowNanos());
    origin =
        new Origin(
            archive.isPresent() ? settings.with(Role.ARCHIVE) : settings,
            wallClock,
            this::happened);
    Stores stores =
        archive
            .map(recorder -> Stores.memory().withArchive(Recorder.NONE, recorder))
            .orElse(Stores.memory());
    protocol =
        new Protocol(
            origin,
            ProtocolSettings.DEFAULT.withCreateOnPush(planned.settings()),
            stores,
            new Access(access.policy(planned), wallClock, AccessSink.NONE));
    door =
        new OriginNode(
            protocol,
            life,
            new OriginNode.Works(this::advance, () -> archive.ifPresent(InlineArchive::makeSafe)));
    relays =
        new Relays(
            protocol,
            new Relays.Means(
                RelaySettings.DEFAULT,
                access.logins().credentials(planned.name()),
                new VirtualOffice(life, machine.transport(), this::advance),
                observer::happened));
  }

  private static InlineArchive archive(HostDisk disk, HostClock clock) {
    return new InlineArchive(
        disk.disk(), new ArchiveClocks(clock::wall, clock::nowNanos), SyncPolicy.DEFAULT);
  }

  /**
   * Begins, and goes on with what the disk has of an earlier life.
   *
   * @param peers where this host finds the points of others, and as who it comes to them
   */
  void start(Function<Scenario.Place, PointSettings.Peer> peers) {
    for (Scenario.PlannedPoint point : planned.points()) {
      origin.create(point.path(), point.settings(peers));
    }
    archive.ifPresent(recorder -> {
      try {
        recorder.start(origin, Optional.of(planned.settings()));
      } catch (IOException broken) {
        throw new UncheckedIOException("the archive of " + planned.name(), broken);
      }
    });
    relays.start();
    advance();
  }

  /** The end, without a last word: nothing more happens. */
  void kill() {
    life.end();
    relays.close();
  }

  boolean isOver() {
    return life.isOver();
  }

  /** What answers here, as it is asked behind the door. */
  Inspector.Insight insight() {
    return new Inspector.Insight(
        protocol,
        machine.disk().map(HostDisk::disk),
        access.logins().ofInspector(),
        life.nowNanos());
  }

  /** Its door to the network. */
  OriginNode door() {
    return door;
  }

  /** What an operator orders; false if the point cannot go there now. */
  boolean order(String point, Target target) {
    Optional<PublishingPoint> found = origin.find(point);
    boolean obeyed =
        found.isPresent()
            && !(found.get().command(target, life.nowNanos())
                instanceof org.smoothlab.server.origin.Commanded.Invalid);
    advance();
    return obeyed;
  }

  private void happened(Effect effect) {
    if (life.isOver()) {
      return;
    }
    observer.happened(effect);
    door.happened(effect);
    archive.ifPresent(recorder -> recorder.accept(effect));
    relays.accept(effect);
  }

  /** Lets the origin do what is due, and comes back when it says so. */
  private void advance() {
    if (life.isOver()) {
      return;
    }
    long nowNanos = life.nowNanos();
    long nextNanos = Math.min(origin.advance(nowNanos), record(nowNanos));
    // An origin that is due now has just been asked: the clock must move before the next time.
    advanceAt(nextNanos == Long.MAX_VALUE ? nextNanos : Math.max(nextNanos, nowNanos + 1));
  }

  /** Most that happens does not change when the origin is due: the task that waits is kept. */
  private void advanceAt(long nanos) {
    if (nanos == advancingNanos) {
      return;
    }
    advancing.cancel();
    advancingNanos = nanos;
    if (nanos != Long.MAX_VALUE) {
      advancing =
          life.at(
              nanos,
              () -> {
                advancingNanos = Long.MAX_VALUE;
                advance();
              });
    }
  }

  /** Writes what there is to write, unless the disk is busy; tells when to come again. */
  private long record(long nowNanos) {
    if (archive.isEmpty()) {
      return Long.MAX_VALUE;
    }
    HostDisk disk = machine.disk().orElseThrow();
    long freeNanos = disk.freeNanos(nowNanos);
    if (freeNanos > nowNanos) {
      return freeNanos;
    }
    return disk.during(() -> archive.get().advance(nowNanos), nowNanos);
  }
}
