package org.smoothlab.server.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.archive.ArchiveClocks;
import org.smoothlab.server.archive.InlineArchive;
import org.smoothlab.server.archive.SimulatedDisk;
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

/** A host of the world: an origin with relays, that can be killed, cut off and slow. */
final class RelayHost {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final String POINT = "/live/event.isml";

  final RelayWorld world;
  final String name;
  final List<Effect> effects = new ArrayList<>();
  final List<RelayEvent> events = new ArrayList<>();
  final Set<RelayConnection> connections = new LinkedHashSet<>();

  /** Nothing arrives here any more, and nobody is told. */
  boolean mute;

  /** What it takes of a request's body; 0 = as fast as it comes. */
  long bytesPerSecond;

  /** Answers with a piece of the past break off somewhere, most of them. */
  boolean cutsThePast;

  boolean down;

  /** What survives its processes; nothing is recorded without it. */
  Optional<SimulatedDisk> disk = Optional.empty();

  Protocol protocol;
  RelaySettings settings = RelaySettings.DEFAULT;
  Credentials credentials = Credentials.NONE;

  /** Answers instead of the origin. */
  Optional<Impostor> impostor = Optional.empty();

  private Relays relays;
  private Optional<InlineArchive> archive = Optional.empty();
  private Desk.Alarm advancing = Desk.Alarm.NONE;

  /** Somebody who has taken the origin's place. */
  interface Impostor {
    /** Whether it has answered. */
    boolean answer(Request request, RelayConnection connection);
  }

  RelayHost(RelayWorld world, String name) {
    this.world = world;
    this.name = name;
    boot();
  }

  static String url(String host) {
    return "http://" + host + POINT;
  }

  /** Another process with a disk, on which it records. */
  void record(PointSettings pointSettings) {
    disk = Optional.of(new SimulatedDisk(1));
    restart(pointSettings);
  }

  private void boot() {
    // The relays need the origin, which tells them what happens.
    List<Relays> told = new ArrayList<>();
    archive =
        disk.map(used ->
            new InlineArchive(
                used,
                new ArchiveClocks(() -> START.plusNanos(world.now()), world::now),
                SyncPolicy.DEFAULT));
    OriginSettings originSettings = OriginSettings.DEFAULT.withName(name).with(Role.SERVER);
    Origin origin =
        new Origin(
            archive.isPresent() ? originSettings.with(Role.ARCHIVE) : originSettings,
            new WallClock(START.plusNanos(world.now()), world.now()),
            effect -> {
              effects.add(effect);
              archive.ifPresent(recorder -> recorder.accept(effect));
              told.forEach(one -> one.accept(effect));
              if (effect instanceof Effect.Fed || effect instanceof Effect.StateChanged) {
                world.after(0, this::goOn);
              }
            });
    Stores stores =
        archive
            .map(recorder -> Stores.memory().withArchive(Recorder.NONE, recorder))
            .orElse(Stores.memory());
    protocol = new Protocol(origin, ProtocolSettings.DEFAULT, stores);
    relays =
        new Relays(
            protocol,
            new Relays.Means(settings, credentials, _ -> new VirtualDesk(this), events::add));
    told.add(relays);
    relays.start();
  }

  private void goOn() {
    List.copyOf(connections).forEach(RelayConnection::goOn);
  }

  PublishingPoint addPoint(PointSettings pointSettings) {
    PublishingPoint point = protocol.origin().create(POINT, pointSettings);
    archive.ifPresent(recorder -> {
      try {
        recorder.start(protocol.origin(), Optional.empty());
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    });
    point.command(Target.STARTED, world.now());
    advance();
    return point;
  }

  PublishingPoint point() {
    return protocol.origin().find(POINT).orElseThrow();
  }

  /** Lets the origin do what is due. */
  void advance() {
    advancing.cancel();
    long archiveNanos = archive.map(one -> one.advance(world.now())).orElse(Long.MAX_VALUE);
    long dueNanos = Math.min(archiveNanos, protocol.origin().advance(world.now()));
    if (dueNanos != Long.MAX_VALUE && !down) {
      advancing = world.at(Math.max(dueNanos, world.now() + 1), this::advance);
    }
  }

  /** The process ends: what it had is gone. */
  void kill() {
    down = true;
    relays.close();
    advancing.cancel();
    disk = disk.map(SimulatedDisk::afterKill);
    List.copyOf(connections).forEach(connection -> connection.reset("connection reset"));
  }

  /** Another process, with nothing. */
  void restart(PointSettings pointSettings) {
    down = false;
    effects.clear();
    boot();
    addPoint(pointSettings);
  }

  /** Starts of the fragments that were taken of a track since the process began. */
  List<Long> acceptedStarts(TrackId track) {
    return effects.stream()
        .filter(Effect.FragmentAccepted.class::isInstance)
        .map(Effect.FragmentAccepted.class::cast)
        .filter(accepted -> accepted.track().equals(track))
        .map(accepted -> accepted.fragment().time().startTicks())
        .toList();
  }

  /** Who brings streams to this host now. */
  Set<String> sources() {
    Set<String> names = new LinkedHashSet<>();
    for (RelayConnection connection : connections) {
      if (connection.isPull() && connection.target() != this) {
        names.add(connection.target().name);
      }
    }
    return names;
  }

  <T extends RelayEvent> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
