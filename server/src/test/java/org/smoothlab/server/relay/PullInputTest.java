package org.smoothlab.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.relay.RelayWorld.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.DropReason;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointSettings.Peer;
import org.smoothlab.server.origin.PointSettings.ServerConnections;
import org.smoothlab.server.origin.PointSettings.SourceType;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.Header;

class PullInputTest {
  private static final PointSettings PLAIN = PointSettings.DEFAULT.withLookAheadChunks(0);

  private final RelayWorld world = new RelayWorld(1);

  static PointSettings pullingFrom(String... hosts) {
    List<Peer> peers = new ArrayList<>();
    for (String host : hosts) {
      peers.add(new Peer(RelayHost.url(host), ""));
    }
    return PLAIN.withPeers(SourceType.PULL, peers);
  }

  private static List<Long> starts(long from, long to) {
    return LongStream.rangeClosed(from, to).map(index -> index * FRAGMENT).boxed().toList();
  }

  private static List<DropReason> drops(RelayHost host) {
    return host.effects.stream()
        .filter(Effect.FragmentDropped.class::isInstance)
        .map(effect -> ((Effect.FragmentDropped) effect).reason())
        .toList();
  }

  @Test
  void pullsAllStreamsWithTheirEventIdToTheirEnd() {
    RelayHost origin = world.host("up", PLAIN);
    RelayHost edge = world.host("edge", pullingFrom("up"));
    assertThat(edge.point().state()).isEqualTo(PointState.STARTING);
    RelayEncoder video =
        new RelayEncoder(origin, "/Events(e)/Streams(v)", HIGH, LOW).connect().run(0);
    RelayEncoder audio = new RelayEncoder(origin, "/Events(e)/Streams(a)", AUDIO).connect().run(0);
    world.run(11 * SECOND);
    assertThat(edge.point().view().eventId()).isEqualTo("e");
    assertThat(edge.point().state()).isEqualTo(PointState.STARTED);
    video.endOfStream();
    audio.endOfStream();
    world.run(SECOND);

    assertThat(edge.acceptedStarts(HIGH.id())).endsWith(5 * FRAGMENT).isSorted();
    assertThat(edge.acceptedStarts(AUDIO.id())).endsWith(5 * FRAGMENT).isSorted();
    assertThat(drops(edge)).isEmpty();
    assertThat(edge.point().state()).isEqualTo(PointState.STOPPED);
    assertThat(edge.events(RelayEvent.PullEnded.class)).hasSize(1);
  }

  @Test
  void findsStreamsThatComeLater() {
    RelayHost origin = world.host("up", PLAIN);
    RelayHost edge = world.host("edge", pullingFrom("up"));
    new RelayEncoder(origin, "/Streams(v)", HIGH).connect().run(0);
    world.run(11 * SECOND);
    new RelayEncoder(origin, "/Streams(a)", AUDIO).connect().run(6);
    world.run(6 * SECOND);

    assertThat(edge.acceptedStarts(AUDIO.id())).startsWith(6 * FRAGMENT);
  }

  /** Media time says no wall time here, and the first fragment that the edge gets is not new. */
  @Test
  void hasTheClockOfItsSourceHoweverLateItComes() {
    RelayHost origin = world.host("up", PLAIN);
    RelayEncoder.to(origin, HIGH).connect().run(1_000_000);
    world.run(11 * SECOND);
    RelayHost edge = world.host("edge", pullingFrom("up"));
    world.run(7 * SECOND);

    assertThat(edge.point().view().runClock())
        .isPresent()
        .isEqualTo(origin.point().view().runClock());
  }

  @Test
  void startsTierByTierWhenSomebodyAsks() {
    RelayHost origin = world.host("up", PLAIN);
    RelayHost middle = world.host("middle");
    middle.protocol.origin().create(RelayHost.POINT, pullingFrom("up").withAutoStart(true));
    RelayHost edge = world.host("edge");
    edge.protocol.origin().create(RelayHost.POINT, pullingFrom("middle").withAutoStart(true));
    RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(5 * SECOND);
    assertThat(middle.point().state()).isEqualTo(PointState.IDLE);

    edge.point().touch(world.now());
    world.run(5 * SECOND);

    assertThat(middle.point().state()).isEqualTo(PointState.STARTED);
    assertThat(edge.point().state()).isEqualTo(PointState.STARTED);
    assertThat(edge.acceptedStarts(HIGH.id())).isNotEmpty();
  }

  /** Two origins of one encoder each, on one clock, and an edge behind them. */
  private RelayHost edgeOfTwo() {
    for (String name : List.of("one", "two")) {
      RelayEncoder.to(world.host(name, PLAIN), LOW, AUDIO).connect().run(0);
    }
    RelayHost edge = world.host("edge", pullingFrom("one", "two"));
    world.run(11 * SECOND);
    return edge;
  }

  @Test
  void goesOnFromTheBackupWhenThePrimaryDies() {
    RelayHost edge = edgeOfTwo();
    world.host("one").kill();
    world.run(10 * SECOND);

    assertThat(edge.acceptedStarts(LOW.id())).isEqualTo(starts(0, 10));
    assertThat(edge.acceptedStarts(AUDIO.id())).isEqualTo(starts(0, 10));
    assertThat(drops(edge)).isEmpty();
    assertThat(edge.events(RelayEvent.PullSwitched.class))
        .containsExactly(
            new RelayEvent.PullSwitched(
                RelayHost.POINT, RelayHost.url("one"), RelayHost.url("two")));
  }

  /** One that is Stopped without an end of stream answers, and ends each answer at once. */
  @Test
  void countsAnAttemptThatBringsNothingAsAFailure() {
    PointSettings endless = PLAIN.withServerConnections(new ServerConnections(true, false));
    RelayHost one = world.host("one", endless);
    RelayEncoder encoder = RelayEncoder.to(one, LOW, AUDIO).connect().run(0);
    RelayEncoder.to(world.host("two", endless), LOW, AUDIO).connect().run(0);
    RelayHost edge = world.host("edge", pullingFrom("one", "two"));
    world.run(11 * SECOND);
    encoder.stop();
    List<Request> attempts = new ArrayList<>();
    one.impostor = Optional.of((request, _) -> !attempts.add(request));
    one.point().command(Target.STOPPED, world.now());
    one.advance();
    world.run(11 * SECOND);

    assertThat(attempts).hasSize(RelaySettings.DEFAULT.pull().retryCount());
    assertThat(edge.sources()).containsExactly("two");
    assertThat(edge.acceptedStarts(LOW.id())).isEqualTo(starts(0, 10));
  }

  @Test
  void goesOnFromTheBackupWhenThePrimaryFallsSilent() {
    RelayHost edge = edgeOfTwo();
    world.host("one").mute = true;
    world.run(10 * SECOND);

    assertThat(edge.acceptedStarts(LOW.id())).isEqualTo(starts(0, 10));
    assertThat(edge.sources()).containsExactly("two");
  }

  @Test
  void returnsToThePrimaryWhenTheSettingSaysSo() {
    RelayHost edge = world.host("edge");
    edge.settings = RelaySettings.DEFAULT.returningToPrimary(10 * SECOND);
    for (String name : List.of("one", "two")) {
      RelayEncoder.to(world.host(name, PLAIN), HIGH).connect().run(0);
    }
    edge.restart(pullingFrom("one", "two"));
    world.run(11 * SECOND);
    RelayHost one = world.host("one");
    one.kill();
    world.run(5 * SECOND);
    assertThat(edge.sources()).containsExactly("two");
    one.restart(PLAIN);
    RelayEncoder.to(one, HIGH).connect().run(8);
    world.run(15 * SECOND);

    assertThat(edge.sources()).containsExactly("one");
    assertThat(edge.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 15));
    assertThat(drops(edge)).isEmpty();
  }

  @Test
  void beginsTheNextRunOfItsSource() {
    RelayHost origin = world.host("up", PLAIN);
    RelayHost edge = world.host("edge", pullingFrom("up"));
    RelayEncoder first = new RelayEncoder(origin, "/Events(one)/Streams(a)", HIGH).connect().run(0);
    world.run(5 * SECOND);
    first.endOfStream();
    world.run(30 * SECOND);
    assertThat(edge.point().state()).isEqualTo(PointState.STOPPED);

    new RelayEncoder(origin, "/Events(two)/Streams(a)", HIGH).connect().run(0);
    world.run(15 * SECOND);
    assertThat(edge.point().state()).isEqualTo(PointState.STARTED);
    assertThat(edge.point().view().eventId()).isEqualTo("two");
    assertThat(edge.point().view().runNumber()).isEqualTo(2);
  }

  /** Both runs are the first ones of their processes. */
  @Test
  void beginsTheRunOfAnotherProcessBehindTheEndOfItsEvent() {
    RelayHost origin = world.host("up", PLAIN);
    RelayHost edge = world.host("edge", pullingFrom("up"));
    RelayEncoder first = RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(5 * SECOND);
    first.endOfStream();
    world.run(30 * SECOND);
    origin.kill();
    origin.restart(PLAIN);
    world.run(30 * SECOND);
    assertThat(edge.point().view().runNumber()).isEqualTo(1);

    RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(15 * SECOND);
    assertThat(edge.point().state()).isEqualTo(PointState.STARTED);
    assertThat(edge.point().view().runNumber()).isEqualTo(2);
  }

  @Test
  void staysInItsRunWhenItsSourceIsRestartedInTheMiddle() {
    RelayHost origin = world.host("up", PLAIN);
    RelayHost edge = world.host("edge", pullingFrom("up"));
    RelayEncoder encoder = RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(11 * SECOND);
    origin.kill();
    origin.restart(PLAIN);
    encoder.connect();
    world.run(20 * SECOND);

    assertThat(edge.point().view().runNumber()).isEqualTo(1);
    assertThat(edge.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 15));
  }

  /** A server that fetches an event that is over once more has nothing new. */
  @Test
  void keepsWhatItHasWhenItsSourceBringsTheEndedEventAgain() {
    RelayHost origin = world.host("up", PLAIN);
    RelayHost middle = world.host("middle", pullingFrom("up"));
    RelayHost edge = world.host("edge", pullingFrom("middle"));
    RelayEncoder encoder = RelayEncoder.to(origin, HIGH).connect().run(0);
    world.run(11 * SECOND);
    encoder.endOfStream();
    world.run(30 * SECOND);
    middle.kill();
    middle.restart(pullingFrom("up"));
    world.run(60 * SECOND);

    assertThat(edge.point().state()).isEqualTo(PointState.STOPPED);
    assertThat(edge.point().view().runNumber()).isEqualTo(1);
    assertThat(edge.acceptedStarts(HIGH.id())).isEqualTo(starts(0, 5));
  }

  @Test
  void stopsPullingWhenItsOperatorStopsIt() {
    RelayHost edge = edgeOfTwo();
    edge.point().command(Target.STOPPED, world.now());
    world.run(SECOND);
    assertThat(edge.sources()).isEmpty();

    edge.point().command(Target.IDLE, world.now());
    edge.point().command(Target.STARTED, world.now());
    world.run(4 * SECOND);
    assertThat(edge.point().state()).isEqualTo(PointState.STARTED);
    assertThat(edge.sources()).containsExactly("one");
  }

  @Test
  void refusesWhatComesFromItself() {
    RelayHost a = world.host("a", pullingFrom("b", "up"));
    RelayHost b = world.host("b", pullingFrom("a"));
    RelayHost up = world.host("up", PLAIN);
    RelayEncoder.to(up, HIGH).connect().run(0);
    world.run(60 * SECOND);

    assertThat(a.acceptedStarts(HIGH.id())).isNotEmpty().isSorted().doesNotHaveDuplicates();
    assertThat(b.acceptedStarts(HIGH.id())).isNotEmpty().isSorted().doesNotHaveDuplicates();
    assertThat(a.sources()).containsExactly("up");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void repeatsLosesAndReordersNothingThatAnySourceHas(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RelayHost edge = edgeOfTwo();
    List<RelayHost> origins = List.of(world.host("one"), world.host("two"));
    for (int i = 0; i < 12; i++) {
      RelayHost troubled = origins.get(random.nextInt(2));
      switch (random.nextInt(3)) {
        case 0 -> troubled.mute = true;
        case 1 -> List.copyOf(troubled.connections).forEach(one -> one.reset("reset"));
        default ->
            troubled.impostor =
                Optional.of((_, connection) -> {
                  connection.reset("refused");
                  return true;
                });
      }
      stepping(edge, 1 + random.nextInt(12));
      troubled.mute = false;
      troubled.impostor = Optional.empty();
      stepping(edge, 1 + random.nextInt(12));
    }
    stepping(edge, 30);

    List<Long> accepted = edge.acceptedStarts(LOW.id());
    assertThat(accepted).isEqualTo(starts(0, accepted.getLast() / FRAGMENT));
    assertThat(accepted.getLast()).isGreaterThan((world.now() / SECOND - 5) * TestTrack.SECOND);
  }

  /** Looks often whether more than one source is in use. */
  private void stepping(RelayHost edge, int seconds) {
    for (int i = 0; i < seconds * 10; i++) {
      world.run(SECOND / 10);
      assertThat(edge.sources()).hasSizeLessThanOrEqualTo(1);
    }
  }

  // ---- hostile sources

  /** What a source answers, and a word of what is told about it. */
  private RelayHost edgeOfImpostor(RelayHost.Impostor impostor) {
    RelayHost good = world.host("good", PLAIN);
    RelayEncoder.to(good, HIGH).connect().run(0);
    RelayHost bad = world.host("bad", PLAIN);
    bad.impostor = Optional.of(impostor);
    RelayHost edge = world.host("edge", pullingFrom("bad", "good"));
    world.run(21 * SECOND);
    assertThat(edge.acceptedStarts(HIGH.id())).isNotEmpty();
    assertThat(edge.sources()).containsExactly("good");
    return edge;
  }

  private static void answer(RelayConnection connection, String type, String body) {
    connection.head(200, List.of(new Header("Content-Type", type)));
    connection.body(Slice.ofUtf8(body));
    connection.complete();
  }

  @Test
  void refusesAPageInsteadOfAList() {
    RelayHost edge =
        edgeOfImpostor((_, connection) -> {
          answer(connection, "text/html", "<!DOCTYPE html><html><body>Welcome</body></html>");
          return true;
        });
    assertThat(edge.events(RelayEvent.PullRefused.class).getFirst().why())
        .contains("expected a list of streams");
  }

  @Test
  void refusesRedirectsInACircle() {
    RelayHost edge =
        edgeOfImpostor((request, connection) -> {
          connection.head(302, List.of(new Header("Location", request.uri().toString())));
          connection.complete();
          return true;
        });
    assertThat(edge.events(RelayEvent.PullLost.class).getFirst().why())
        .isEqualTo(
            "http://bad/live/event.isml/StreamManifest redirects in a circle, to"
                + " http://bad/live/event.isml/StreamManifest");
  }

  private static boolean listing(Request request, RelayConnection connection) {
    boolean isList = request.uri().getPath().endsWith("/StreamManifest");
    if (isList) {
      answer(
          connection,
          "text/xml",
          "<smil xmlns=\"http://www.w3.org/2001/SMIL20/Language\"><body><par>"
              + "<ref src=\"Streams(a)\"/></par></body></smil>");
    }
    return isList;
  }

  @Test
  void refusesAPageInsteadOfAStream() {
    RelayHost edge =
        edgeOfImpostor((request, connection) -> {
          if (!listing(request, connection)) {
            answer(connection, "text/html", "<html/>");
          }
          return true;
        });
    assertThat(edge.events(RelayEvent.PullRefused.class).getFirst().why())
        .isEqualTo("http://bad/live/event.isml/Streams(a): answered text/html, expected video/mp4");
  }

  @Test
  void refusesBytesThatAreNoMp4() {
    RelayHost edge =
        edgeOfImpostor((request, connection) -> {
          if (!listing(request, connection)) {
            connection.head(200, List.of(new Header("Content-Type", "video/mp4")));
            connection.body(Slice.ofHex("00000010 6a756e6b 00000000 00000000"));
          }
          return true;
        });
    assertThat(edge.events(RelayEvent.PullRefused.class).getFirst().why())
        .contains("not MP4: begins with box junk");
  }

  @Test
  void leavesASourceThatSendsForEverWithoutABox() {
    RelayHost edge =
        edgeOfImpostor((request, connection) -> {
          if (!listing(request, connection)) {
            connection.head(200, List.of(new Header("Content-Type", "video/mp4")));
            connection.body(Slice.ofHex("00000800 66747970"));
            trickle(connection);
          }
          return true;
        });
    assertThat(edge.events(RelayEvent.PullLost.class).getFirst().why())
        .contains("nothing whole came for");
  }

  private void trickle(RelayConnection connection) {
    connection.body(Slice.ofHex("00"));
    world.after(SECOND / 2, () -> trickle(connection));
  }
}
