package org.smoothlab.server.relay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.TrackId;
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

/** A host of the world: an origin with relays, that can be killed, cut off and slow. */
final class RelayHost {
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

  boolean down;
  Protocol protocol;
  RelaySettings settings = RelaySettings.DEFAULT;
  Credentials credentials = Credentials.NONE;

  /** Answers instead of the origin. */
  Optional<Impostor> impostor = Optional.empty();

  private Relays relays;
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

  private void boot() {
    // The relays need the origin, which tells them what happens.
    List<Relays> told = new ArrayList<>();
    Origin origin =
        new Origin(
            OriginSettings.DEFAULT.withName(name).with(Role.SERVER),
            new WallClock(
                Instant.parse("2026-01-01T00:00:00Z").plusNanos(world.now()), world.now()),
            effect -> {
              effects.add(effect);
              told.forEach(one -> one.accept(effect));
              if (effect instanceof Effect.Fed || effect instanceof Effect.StateChanged) {
                world.after(0, this::goOn);
              }
            });
    protocol = new Protocol(origin, ProtocolSettings.DEFAULT);
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
    long dueNanos = protocol.origin().advance(world.now());
    if (dueNanos != Long.MAX_VALUE && !down) {
      advancing = world.at(Math.max(dueNanos, world.now() + 1), this::advance);
    }
  }

  /** The process ends: what it had is gone. */
  void kill() {
    down = true;
    relays.close();
    advancing.cancel();
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
