package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.fragment;
import static org.smoothlab.server.protocol.Stage.text;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.archive.ArchiveClocks;
import org.smoothlab.server.archive.InlineArchive;
import org.smoothlab.server.archive.SimulatedDisk;
import org.smoothlab.server.archive.SyncPolicy;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestEvents;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WallClock;

/** What other servers ask for, and what they are told. */
class FeedTest {
  private static final String STREAM = POINT + "/Streams(a)";
  private static final byte[] MFRA = TestEvents.endOfStream();
  private static final PointSettings SETTINGS = PointSettings.DEFAULT.withLookAheadChunks(0);

  private final Stage stage = Stage.started(SETTINGS);

  private static Feed feed(Exchange exchange) {
    assertThat(exchange).isInstanceOf(Feed.class);
    return (Feed) exchange;
  }

  private String relayId() {
    return stage.origin.find(POINT).orElseThrow().relayId();
  }

  private static String header(Feed feed, String name) {
    return feed.headers().stream()
        .filter(header -> header.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static byte[] read(Feed feed) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (feed.next() instanceof Feed.Step.Send send) {
      send.parts().stream().map(Slice::toByteArray).forEach(all::writeBytes);
    }
    return all.toByteArray();
  }

  private static byte[] headerAnd(byte[]... fragments) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(TestTrack.header(List.of(HIGH, AUDIO)));
    for (byte[] one : fragments) {
      all.writeBytes(one);
    }
    return all.toByteArray();
  }

  @Test
  void givesAStreamUntilItsEnd() {
    IngestSession session = stage.announced(HIGH, AUDIO);
    stage.sendFragments(session, 3, HIGH, AUDIO);
    Feed feed = feed(stage.open("GET", STREAM));
    assertThat(feed.status()).isEqualTo(200);
    assertThat(feed.point()).isEqualTo(POINT);
    assertThat(header(feed, "Content-Type")).isEqualTo("video/mp4");
    assertThat(header(feed, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(feed, "Via")).isEqualTo("1.1 " + relayId());
    assertThat(header(feed, "Smoothlab-Run")).isEqualTo(runTag());
    assertThat(header(feed, "Smoothlab-Run-Clock")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(read(feed)).isEqualTo(headerAnd(fragment(HIGH, 2), fragment(AUDIO, 2)));
    assertThat(feed.next()).isEqualTo(new Feed.Step.Await());
    stage.send(session, MFRA);
    assertThat(read(feed)).isEqualTo(MFRA);
    assertThat(feed.next()).isEqualTo(new Feed.Step.End());
    assertThat(feed.lost()).isEmpty();
  }

  @Test
  void beginsAtATime() {
    IngestSession session = stage.announced(HIGH, AUDIO);
    stage.sendFragments(session, 3, HIGH, AUDIO);
    assertThat(read(feed(stage.open("GET", STREAM + "?from=" + (FRAGMENT + 1)))))
        .isEqualTo(headerAnd(fragment(HIGH, 2), fragment(AUDIO, 2)));
    assertThat(read(feed(stage.open("GET", STREAM + "?from=-5"))))
        .hasSizeGreaterThan(headerAnd(fragment(HIGH, 2), fragment(AUDIO, 2)).length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=x",
        "from=",
        "from=99999999999999999999",
        "from=1&before=2",
        "count=1",
        "after=1",
        "before=1&count=0",
        "before=1&count=-1",
        "before=1.5"
      })
  void refusesAnImpossibleQuery(String query) {
    stage.announced(HIGH);
    assertThat(stage.get(STREAM + "?" + query).status()).isEqualTo(400);
  }

  @Test
  void listsItsStreams() {
    stage.announced(HIGH);
    IngestSession other = stage.post(POINT + "/Streams(b%20c)");
    stage.send(other, TestTrack.header(List.of(AUDIO)));
    Reply reply = stage.get(POINT + "/streammanifest");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(text(reply))
        .contains("http://www.w3.org/2001/SMIL20/Language", "Streams(a)", "Streams(b%20c)");
    assertThat(reply.header("Via")).contains("1.1 " + relayId());
    assertThat(reply.header("Smoothlab-Run")).contains(runTag());
    stage.send(other, MFRA);
    assertThat(text(stage.get(POINT + "/streammanifest"))).doesNotContain("b%20c");
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, 0);
    assertThat(text(stage.get(POINT + "/streammanifest"))).contains("a)", "b%20c");
  }

  @Test
  void namesTheEventInItsUrls() {
    Stage events = Stage.started(SETTINGS);
    IngestSession session = events.post(POINT + "/Events(e1)/Streams(a)");
    events.send(session, TestTrack.header(List.of(HIGH)));
    assertThat(text(events.get(POINT + "/streammanifest"))).contains("Events(e1)/Streams(a)");
    assertThat(events.get(POINT + "/Events(e2)/streammanifest").status()).isEqualTo(404);
    assertThat(events.get(POINT + "/Events(e2)/Streams(a)").status()).isEqualTo(404);
    feed(events.open("GET", POINT + "/Events(e1)/Streams(a)"));
  }

  @Test
  void holdsTheListWhileThePointIsStarting() {
    Exchange held = stage.open("GET", POINT + "/streammanifest");
    assertThat(held).isInstanceOf(Wait.class);
    assertThat(stage.open("GET", STREAM)).isInstanceOf(Wait.class);
    stage.announced(HIGH);
    assertThat(stage.get(POINT + "/streammanifest").status()).isEqualTo(200);
    Reply missing = stage.get(POINT + "/Streams(other)");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("Retry-After")).contains("1");
  }

  @Test
  void answersAtTheDeadlineThatThereIsNothingYet() {
    Reply reply = stage.get(POINT + "/streammanifest");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Retry-After")).contains("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, POINT + "/streammanifest", STREAM + "?before=5"})
  void givesNothingWithoutServerConnections(String target) {
    Stage closed =
        Stage.started(
            SETTINGS.withServerConnections(new PointSettings.ServerConnections(false, true)));
    closed.announced(HIGH);
    assertThat(closed.get(target).status()).isEqualTo(404);
    assertThat(closed.get(target.replace("event", "other")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,/Streams(a),'GET, HEAD, POST, PUT, OPTIONS'",
    "POST,/streammanifest,'GET, HEAD, OPTIONS'"
  })
  void saysWhichMethodsThereAre(String method, String path, String allowed) {
    Reply reply = stage.reply(method, POINT + path);
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).contains(allowed);
  }

  @Test
  void refusesAStreamThatGoesInACircle() {
    Header loop = new Header("Via", "1.1 other, 1.1 " + relayId());
    Reply posted = stage.reply("POST", STREAM, loop);
    assertThat(posted.status()).isEqualTo(508);
    assertThat(posted.header("Via")).contains("1.1 " + relayId());
    assertThat(stage.reply("POST", STREAM, loop, new Header("Content-Length", "0")).status())
        .isEqualTo(508);
    Header many = new Header("Via", "1.1 a,".repeat(65) + "1.1 a");
    assertThat(stage.reply("POST", STREAM, many).status()).isEqualTo(508);
    Exchange open = stage.open("POST", STREAM, new Header("Via", "1.1 edge"));
    IngestSession session = ((Upload) open).session();
    stage.send(session, TestTrack.header(List.of(HIGH)));
    assertThat(stage.reply("GET", STREAM, new Header("Via", "1.1 edge")).status()).isEqualTo(508);
    assertThat(stage.reply("GET", STREAM, new Header("Via", "1.1 " + relayId())).status())
        .isEqualTo(508);
    assertThat(header(feed(stage.open("GET", STREAM, new Header("Via", "1.1 x"))), "Via"))
        .isEqualTo("1.1 edge, 1.1 " + relayId());
  }

  @Test
  void tellsWhoItIsToThoseWhoProbe() {
    Reply probe = stage.reply("POST", STREAM, new Header("Content-Length", "0"));
    assertThat(probe.status()).isEqualTo(200);
    assertThat(probe.header("Via")).contains("1.1 " + relayId());
    assertThat(relayId()).matches("origin-[0-9a-z]+%2Flive%2Fevent.isml");
  }

  @Test
  void cutsOffAReaderThatFallsBehind() {
    Stage small =
        Stage.started(
            SETTINGS.withLimits(new PointSettings.Limits(64, 64, 1_000_000_000L, 20_000)));
    IngestSession session = small.announced(HIGH);
    Feed feed = feed(small.open("GET", STREAM));
    assertThat(feed.next()).isInstanceOf(Feed.Step.Send.class);
    small.sendFragments(session, 30, HIGH);
    assertThat(feed.lost()).isPresent();
    assertThat(feed.next()).isInstanceOf(Feed.Step.Cut.class);
    assertThat(feed.next()).isEqualTo(new Feed.Step.End());
  }

  @Test
  void givesAPieceOfThePastThatMemoryHas() {
    IngestSession session = stage.announced(HIGH, AUDIO);
    stage.sendFragments(session, 10, HIGH, AUDIO);
    assertPast("before=" + 5 * FRAGMENT + "&count=2", 3, 4);
    assertPast("before=" + (5 * FRAGMENT + 1) + "&count=2", 4, 5);
    assertPast("before=" + 5 * FRAGMENT + "&after=" + 4 * FRAGMENT + "&count=64", 4);
    assertPast("before=" + 5 * FRAGMENT + "&after=" + (4 * FRAGMENT + 1));
    assertPast("before=0&count=5");
    assertPast("before=-1&count=5");
    assertPast("before=" + Long.MAX_VALUE + "&count=1", 9);
    assertPast("before=" + 100 * FRAGMENT, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  private void assertPast(String query, long... indexes) {
    Feed feed = feed(stage.open("GET", STREAM + "?" + query));
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (long index : indexes) {
      expected.writeBytes(fragment(HIGH, index));
      expected.writeBytes(fragment(AUDIO, index));
    }
    assertThat(read(feed)).as(query).isEqualTo(headerAnd(expected.toByteArray()));
    assertThat(feed.next()).isEqualTo(new Feed.Step.End());
  }

  /** An origin with an archive, on which all but the newest fragments are. */
  private static final class Recorded {
    long nowNanos;
    final InlineArchive archive =
        new InlineArchive(
            new SimulatedDisk(1),
            new ArchiveClocks(() -> Instant.EPOCH, () -> nowNanos),
            SyncPolicy.DEFAULT);
    final Origin origin =
        new Origin(
            OriginSettings.DEFAULT.with(Role.ARCHIVE), new WallClock(Instant.EPOCH, 0), archive);
    final Protocol protocol =
        new Protocol(
            origin, ProtocolSettings.DEFAULT, Stores.memory().withArchive(Recorder.NONE, archive));

    Recorded() {
      archive.start(origin);
      origin
          .create(POINT, SETTINGS.withArchiveEnabled(true).withLiveCacheSeconds(4))
          .command(Target.STARTED, 0);
    }

    IngestSession post(String remote) {
      return ((Upload) protocol.open(new Ask("POST", STREAM, List.of(), remote), 0)).session();
    }

    void send(IngestSession session, byte[] bytes) {
      assertThat(session.receive(Slice.copyOf(bytes), nowNanos)).isEmpty();
      nowNanos += Stage.SECOND;
      archive.advance(nowNanos);
    }

    byte[] get(String query) {
      return read(
          feed(protocol.open(new Ask("GET", STREAM + query, List.of(), "edge:1"), nowNanos)));
    }
  }

  @Test
  void givesAPieceOfThePastAcrossArchiveAndMemory() {
    Recorded recorded = new Recorded();
    IngestSession session = recorded.post("e:1");
    recorded.send(session, TestTrack.header(List.of(HIGH, AUDIO)));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 40; i++) {
      recorded.send(session, fragment(HIGH, i));
      recorded.send(session, fragment(AUDIO, i));
      all.writeBytes(fragment(HIGH, i));
      all.writeBytes(fragment(AUDIO, i));
    }
    assertThat(recorded.get("?before=" + Long.MAX_VALUE + "&count=64"))
        .isEqualTo(headerAnd(all.toByteArray()));
    assertThat(recorded.get("?before=" + 3 * FRAGMENT + "&count=1"))
        .isEqualTo(headerAnd(fragment(HIGH, 2), fragment(AUDIO, 2)));
    assertThat(recorded.get("?from=0").length).isLessThan(all.size());
  }

  @Test
  void givesThePastOfTwoEncodersEachWithItsOwnHeader() {
    TestTrack twin = new TestTrack(7, "video", 2_000_000);
    Recorded recorded = new Recorded();
    IngestSession one = recorded.post("e:1");
    IngestSession other = recorded.post("e:2");
    recorded.send(one, TestTrack.header(List.of(HIGH)));
    recorded.send(other, TestTrack.header(List.of(twin)));
    for (int i = 0; i < 20; i++) {
      recorded.send(i % 2 == 0 ? one : other, fragment(i % 2 == 0 ? HIGH : twin, i));
    }
    ByteArrayOutputStream inMemory = new ByteArrayOutputStream();
    inMemory.writeBytes(TestTrack.header(List.of(HIGH)));
    inMemory.writeBytes(fragment(HIGH, 18));
    inMemory.writeBytes(TestTrack.header(List.of(twin)));
    inMemory.writeBytes(fragment(twin, 19));
    assertThat(recorded.get("?before=" + Long.MAX_VALUE + "&count=2"))
        .isEqualTo(inMemory.toByteArray());
    // The archive has given both the number of the first.
    ByteArrayOutputStream archived = new ByteArrayOutputStream();
    archived.writeBytes(TestTrack.header(List.of(HIGH)));
    archived.writeBytes(fragment(HIGH, 3));
    archived.writeBytes(fragment(HIGH, 4));
    assertThat(recorded.get("?before=" + 5 * FRAGMENT + "&count=2"))
        .isEqualTo(archived.toByteArray());
  }

  @Test
  void comparesExactlyWithTracksThatRoundInAnotherWayThanTheirStream() {
    TestTrack low = TestTrack.LOW;
    Recorded recorded = new Recorded();
    IngestSession session = recorded.post("e:1");
    recorded.send(session, TestTrack.header(List.of(HIGH, low)));
    for (int i = 0; i < 20; i++) {
      recorded.send(session, fragment(HIGH, i));
      recorded.send(session, low.fragmentBytes(i * FRAGMENT + 7, FRAGMENT));
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(TestTrack.header(List.of(HIGH, low)));
    expected.writeBytes(low.fragmentBytes(2 * FRAGMENT + 7, FRAGMENT));
    expected.writeBytes(fragment(HIGH, 3));
    assertThat(recorded.get("?before=" + (3 * FRAGMENT + 7) + "&count=1"))
        .isEqualTo(expected.toByteArray());
  }

  @Test
  void saysThatTheArchiveFailedInsteadOfEndingWell() {
    Recorded recorded = new Recorded();
    IngestSession session = recorded.post("e:1");
    recorded.send(session, TestTrack.header(List.of(HIGH)));
    for (int i = 0; i < 20; i++) {
      recorded.send(session, fragment(HIGH, i));
    }
    Stores broken =
        Stores.memory()
            .withArchive(
                Recorder.NONE,
                (_, _, _) -> {
                  throw new StoreException(0x8007_0017, "the disk is gone");
                });
    Protocol protocol = new Protocol(recorded.origin, ProtocolSettings.DEFAULT, broken);
    Exchange exchange = protocol.open(new Ask("GET", STREAM + "?before=1", List.of(), "edge:1"), 0);
    assertThat(feed(exchange).next()).isInstanceOf(Feed.Step.Cut.class);
  }

  /** Of the first run of the first point since the origin was started. */
  private String runTag() {
    return stage.origin.name().substring("origin-".length()) + ".1-1";
  }
}
