package org.smoothlab.server.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.origin.TestTrack.header;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.SECOND;
import static org.smoothlab.server.protocol.Stage.fragment;
import static org.smoothlab.server.protocol.Stage.part;
import static org.smoothlab.server.protocol.Stage.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Admission;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;

/** What encoders get: the statuses of live ingest, and what bad input does to the others. */
class IngestTest {
  private static final byte[] END = {0, 0, 0, 8, 'm', 'f', 'r', 'a'};

  private final Stage stage = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0));

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] box(String type, int size, byte... body) {
    return join(ByteBuffer.allocate(4).putInt(size).array(), type.getBytes(US_ASCII), body);
  }

  private static byte[] box(String type) {
    return box(type, 8);
  }

  /** Refused with this status, closing, while a running session and its fragments stay. */
  private void assertRefused(int status, String message, byte[] bytes) {
    IngestSession running = stage.announced(AUDIO);
    stage.sendFragment(running, AUDIO, 0);
    IngestSession bad = stage.post(POINT + "/Streams(bad)");
    Optional<Reply> reply = stage.send(bad, bytes);
    assertThat(reply).isPresent();
    assertThat(text(reply.get())).contains(message);
    assertThat(reply.get().status()).isEqualTo(status);
    assertThat(reply.get().close()).isTrue();
    assertThat(reply.get().header("Content-Type")).contains("text/plain; charset=utf-8");
    assertThatThrownBy(() -> stage.send(bad, bytes)).isInstanceOf(IllegalStateException.class);
    bad.lost("closed by the door", 0);
    stage.sendFragment(running, AUDIO, 1);
    assertThat(stage.getFragment(AUDIO, 0).status()).isEqualTo(200);
    assertThat(stage.getFragment(AUDIO, 1).status()).isEqualTo(200);
    assertThat(stage.effects.all(Effect.SessionEnded.class))
        .extracting(Effect.SessionEnded::cause)
        .containsExactly(Effect.EndCause.REFUSED);
  }

  @Test
  void answersTheEmptyProbe() {
    Header empty = new Header("content-length", "0");
    assertThat(stage.reply("POST", POINT + "/Streams(a)", empty).status()).isEqualTo(200);
    assertThat(stage.reply("POST", "/no.isml/Streams(a)", empty).status()).isEqualTo(404);
    assertThat(stage.effects.all(Effect.SessionOpened.class)).isEmpty();
    assertThat(stage.post().finish(0).status()).as("empty chunked body").isEqualTo(200);
  }

  @Test
  void takesPutAndPostWithAndWithoutStreamId() {
    assertThat(stage.open("PUT", POINT + "/Streams(a)")).isInstanceOf(Upload.class);
    assertThat(stage.open("POST", POINT)).isInstanceOf(Upload.class);
    assertThat(stage.open("POST", POINT + "/")).isInstanceOf(Upload.class);
    assertThat(stage.open("POST", POINT + "/Events(e)/streams(b)")).isInstanceOf(Upload.class);
  }

  @Test
  void anUnknownPointIs404() {
    Reply reply = (Reply) stage.open("POST", "/no.isml/Streams(a)");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(text(reply)).isEqualTo("no publishing point at /no.isml\n");
    assertThat(reply.close()).isTrue();
  }

  @Test
  void makesAPointOnPushWhenToldTo() {
    Stage open = new Stage(ProtocolSettings.DEFAULT.withCreateOnPush(PointSettings.DEFAULT));
    Header empty = new Header("Content-Length", "0");
    assertThat(open.reply("POST", "/new.isml/Streams(a)", empty).status()).isEqualTo(200);
    assertThat(open.origin.paths()).as("a probe makes nothing").isEmpty();
    open.post("/new.isml/Streams(a)");
    assertThat(open.origin.find("/new.isml").orElseThrow().state()).isEqualTo(PointState.STARTING);
    assertThat(((Reply) open.open("POST", "/vod.ism/Streams(a)")).status()).isEqualTo(404);
  }

  @Test
  void makesNoMorePointsThanAllowed() {
    Stage open = new Stage(ProtocolSettings.DEFAULT.withCreateOnPush(PointSettings.DEFAULT));
    for (int i = 0; i < 1_000; i++) {
      open.post("/p" + i + ".isml");
    }
    Reply reply = (Reply) open.open("POST", "/one-more.isml");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).contains("5");
  }

  @Test
  void takesAnnounceFragmentsAndEndInAnyPieces() {
    byte[] all = join(header(List.of(HIGH)), fragment(HIGH, 0), fragment(HIGH, 1), END);
    SplittableRandom random = new SplittableRandom(4711);
    IngestSession session = stage.post();
    for (int at = 0; at < all.length; ) {
      int end = Math.min(all.length, at + 1 + random.nextInt(97));
      assertThat(stage.send(session, part(all, at, end))).isEmpty();
      at = end;
    }
    Reply reply = session.finish(0);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.bodyBytes()).isZero();
    assertThat(stage.getFragment(HIGH, 1).status()).isEqualTo(200);
    assertThat(stage.origin.find(POINT).orElseThrow().state()).isEqualTo(PointState.STOPPED);
  }

  @Test
  void takesOneByteAtATime() {
    byte[] all = join(header(List.of(HIGH)), fragment(HIGH, 0));
    IngestSession session = stage.post();
    for (int at = 0; at < all.length; at++) {
      assertThat(stage.send(session, part(all, at, at + 1))).isEmpty();
    }
    assertThat(stage.getFragment(HIGH, 0).status()).isEqualTo(200);
  }

  @Test
  void theEndOfTheRequestIsNotTheEndOfTheStream() {
    IngestSession session = stage.announced(HIGH);
    stage.sendFragment(session, HIGH, 0);
    assertThat(session.finish(0).status()).isEqualTo(200);
    assertThat(stage.origin.find(POINT).orElseThrow().state()).isEqualTo(PointState.STARTED);
    assertThat(stage.effects.all(Effect.SessionEnded.class))
        .extracting(Effect.SessionEnded::cause)
        .containsExactly(Effect.EndCause.FINISHED);
  }

  @Test
  void aRequestThatEndsBehindASegmentCalledTheLastIsTheEndOfTheStream() {
    // ISO/IEC 23009-1, 7.3.1: brand lmsg. All fragments of the segment still come.
    byte[] last = HexFormat.of().parseHex("00000018737479706d73646800000000636d66736c6d7367");
    byte[] other = HexFormat.of().parseHex("00000014737479706d73646800000000636d6673");
    IngestSession session = stage.announced(HIGH);
    assertThat(stage.send(session, join(other, fragment(HIGH, 0)))).isEmpty();
    assertThat(stage.send(session, join(last, fragment(HIGH, 1), fragment(HIGH, 2)))).isEmpty();
    assertThat(stage.origin.find(POINT).orElseThrow().state()).isEqualTo(PointState.STARTED);
    assertThat(session.finish(0).status()).isEqualTo(200);
    assertThat(stage.origin.find(POINT).orElseThrow().state()).isEqualTo(PointState.STOPPED);
    assertThat(stage.getFragment(HIGH, 2).status()).isEqualTo(200);
  }

  @Test
  void aLaterSegmentTakesTheWordOfTheLastBack() {
    byte[] last = HexFormat.of().parseHex("00000018737479706d73646800000000636d66736c6d7367");
    byte[] other = HexFormat.of().parseHex("00000014737479706d73646800000000636d6673");
    IngestSession session = stage.announced(HIGH);
    stage.send(session, join(last, fragment(HIGH, 0), other, fragment(HIGH, 1)));
    assertThat(session.finish(0).status()).isEqualTo(200);
    assertThat(stage.origin.find(POINT).orElseThrow().state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void doesNotReadTheBrandOfTheLastSegmentAcrossTwoOthers() {
    // Brands cmlm and sgfs.
    byte[] other = HexFormat.of().parseHex("00000018737479706d73646800000000636d6c6d73676673");
    IngestSession session = stage.announced(HIGH);
    stage.send(session, join(other, fragment(HIGH, 0)));
    assertThat(session.finish(0).status()).isEqualTo(200);
    assertThat(stage.origin.find(POINT).orElseThrow().state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void takesSeveralTracksInOnePostAndSeveralPosts() {
    IngestSession video = stage.announced(HIGH, LOW);
    IngestSession audio = stage.announced(AUDIO);
    stage.sendFragments(video, 2, HIGH, LOW);
    stage.sendFragments(audio, 2, AUDIO);
    assertThat(stage.manifest().streams()).hasSize(2);
    assertThat(stage.getFragment(LOW, 1).status()).isEqualTo(200);
  }

  @Test
  void forgetsHalfAFragmentWithItsSession() {
    IngestSession session = stage.announced(HIGH);
    byte[] bytes = fragment(HIGH, 0);
    assertThat(stage.send(session, part(bytes, 0, bytes.length - 1))).isEmpty();
    session.lost("reset", 0);
    assertThat(stage.getFragment(HIGH, 0).status()).isEqualTo(404);
    IngestSession again = stage.announced(HIGH);
    stage.sendFragment(again, HIGH, 0);
    assertThat(stage.getFragment(HIGH, 0).status()).isEqualTo(200);
  }

  @Test
  void announcesAgainInsideTheConnection() {
    IngestSession session = stage.announced(HIGH);
    stage.sendFragment(session, HIGH, 0);
    assertThat(stage.send(session, header(List.of(HIGH, LOW)))).isEmpty();
    stage.sendFragment(session, HIGH, 1);
    stage.sendFragment(session, LOW, 1);
    assertThat(stage.getFragment(LOW, 1).status()).isEqualTo(200);
  }

  @Test
  void skipsWhatItNeedNotKnow() {
    IngestSession session = stage.post();
    byte[] unknownUuid = box("uuid", 24, new byte[16]);
    byte[] all =
        join(
            box("free"),
            header(List.of(HIGH)),
            box("styp", 16, new byte[8]),
            box("prft"),
            box("emsg"),
            unknownUuid,
            box("abcd"),
            fragment(HIGH, 0));
    assertThat(stage.send(session, all)).isEmpty();
    assertThat(stage.getFragment(HIGH, 0).status()).isEqualTo(200);
  }

  @Test
  void waitsForTheStreamsOfAStreamManifest() {
    IngestSession first = stage.post(POINT + "/Streams(a)");
    byte[] opening =
        join(
            TestTrack.ftyp(),
            TestTrack.streamManifest(List.of("a", "b")),
            TestTrack.serverManifest(List.of(HIGH)),
            TestTrack.moov(List.of(HIGH)));
    assertThat(stage.send(first, opening)).isEmpty();
    assertThat(stage.origin.find(POINT).orElseThrow().state()).isEqualTo(PointState.STARTING);
    IngestSession second = stage.post(POINT + "/Streams(b)");
    assertThat(stage.send(second, header(List.of(AUDIO)))).isEmpty();
    assertThat(stage.origin.find(POINT).orElseThrow().state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void refusesText() {
    assertRefused(400, "", "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
  }

  @Test
  void refusesBoxesThatBeginNoMp4() {
    assertRefused(400, "not MP4: begins with box abcd, expected ftyp", box("abcd"));
  }

  @Test
  void refusesABoxOfSizeZero() {
    assertRefused(400, "size 0", box("ftyp", 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7})
  void refusesABoxSmallerThanItsHeader(int size) {
    assertRefused(400, "stream @+0", box("ftyp", size));
  }

  @Test
  void refusesALargeSizeSmallerThanItsHeader() {
    assertRefused(400, "stream @+0", box("ftyp", 1, new byte[] {0, 0, 0, 0, 0, 0, 0, 9}));
  }

  @Test
  void refusesABoxBeyondItsLimitBeforeItsBytesCome() {
    assertRefused(400, "limit is", box("ftyp", 1 << 30));
    Stage small =
        new Stage(
            ProtocolSettings.DEFAULT.withBoxLimits(
                new BoxLimits(Map.of(BoxType.of("x   "), 8L), 100)));
    small.origin.create(POINT, PointSettings.DEFAULT).command(Target.STARTED, 0);
    assertThat(small.send(small.post(), box("mdat", 101)).orElseThrow().status()).isEqualTo(400);
  }

  @Test
  void refusesAFragmentBeforeItsHeader() {
    assertRefused(412, "a fragment before its header boxes: expected ftyp", fragment(HIGH, 0));
  }

  @Test
  void refusesAFragmentWhenTheMoovIsMissing() {
    assertRefused(
        412,
        "came moof",
        join(TestTrack.ftyp(), TestTrack.serverManifest(List.of(HIGH)), fragment(HIGH, 0)));
  }

  @Test
  void refusesAnEndWithoutMoov() {
    IngestSession session = stage.post();
    assertThat(stage.send(session, TestTrack.ftyp())).isEmpty();
    Reply reply = session.finish(0);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(text(reply)).isEqualTo("the body ends before its moov ([MS-SSTR] 2.2.7.1)\n");
  }

  @Test
  void refusesAnEndInTheMiddleOfABox() {
    IngestSession session = stage.announced(HIGH);
    byte[] bytes = fragment(HIGH, 0);
    assertThat(stage.send(session, part(bytes, 0, 100))).isEmpty();
    assertThat(session.finish(0).status()).isEqualTo(400);
  }

  @Test
  void refusesProgressiveMp4() {
    assertRefused(415, "expected fragmented MP4", join(TestTrack.ftyp(), box("mdat")));
  }

  @Test
  void refusesAnEndOfStreamBeforeTheHeader() {
    assertRefused(400, "mfra before moov", END);
  }

  @Test
  void refusesAnEndOfStreamInsideAFragment() {
    byte[] bytes = fragment(HIGH, 0);
    int moofBytes = ByteBuffer.wrap(bytes).getInt();
    assertRefused(
        400, "mfra after moof", join(header(List.of(HIGH)), part(bytes, 0, moofBytes), END));
  }

  @Test
  void refusesTwoMoofsInARow() {
    byte[] bytes = fragment(HIGH, 0);
    byte[] moof = part(bytes, 0, ByteBuffer.wrap(bytes).getInt());
    assertRefused(400, "moof after moof", join(header(List.of(HIGH)), moof, moof));
  }

  @Test
  void refusesFragmentsAfterTheEndOfStream() {
    IngestSession session = stage.announced(HIGH);
    assertThat(stage.send(session, END)).isEmpty();
    assertThat(stage.send(session, box("free"))).isEmpty();
    assertThat(stage.send(session, END)).isEmpty();
    Reply reply = stage.send(session, fragment(HIGH, 0)).orElseThrow();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(text(reply)).isEqualTo("moof after the end of stream\n");
  }

  @Test
  void refusesACountLargerThanItsBox() {
    byte[] bytes = fragment(HIGH, 0);
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("trun");
    bytes[at + 8] = 0x7f;
    assertRefused(400, "trun", join(header(List.of(HIGH)), bytes));
  }

  @Test
  void refusesATrackThatWasNotAnnounced() {
    assertRefused(
        400,
        "fragment of track_ID 2, announced are [1]",
        join(header(List.of(HIGH)), fragment(LOW, 0)));
  }

  @Test
  void refusesATrackOfThePastThatWasNotAnnounced() {
    stage.sendFragment(stage.announced(HIGH), HIGH, 3);
    SourceId id = new SourceId("", "past", "server:1");
    Source source =
        ((Admission.Admitted) stage.origin.find(POINT).orElseThrow().open(id, 0)).source();
    IngestSession block = IngestSession.past(source, BoxLimits.LIVE, 0);
    assertThat(stage.send(block, header(List.of(HIGH)))).isEmpty();
    Reply reply = stage.send(block, fragment(LOW, 0)).orElseThrow();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(text(reply)).isEqualTo("fragment of track_ID 2, announced are [1]\n");
  }

  @Test
  void refusesATimeWhoseEndIsBeyond63Bits() {
    assertRefused(
        400,
        "",
        join(header(List.of(HIGH)), HIGH.fragmentBytes(Long.MAX_VALUE - 1, TestTrack.FRAGMENT)));
  }

  @Test
  void dropsATimeBeyond63BitsAsNegative() {
    IngestSession session = stage.announced(HIGH);
    assertThat(stage.send(session, HIGH.fragmentBytes(Long.MIN_VALUE + 5, TestTrack.FRAGMENT)))
        .isEmpty();
    stage.sendFragment(session, HIGH, 0);
    assertThat(stage.getFragment(HIGH, 0).status()).isEqualTo(200);
    assertThat(stage.effects.all(Effect.FragmentDropped.class)).hasSize(1);
  }

  @Test
  void refusesXmlThatIsNone() {
    assertRefused(
        400,
        "",
        join(
            TestTrack.ftyp(),
            TestTrack.serverManifest("<smil><body>"),
            TestTrack.moov(List.of(HIGH))));
  }

  @Test
  void refusesXmlWithADtd() {
    String bomb =
        "<!DOCTYPE smil [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
            + "<smil><body><switch><video systemBitrate=\"&b;\"/></switch></body></smil>";
    assertRefused(
        400,
        "",
        join(TestTrack.ftyp(), TestTrack.serverManifest(bomb), TestTrack.moov(List.of(HIGH))));
  }

  @Test
  void refusesAnAnnounceThatContradictsTheRunningOne() {
    stage.sendFragment(stage.announced(HIGH), HIGH, 0);
    TestTrack audioNow = new TestTrack(1, "audio", 128_000);
    IngestSession first = stage.announced(audioNow);
    stage.sendFragment(first, audioNow, 0);
    byte[] smaller =
        join(
            TestTrack.ftyp(),
            replace(TestTrack.serverManifest(List.of(HIGH)), "\"1280\"", "\"1282\""),
            TestTrack.moov(List.of(HIGH)));
    Reply reply = stage.send(stage.post(), smaller).orElseThrow();
    assertThat(reply.status()).isEqualTo(409);
    assertThat(text(reply)).contains("1280x720").contains("1282x720");
    assertThat(stage.getFragment(HIGH, 0).status()).isEqualTo(200);
  }

  private static byte[] replace(byte[] bytes, String what, String by) {
    java.nio.charset.Charset latin = java.nio.charset.StandardCharsets.ISO_8859_1;
    return new String(bytes, latin).replace(what, by).getBytes(latin);
  }

  @Test
  void refusesTenThousandQualityLevels() {
    List<TestTrack> tracks =
        java.util.stream.IntStream.range(1, 10_001)
            .mapToObj(i -> new TestTrack(i, "video", 1000 + i))
            .toList();
    IngestSession session = stage.post();
    Reply reply = stage.send(session, header(tracks)).orElseThrow();
    assertThat(reply.status()).isIn(400, 503);
    assertThat(stage.origin.find(POINT).orElseThrow().view().timelines()).isEmpty();
  }

  @Test
  void refusesMoreTracksThanThePointTakes() {
    List<TestTrack> tracks =
        java.util.stream.IntStream.range(1, 66)
            .mapToObj(i -> new TestTrack(i, "video", 1000 + i))
            .toList();
    Reply reply = stage.send(stage.post(), header(tracks)).orElseThrow();
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).contains("5");
    assertThat(text(reply)).isEqualTo("65 tracks, the point takes at most 64\n");
  }

  @Test
  void refusesAnEndlessHeader() {
    byte[] uuid = box("uuid", 24, new byte[16]);
    byte[][] many = new byte[IngestSession.HEADER_BOX_COUNT_MAX + 1][];
    java.util.Arrays.fill(many, uuid);
    assertRefused(400, "more than 16 boxes before moov", join(many));
  }

  @Test
  void refusesSessionsOfAStoppedPoint() {
    IngestSession session = stage.announced(HIGH);
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, 0);
    Reply reply = stage.send(session, fragment(HIGH, 0)).orElseThrow();
    assertThat(reply.status()).isEqualTo(409);
    assertThat(((Reply) stage.open("POST", POINT + "/Streams(b)")).status()).isEqualTo(409);
  }

  @Test
  void aSenderOfOneByteASecondRunsIntoTheDeadline() {
    IngestSession session = stage.post();
    byte[] bytes = header(List.of(HIGH));
    for (int i = 0; i < 10; i++) {
      stage.nowNanos = i * SECOND;
      assertThat(stage.send(session, part(bytes, i, i + 1))).isEmpty();
      assertThat(session.idleDeadlineNanos()).isEqualTo(10 * SECOND);
    }
    Reply reply = session.timedOut(10 * SECOND);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(text(reply)).isEqualTo("nothing whole came for 10 s\n");
    assertThat(reply.close()).isTrue();
    assertThat(stage.effects.all(Effect.SessionEnded.class))
        .extracting(Effect.SessionEnded::cause)
        .containsExactly(Effect.EndCause.LOST);
  }

  @Test
  void theDeadlineFollowsTheLongestFragment() {
    IngestSession session = stage.announced(HIGH);
    stage.nowNanos = SECOND;
    assertThat(stage.send(session, HIGH.fragmentBytes(0, 5 * TestTrack.SECOND))).isEmpty();
    assertThat(session.idleDeadlineNanos()).isEqualTo(16 * SECOND);
    stage.nowNanos = 2 * SECOND;
    assertThat(stage.send(session, box("free"))).isEmpty();
    assertThat(session.idleDeadlineNanos()).isEqualTo(16 * SECOND);
    session.lost("reset", 3 * SECOND);
    session.lost("reset", 3 * SECOND);
    assertThat(stage.effects.all(Effect.SessionEnded.class)).hasSize(1);
  }

  @Test
  void servesWhatItTookByteForByteButForTheLookAhead() {
    IngestSession session = stage.announced(HIGH);
    byte[] sent = fragment(HIGH, 0);
    stage.sendFragment(session, HIGH, 0);
    assertThat(Slice.copyOf(Stage.bytes(stage.getFragment(HIGH, 0))).toHex())
        .isEqualTo(Slice.copyOf(sent).toHex());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void survivesFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] good = join(header(List.of(HIGH, AUDIO)), fragment(HIGH, 0), fragment(AUDIO, 0), END);
    for (int round = 0; round < 60; round++) {
      byte[] bytes = good.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Stage own = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0));
      IngestSession session = own.post();
      Optional<Reply> refused = own.send(session, bytes);
      Reply last = refused.isPresent() ? refused.get() : session.finish(0);
      assertThat(last.status()).isIn(200, 400, 409, 412, 415, 503);
      assertThat(own.get(POINT + "/Manifest").status()).isIn(200, 404);
    }
  }

  @Test
  void survivesTruncationAtEveryOffset() {
    byte[] good = join(header(List.of(AUDIO)), fragment(AUDIO, 0));
    for (int length = 0; length < good.length; length++) {
      Stage own = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0));
      IngestSession session = own.post();
      assertThat(own.send(session, part(good, 0, length))).isEmpty();
      boolean wholeOrNothing = length == 0 || length == header(List.of(AUDIO)).length;
      assertThat(session.finish(0).status()).isEqualTo(wholeOrNothing ? 200 : 400);
    }
  }
}
