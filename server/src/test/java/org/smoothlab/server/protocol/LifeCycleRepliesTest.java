package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.HIGH;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WallClock;

/** What encoders and viewers are answered in the states that seldom last. */
class LifeCycleRepliesTest {
  private static final String PATH = "/live/event.isml";

  private final Origin origin =
      new Origin(
          OriginSettings.DEFAULT.with(Role.ARCHIVE),
          new WallClock(Instant.EPOCH, 0),
          EffectSink.NONE);
  private final Protocol protocol = new Protocol(origin, ProtocolSettings.DEFAULT);

  private Exchange open(String method, String below) {
    return protocol.openWithoutWaiting(new Ask(method, PATH + below, List.of(), method + below), 0);
  }

  private Reply get() {
    return (Reply) open("GET", "/Manifest");
  }

  private Reply post() {
    return (Reply) open("POST", "/Streams(late)");
  }

  private PublishingPoint running() {
    PublishingPoint point = origin.create(PATH, PointSettings.DEFAULT.withLookAheadChunks(0));
    point.command(Target.STARTED, 0);
    IngestSession session = ((Upload) open("POST", "/Streams(a)")).session();
    assertThat(session.receive(Slice.copyOf(TestTrack.header(List.of(HIGH))), 0)).isEmpty();
    assertThat(session.receive(Slice.copyOf(Stage.fragment(HIGH, 0)), 0)).isEmpty();
    return point;
  }

  private static Optional<String> header(Reply reply, String name) {
    return reply.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst();
  }

  @Test
  void aStoppingPointServesAndTellsEncodersToComeAgain() {
    running().command(Target.STOPPED, 0);
    assertThat(get().status()).isEqualTo(200);
    Reply refused = post();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(header(refused, "Retry-After")).contains("5");
    assertThat(Stage.text(refused)).isEqualTo(PATH + " is Stopping, come again\n");
  }

  @Test
  void aPointThatShutsDownServesNothing() {
    running().command(Target.IDLE, 0);
    assertThat(get().status()).isEqualTo(404);
    assertThat(post().status()).isEqualTo(503);
  }

  @Test
  void aFailedPointServesNothing() {
    running().fail(new PointFault(PointFault.DISK_FULL, "the disk is full"), 0);
    assertThat(get().status()).isEqualTo(404);
    assertThat(post().status()).isEqualTo(404);
  }

  @Test
  void aPullPointTakesNoPost() {
    origin.create(
        PATH,
        PointSettings.DEFAULT.withPeers(
            PointSettings.SourceType.PULL,
            List.of(new PointSettings.Peer("http://up.example/a.isml", ""))));
    assertThat(post().status()).isEqualTo(404);
  }

  @Test
  void viewersDoNotStartAPointThatIsNotForThem() {
    PublishingPoint point =
        origin.create(
            PATH, PointSettings.DEFAULT.withAutoStart(true).withClientConnectionsEnabled(false));
    assertThat(get().status()).isEqualTo(404);
    assertThat(point.state()).isEqualTo(PointState.IDLE);
  }

  @Test
  void requestsForFragmentsAreCounted() {
    PublishingPoint point = running();
    for (int i = 0; i < 3; i++) {
      assertThat(((Reply) open("GET", fragment())).status()).isEqualTo(200);
    }
    assertThat(
            point
                .statistics(1_000_000_000L)
                .inputStreams()
                .getFirst()
                .tracks()
                .getFirst()
                .requestsPerSecond())
        .isEqualTo(3);
  }

  @Test
  void aHeldRequestCountsOnceWhenItIsAnswered() {
    PublishingPoint point = running();
    String soon = Stage.fragmentPath(HIGH, 1).substring(PATH.length());
    for (int i = 0; i < 5; i++) {
      Ask held = new Ask("GET", PATH + soon, List.of(), "held");
      assertThat(protocol.open(held, 0)).isInstanceOf(Wait.class);
    }
    assertThat(open("GET", soon)).isInstanceOf(Reply.class);
    assertThat(
            point
                .statistics(1_000_000_000L)
                .inputStreams()
                .getFirst()
                .tracks()
                .getFirst()
                .requestsPerSecond())
        .isEqualTo(1);
  }

  private static String fragment() {
    return Stage.fragmentPath(HIGH, 0).substring(PATH.length());
  }
}
