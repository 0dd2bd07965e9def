package org.smoothlab.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.relay.RelayWorld.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointSettings.Peer;
import org.smoothlab.server.origin.PointSettings.SourceType;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.protocol.Header;

class PushOutputTest {
  private static final PointSettings PLAIN = PointSettings.DEFAULT.withLookAheadChunks(0);

  private final RelayWorld world = new RelayWorld(1);

  private static PointSettings pushingTo(String... hosts) {
    List<Peer> peers = new ArrayList<>();
    for (String host : hosts) {
      peers.add(new Peer(RelayHost.url(host), ""));
    }
    return PLAIN.withPeers(SourceType.PUSH, peers);
  }

  private static List<Long> starts(long from, long to) {
    return LongStream.rangeClosed(from, to).map(index -> index * FRAGMENT).boxed().toList();
  }

  @Test
  void pushesAllTracksAndTheEndOfStream() {
    RelayHost target = world.host("b", PLAIN);
    RelayHost origin = world.host("a", pushingTo("b"));
    RelayEncoder encoder = RelayEncoder.to(origin, HIGH, AUDIO).connect().run(0);
    world.run(9 * SECOND);
    encoder.endOfStream();
    world.run(SECOND);

    assertThat(target.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 4));
    assertThat(target.acceptedStarts(AUDIO.id())).isEqualTo(starts(0, 4));
    assertThat(target.point().state()).isEqualTo(PointState.STOPPED);
    assertThat(origin.events)
        .containsExactly(
            new RelayEvent.PushConnected(RelayHost.POINT, RelayHost.url("b"), "a"),
            new RelayEvent.PushEnded(RelayHost.POINT, RelayHost.url("b"), "a", true));
  }

  @Test
  void keepsEventIdsAndStreamIds() {
    RelayHost target = world.host("b", PLAIN);
    RelayHost origin = world.host("a", pushingTo("b"));
    new RelayEncoder(origin, "/Events(one)/Streams(x%20y)", HIGH).connect().run(0);
    world.run(3 * SECOND);

    assertThat(target.point().view().eventId()).isEqualTo("one");
    assertThat(target.effects)
        .filteredOn(Effect.SessionOpened.class::isInstance)
        .extracting(effect -> ((Effect.SessionOpened) effect).source().streamId())
        .containsExactly("x y");
  }

  @Test
  void sendsTheLastTwoFragmentsAgainBehindALostConnection() {
    RelayHost target = world.host("b", PLAIN);
    RelayHost origin = world.host("a", pushingTo("b"));
    RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(5 * SECOND);
    target.connections.forEach(connection -> world.at(world.now(), () -> connection.reset("cut")));
    world.run(6 * SECOND);

    assertThat(target.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 5));
    assertThat(target.effects)
        .filteredOn(Effect.FragmentDropped.class::isInstance)
        .extracting(effect -> ((Effect.FragmentDropped) effect).time().startTicks())
        .contains(FRAGMENT, 2 * FRAGMENT);
    assertThat(origin.events(RelayEvent.PushLost.class))
        .containsExactly(
            new RelayEvent.PushLost(RelayHost.POINT, RelayHost.url("b"), "a", "cut", 0));
  }

  @Test
  void leavesNoHoleBehindAnOutageThatTheLiveCacheCovers() {
    RelayHost target = world.host("b", PLAIN);
    RelayHost origin = world.host("a", pushingTo("b"));
    RelayEncoder.to(origin, HIGH, AUDIO).connect().run(0);
    world.run(5 * SECOND);
    target.kill();
    world.run(40 * SECOND);
    target.restart(PLAIN);
    world.run(12 * SECOND);

    assertThat(target.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 28));
    assertThat(target.acceptedStarts(AUDIO.id())).isEqualTo(starts(0, 28));
  }

  /** Media time says no wall time here. */
  @Test
  void tellsTheClockOfItsRun() {
    RelayHost target = world.host("b", PLAIN);
    target.kill();
    RelayHost origin = world.host("a", pushingTo("b"));
    RelayEncoder.to(origin, HIGH).connect().run(1_000_000);
    world.run(25 * SECOND);
    target.restart(PLAIN);
    world.run(12 * SECOND);

    assertThat(target.point().view().runClock())
        .isPresent()
        .isEqualTo(origin.point().view().runClock());
  }

  @Test
  void comesBackForEverWithinTenSecondsAndTellsOnce() {
    RelayHost target = world.host("b", PLAIN);
    target.kill();
    RelayHost origin = world.host("a", pushingTo("b"));
    RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(600 * SECOND);
    assertThat(origin.events(RelayEvent.PushLost.class)).hasSize(1);

    target.restart(PLAIN);
    world.run(10 * SECOND);
    assertThat(origin.events(RelayEvent.PushConnected.class)).hasSize(1);
    assertThat(target.acceptedStarts(HIGH.id())).isNotEmpty().isSorted();
  }

  @Test
  void givesUpATargetThatTakesNothing() {
    RelayHost target = world.host("b", PLAIN);
    RelayHost origin = world.host("a", pushingTo("b"));
    RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(5 * SECOND);
    target.mute = true;
    world.run(10 * SECOND);
    target.mute = false;
    world.run(21 * SECOND);

    assertThat(origin.events(RelayEvent.PushLost.class).getFirst().why())
        .isEqualTo("the target takes nothing");
    assertThat(target.acceptedStarts(HIGH.id())).endsWith(16 * FRAGMENT, 17 * FRAGMENT);
  }

  @Test
  void sendsNoEndOfStreamWhenTheSettingSaysSo() {
    RelayHost target = world.host("b", PLAIN);
    PointSettings settings =
        pushingTo("b").withServerConnections(new PointSettings.ServerConnections(true, false));
    RelayHost origin = world.host("a", settings);
    RelayEncoder encoder = RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(3 * SECOND);
    encoder.stop();
    origin.point().command(Target.STOPPED, world.now());
    world.run(SECOND);

    assertThat(target.point().state()).isEqualTo(PointState.STARTED);
    assertThat(origin.events(RelayEvent.PushEnded.class))
        .containsExactly(new RelayEvent.PushEnded(RelayHost.POINT, RelayHost.url("b"), "a", false));
  }

  @Test
  void givesNobodyBackWhatCameFromThere() {
    RelayHost a = world.host("a", pushingTo("b"));
    RelayHost b = world.host("b", pushingTo("a"));
    RelayEncoder.to(a, HIGH).connect().run(0);
    world.run(21 * SECOND);

    assertThat(b.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 10));
    assertThat(a.effects).noneMatch(Effect.FragmentDropped.class::isInstance);
    assertThat(a.effects).filteredOn(Effect.SessionOpened.class::isInstance).hasSize(1);
  }

  @Test
  void refusesALoopOfThree() {
    RelayHost a = world.host("a", pushingTo("b"));
    RelayHost b = world.host("b", pushingTo("c"));
    RelayHost c = world.host("c", pushingTo("a"));
    RelayEncoder.to(a, HIGH).connect().run(0);
    world.run(21 * SECOND);

    assertThat(c.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 10));
    assertThat(c.events(RelayEvent.PushLost.class)).isNotEmpty();
    assertThat(a.effects).noneMatch(Effect.FragmentDropped.class::isInstance);
    assertThat(b.effects).noneMatch(Effect.FragmentDropped.class::isInstance);
  }

  @Test
  void asksWithItsCredentialsAndFailsWithoutThem() {
    RelayHost origin = world.host("a");
    origin.addPoint(PLAIN.withPeers(SourceType.PUSH, List.of(new Peer(RelayHost.url("b"), "x"))));
    world.run(SECOND);
    assertThat(origin.point().state()).isEqualTo(PointState.ERROR);
    assertThat(origin.point().lastError().orElseThrow().message())
        .isEqualTo(
            "/live/event.isml: http://b/live/event.isml: nobody knows credentials of the name"
                + " \"x\"");
  }

  @Test
  void sendsAPasswordToNoOtherServer() {
    RelayHost other = world.host("c", PLAIN);
    RelayHost target = world.host("b", PLAIN);
    List<Request> asked = new ArrayList<>();
    target.impostor =
        Optional.of((request, connection) -> {
          asked.add(request);
          connection.head(
              307,
              List.of(new Header("Location", request.uri().toString().replace("//b/", "//c/"))));
          connection.complete();
          return true;
        });
    other.impostor =
        Optional.of((request, _) -> {
          asked.add(request);
          return false;
        });
    RelayHost origin = world.host("a");
    origin.credentials = new Credentials(Map.of("x", new Credentials.Login("user", "secret")));
    origin.restart(PLAIN.withPeers(SourceType.PUSH, List.of(new Peer(RelayHost.url("b"), "x"))));
    RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(SECOND);

    assertThat(other.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 0));
    assertThat(asked)
        .extracting(request ->
            request.uri().getHost()
                + request.headers().stream().anyMatch(h -> h.name().equals("Authorization")))
        .containsExactly("btrue", "cfalse", "cfalse");
  }

  @Test
  void deadAndSlowTargetsCostNobodyElseAnything() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      names.add("t" + i);
      world.host("t" + i, PLAIN);
    }
    for (int i = 0; i < 10; i++) {
      world.host("t" + i).kill();
      world.host("t" + (10 + i)).bytesPerSecond = 100;
    }
    RelayHost origin = world.host("a", pushingTo(names.toArray(String[]::new)));
    RelayEncoder.to(origin, AUDIO).connect().run(0);
    world.run(91 * SECOND);

    for (String name : names.subList(20, 50)) {
      assertThat(world.host(name).acceptedStarts(AUDIO.id())).isEqualTo(starts(0, 45));
    }
    // Of a slow target nothing is kept but a few pieces; what it misses is said.
    assertThat(origin.events(RelayEvent.PushLost.class))
        .filteredOn(lost -> lost.fragmentsNotSent() > 0)
        .extracting(RelayEvent.PushLost::url)
        .contains(RelayHost.url("t10"), RelayHost.url("t19"));
  }
}
