package org.smoothlab.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.relay.RelayWorld.SECOND;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.Header;

/** A backup that takes over in the middle of an event, and lies. */
class LyingUpstreamTest {
  private static final PointSettings PLAIN = PointSettings.DEFAULT.withLookAheadChunks(0);
  private static final Header MP4 = new Header("Content-Type", "video/mp4");
  private static final String STREAM = "http://bad/live/event.isml/Streams(a)";

  private final RelayWorld world = new RelayWorld(1);
  private final RelayHost good = world.host("good", PLAIN);
  private final RelayHost bad = world.host("bad", PLAIN);
  private final RelayHost edge = world.host("edge", PullInputTest.pullingFrom("good", "bad"));

  @BeforeEach
  void beginTheEvent() {
    RelayEncoder.to(good, HIGH).connect().run(0);
    world.run(9 * SECOND);
    assertThat(edge.sources()).containsExactly("good");
  }

  /** What it says when it is asked for its streams and for one of them. */
  private void lie(String list, RelayHost.Impostor stream) {
    bad.impostor =
        Optional.of((request, connection) -> {
          if (request.uri().getPath().endsWith("/StreamManifest")) {
            connection.head(200, List.of(new Header("Content-Type", "text/xml")));
            connection.body(Slice.ofUtf8(list));
            connection.complete();
            return true;
          }
          return stream.answer(request, connection);
        });
  }

  private static String list(String src) {
    return "<smil xmlns=\"http://www.w3.org/2001/SMIL20/Language\"><body><par><ref src=\""
        + src
        + "\"/></par></body></smil>";
  }

  private static RelayHost.Impostor sends(byte[]... parts) {
    return (_, connection) -> {
      connection.head(200, List.of(MP4));
      List.of(parts).forEach(part -> connection.body(Slice.copyOf(part)));
      return true;
    };
  }

  private static byte[] header() {
    return TestTrack.header(List.of(HIGH));
  }

  /**
   * The primary is away for eight seconds in which there is only the liar.
   *
   * @return what was told of the liar
   */
  private List<String> troublesWithTheLiar() {
    good.kill();
    world.run(8 * SECOND);
    List<String> told =
        edge.events.stream()
            .flatMap(event ->
                switch (event) {
                  case RelayEvent.PullRefused(String _, String url, String why) ->
                      Stream.of(url + " | " + why);
                  case RelayEvent.PullLost(String _, String url, String why) ->
                      Stream.of(url + " | " + why);
                  default -> Stream.empty();
                })
            .filter(trouble -> trouble.startsWith("http://bad/"))
            .toList();
    good.restart(PLAIN);
    RelayEncoder.to(good, HIGH).connect().run(9);
    world.run(12 * SECOND);
    return told;
  }

  /** What the edge has taken, by number. */
  private List<Long> taken() {
    return edge.acceptedStarts(HIGH.id()).stream().map(ticks -> ticks / FRAGMENT).toList();
  }

  private void assertThatTheEventWentOn() {
    assertThat(edge.sources()).containsExactly("good");
    assertThat(taken()).containsExactly(0L, 1L, 2L, 3L, 4L, 9L, 10L, 11L, 12L, 13L, 14L);
    assertThat(edge.effects).filteredOn(Effect.RunStarted.class::isInstance).hasSize(1);
  }

  static Stream<Arguments> lies() {
    byte[] otherCodec =
        new String(header(), StandardCharsets.ISO_8859_1)
            .replace("H264", "HVC1")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] otherSize =
        new String(header(), StandardCharsets.ISO_8859_1)
            .replace("\"1280\"", "\"1920\"")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] page = "<!DOCTYPE html><html>Welcome</html>".getBytes(StandardCharsets.UTF_8);
    byte[] hugeMoof = Slice.ofHex("00000001 6d6f6f66 4000000000000000").toByteArray();
    byte[] hugeMdat = Slice.ofHex("7fffffff 6d646174").toByteArray();
    byte[] farAhead = HIGH.fragmentBytes(1_000_000 * FRAGMENT, FRAGMENT);
    return Stream.of(
        Arguments.of("another codec", sends(otherCodec), "CodecPrivateData"),
        Arguments.of("another picture size", sends(otherSize), "was announced as 1280x720"),
        Arguments.of("a page as MP4", sends(page), "box"),
        Arguments.of("a huge moof", sends(header(), hugeMoof), "box moof"),
        Arguments.of("a huge mdat", sends(header(), hugeMdat), "box mdat"),
        Arguments.of(
            "a time far ahead",
            sends(header(), farAhead),
            "video@2000000: fragment at 20000000000000 ticks, expected at most"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void isRefusedAndSaidWhy(String what, RelayHost.Impostor stream, String why) {
    lie(list("Streams(a)"), stream);

    assertThat(troublesWithTheLiar())
        .anySatisfy(told -> assertThat(told).contains(STREAM).contains(why));
    assertThatTheEventWentOn();
  }

  @Test
  void bringsOldTimesForNothing() {
    lie(
        list("Streams(a)"),
        sends(header(), HIGH.fragmentBytes(0, FRAGMENT), HIGH.fragmentBytes(FRAGMENT, FRAGMENT)));

    assertThat(troublesWithTheLiar())
        .anySatisfy(told -> assertThat(told).contains("nothing whole came for 4000 ms"));
    assertThatTheEventWentOn();
  }

  @Test
  void doesNotEndTheEventWithAnother() {
    lie(list("Events(other)/Streams(a)"), sends(header(), HIGH.fragmentBytes(0, FRAGMENT)));

    assertThat(troublesWithTheLiar())
        .contains(
            "http://bad/live/event.isml | http://bad/live/event.isml runs event \"other\","
                + " expected \"\"");
    assertThatTheEventWentOn();
  }

  @Test
  void isBelievedInTheEndWhenNobodySaysOtherwise() {
    lie(
        list("Events(other)/Streams(a)"),
        sends(header(), HIGH.fragmentBytes(1_000_000 * FRAGMENT, FRAGMENT)));
    good.kill();
    world.run(30 * SECOND);

    assertThat(edge.point().view().eventId()).isEqualTo("other");
    assertThat(taken()).containsExactly(0L, 1L, 2L, 3L, 4L, 1_000_000L);
  }

  @Test
  void isBelievedOfALeapInTheEnd() {
    lie(list("Streams(a)"), sends(header(), HIGH.fragmentBytes(1_000_000 * FRAGMENT, FRAGMENT)));
    good.kill();
    world.run(30 * SECOND);

    assertThat(taken()).containsExactly(0L, 1L, 2L, 3L, 4L, 1_000_000L);
  }

  @Test
  void redirectsItsStreamInACircle() {
    lie(
        list("Streams(a)"),
        (request, connection) -> {
          boolean first = request.uri().getPath().endsWith("(a)");
          String next = first ? STREAM + "/more" : request.uri().toString().replace("/more", "");
          connection.head(302, List.of(new Header("Location", next)));
          connection.complete();
          return true;
        });

    assertThat(troublesWithTheLiar())
        .anySatisfy(told ->
            assertThat(told).contains(STREAM + " redirects in a circle, to " + STREAM + "/more"));
    assertThatTheEventWentOn();
  }

  @Test
  void listsStreamsWithoutEnd() {
    lie(list("Streams(a)") + " ".repeat(1 << 20), sends());

    assertThat(troublesWithTheLiar())
        .contains(
            "http://bad/live/event.isml | http://bad/live/event.isml/StreamManifest: a list of"
                + " streams of more than 1048576 bytes");
    assertThatTheEventWentOn();
  }
}
