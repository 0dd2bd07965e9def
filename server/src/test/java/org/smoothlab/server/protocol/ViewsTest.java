package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.SECOND;
import static org.smoothlab.server.protocol.Stage.fragmentPath;
import static org.smoothlab.server.protocol.Stage.text;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointSettings.Holding;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;

/** What viewers get: statuses, bodies and fields. */
class ViewsTest {
  private static Stage live(PointSettings settings) {
    Stage stage = Stage.started(settings);
    stage.sendFragments(stage.announced(HIGH, LOW, AUDIO), 6, HIGH, LOW, AUDIO);
    return stage;
  }

  private static Stage live() {
    return live(PointSettings.DEFAULT);
  }

  @Test
  void servesAFragmentByReference() {
    Stage stage = live();
    Reply first = stage.getFragment(HIGH, 1);
    Reply second = stage.getFragment(HIGH, 1);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body()).hasSize(2);
    assertThat(first.body().getLast().toByteArray()).isEqualTo(HIGH.payload(FRAGMENT));
    assertThat(first.body().getLast()).isSameAs(second.body().getLast());
    assertThat(first.bodyBytes())
        .isEqualTo(first.body().getFirst().size() + first.body().getLast().size());
    assertThat(first.close()).isFalse();
  }

  @Test
  void saysWhatCachesAndBrowsersNeed() {
    Stage stage = live(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    Reply video = stage.getFragment(HIGH, 0);
    assertThat(video.header("content-type")).contains("video/mp4");
    assertThat(video.header("Cache-Control")).contains("public, max-age=600");
    assertThat(video.header("ETag").orElseThrow()).matches("\"[0-9a-z]+\\.1-1-2000000-0\"");
    assertThat(video.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(video.header("Access-Control-Expose-Headers")).contains("Date, ETag");
    assertThat(stage.getFragment(AUDIO, 0).header("Content-Type")).contains("audio/mp4");
    Reply manifest = stage.get(POINT + "/Manifest");
    assertThat(manifest.header("Content-Type")).contains("text/xml; charset=utf-8");
    assertThat(manifest.header("Cache-Control")).contains("public, max-age=1");
    assertThat(manifest.header("X-No")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 86400", "10, 60", "7200, 7200"})
  void fragmentsMayBeKeptAsLongAsTheWindow(int windowSeconds, int maxAgeSeconds) {
    assertThat(
            CacheRule.fragment(PointSettings.DEFAULT.withWindowLengthSeconds(windowSeconds))
                .value())
        .isEqualTo("public, max-age=" + maxAgeSeconds);
  }

  @Test
  void answersAKnownEntityTagWith304() {
    Stage stage = live();
    for (String target : List.of(fragmentPath(HIGH, 0), POINT + "/Manifest")) {
      Reply full = stage.get(target);
      String tag = full.header("ETag").orElseThrow();
      Reply known = stage.get(target, new Header("if-none-match", "\"x\", W/" + tag));
      assertThat(known.status()).isEqualTo(304);
      assertThat(known.body()).isEmpty();
      assertThat(known.header("ETag")).contains(tag);
      assertThat(known.header("Cache-Control")).isEqualTo(full.header("Cache-Control"));
      assertThat(stage.get(target, new Header("If-None-Match", "*")).status()).isEqualTo(304);
      assertThat(stage.get(target, new Header("If-None-Match", "\"x\"")).status()).isEqualTo(200);
    }
  }

  @Test
  void headHasTheLengthOfGet() {
    Stage stage = live();
    Reply head = stage.reply("HEAD", fragmentPath(HIGH, 0));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.bodyBytes()).isEqualTo(stage.getFragment(HIGH, 0).bodyBytes());
  }

  @Test
  void cutsAFragmentIntoItsParts() {
    Stage stage = live();
    byte[] whole = Stage.bytes(stage.getFragment(HIGH, 0));
    String path = fragmentPath(HIGH, 0);
    byte[] info = Stage.bytes(stage.get(path.replace("Fragments", "FragmentInfo")));
    byte[] raw = Stage.bytes(stage.get(path.replace("Fragments", "RawFragments")));
    assertThat(info).isEqualTo(Stage.part(whole, 0, info.length));
    assertThat(raw).isEqualTo(HIGH.payload(0));
    assertThat(Slice.copyOf(whole).slice(info.length, 8).toHex())
        .isEqualTo("%08x6d646174".formatted(raw.length + 8));
  }

  @Test
  void keyFramesHaveOnlyWhatDecodesOnItsOwn() {
    Stage stage = live();
    byte[] key = Stage.bytes(stage.get(fragmentPath(HIGH, 1).replace("Fragments", "KeyFrames")));
    String hex = Slice.copyOf(key).toHex();
    assertThat(hex).endsWith(Slice.copyOf(Stage.part(HIGH.payload(FRAGMENT), 0, 40)).toHex());
    // one sample, 2 s long, 40 bytes, sync, offset 0
    assertThat(hex).contains("00000001", "01312d00" + "00000028" + "02000000" + "00000000");
    byte[] audio = Stage.bytes(stage.get(fragmentPath(AUDIO, 1).replace("Fragments", "KeyFrames")));
    assertThat(audio).isEqualTo(Stage.bytes(stage.getFragment(AUDIO, 1)));
  }

  @Test
  void theManifestTellsWhatCanBeFetched() {
    Stage stage = live();
    SmoothManifest manifest = stage.manifest();
    assertThat(manifest.header().isLive()).isTrue();
    assertThat(manifest.find("video").orElseThrow().levels())
        .extracting(level -> level.bitrateBps())
        .containsExactly(2_000_000L, 500_000L);
    assertThat(manifest.find("video").orElseThrow().chunks())
        .containsExactly(
            TestTrack.time(0), TestTrack.time(1), TestTrack.time(2), TestTrack.time(3));
    assertThat(manifest.find("audio").orElseThrow().chunks()).hasSize(4);
    assertThat(text(stage.get(POINT + "/Manifest")))
        .contains("LookaheadCount=\"2\"", "LookAheadFragmentCount=\"2\"", "IsLive=\"TRUE\"");
  }

  @Test
  void theManifestIsWrittenOncePerVersion() {
    Stage stage = live();
    Slice first = stage.get(POINT + "/Manifest").body().getFirst();
    assertThat(stage.get(POINT + "/Manifest").body().getFirst()).isSameAs(first);
  }

  @Test
  void version22FoldsRuns() {
    Stage stage =
        live(PointSettings.DEFAULT.withClientManifestVersion(PointSettings.ManifestVersion.V2_2));
    assertThat(text(stage.get(POINT + "/Manifest"))).contains("MinorVersion=\"2\"", "r=\"4\"");
  }

  @Test
  void tellsTheEstimatedDuration() {
    Stage stage = live(PointSettings.DEFAULT.withEstimatedDurationSeconds(3_600));
    assertThat(stage.manifest().header().durationTicks()).isEqualTo(36_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/live/event.isml/manifest",
        "/live/event.isml/MANIFEST",
        "/live/event.isml/Manifest?x=1",
        "/live/event.isml/qualitylevels(2000000)/fragments(video=0)",
        "/live/event.isml/QualityLevels%282000000%29/Fragments%28video%3D0%29",
      })
  void readsUrlsAsTheFieldWritesThem(String target) {
    assertThat(live().get(target).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/live/event.isml/QualityLevels(2000000)/Fragments(video=), 400",
    "/live/event.isml/QualityLevels(x)/Fragments(video=0), 400",
    "/live/event.isml/QualityLevels(2000000)/Fragments(video=9223372036854775808), 400",
    "/live/event.isml/QualityLevels(2000000)/Fragments(video=99999999999999999999), 400",
    "/live/event.isml/Nonsense, 400",
    "/live/%zz.isml/Manifest, 400",
    "/favicon.ico, 404",
    "/live/other.isml/Manifest, 404",
    "/live/other.isml/QualityLevels(2000000)/Fragments(video=0), 404",
    "/live/event.isml/Manifest(format=none), 404",
    "/live/other.isml/StreamManifest, 404",
    "/live/other.isml/Streams(a), 404",
    "/live/event.isml/Events(x)/Manifest, 404",
    "/live/event.isml/QualityLevels(2000000)/Fragments(Video=0), 404",
    "/live/event.isml/QualityLevels(2000001)/Fragments(video=0), 404",
    "'/live/event.isml/QualityLevels(2000000,a=b)/Fragments(video=0)', 404",
    "/live/event.isml/QualityLevels(2000000)/Fragments(video=1), 404",
    "/live/event.isml/QualityLevels(2000000)/Fragments(video=80000000), 412",
    "/live/event.isml/QualityLevels(2000000)/Fragments(video=100000000), 412",
    "/live/event.isml/QualityLevels(2000000)/Fragments(video=120000000), 412",
    "/live/event.isml/QualityLevels(2000000)/Fragments(video=140000000), 404",
  })
  void refusesInTheOrderOfTheTable(String target, int status) {
    Reply reply = live().get(target);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(reply.header("Cache-Control")).contains(status == 412 ? "no-cache" : "no-store");
    assertThat(reply.body().isEmpty()).isEqualTo(status == 412);
  }

  @Test
  void saysGoneBeforeTheWindow() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(10));
    stage.sendFragments(stage.announced(HIGH), 30, HIGH);
    Reply gone = stage.getFragment(HIGH, 2);
    assertThat(gone.status()).isEqualTo(410);
    assertThat(text(gone)).isEqualTo("video=40000000 has left the DVR window\n");
    assertThat(gone.header("Cache-Control")).contains("public, max-age=60");
  }

  @Test
  void holdsARequestForAnAnnouncedFragmentUntilItIsThere() throws Exception {
    Stage stage = Stage.started(PointSettings.DEFAULT);
    IngestSession session = stage.announced(HIGH);
    stage.sendFragments(session, 3, HIGH);
    Ask ask = stage.ask("GET", fragmentPath(HIGH, 1));
    Wait wait = (Wait) stage.protocol.open(ask, stage.nowNanos);
    assertThat(wait)
        .isEqualTo(
            new Wait(
                POINT,
                stage.origin.version(POINT).orElseThrow(),
                SmoothUrl.read(fragmentPath(HIGH, 1)),
                stage.nowNanos + 3 * SECOND));
    assertThat(stage.protocol.reopen(ask, wait, stage.nowNanos + SECOND)).isEqualTo(wait);
    stage.sendFragments(session, 0, HIGH);
    stage.sendFragment(session, HIGH, 3);
    assertThat(stage.origin.version(POINT).orElseThrow()).isNotEqualTo(wait.seenVersion());
    assertThat(((Reply) stage.protocol.reopen(ask, wait, stage.nowNanos + SECOND)).status())
        .isEqualTo(200);
  }

  @Test
  void refusesAHeldRequestAtItsDeadline() {
    Stage stage = Stage.started(PointSettings.DEFAULT);
    stage.sendFragments(stage.announced(HIGH), 3, HIGH);
    Ask ask = stage.ask("GET", fragmentPath(HIGH, 3));
    Wait wait = (Wait) stage.protocol.open(ask, stage.nowNanos);
    Reply reply = (Reply) stage.protocol.reopen(ask, wait, wait.deadlineNanos());
    assertThat(reply.status()).isEqualTo(412);
  }

  @Test
  void answers412AtOnceWhenHoldingIsOff() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withHolding(Holding.NONE));
    stage.sendFragments(stage.announced(HIGH), 3, HIGH);
    assertThat(stage.open("GET", fragmentPath(HIGH, 3)))
        .isInstanceOfSatisfying(Reply.class, reply -> assertThat(reply.status()).isEqualTo(412));
  }

  @Test
  void holdsAManifestRequestUntilAllStreamsHaveBegun() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Ask ask = stage.ask("GET", POINT + "/Manifest");
    Wait wait = (Wait) stage.protocol.open(ask, stage.nowNanos);
    assertThat(wait.deadlineNanos()).isEqualTo(5 * SECOND);
    IngestSession session = stage.announced(HIGH, AUDIO);
    stage.sendFragment(session, HIGH, 0);
    assertThat(stage.protocol.reopen(ask, wait, SECOND)).isInstanceOf(Wait.class);
    stage.sendFragment(session, AUDIO, 0);
    assertThat(((Reply) stage.protocol.reopen(ask, wait, SECOND)).status()).isEqualTo(200);
  }

  @Test
  void showsWhatThereIsWhenAStreamDoesNotBegin() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0));
    IngestSession session = stage.announced(HIGH, AUDIO);
    stage.sendFragment(session, HIGH, 0);
    stage.nowNanos = 4 * SECOND;
    Wait wait = (Wait) stage.open("GET", POINT + "/Manifest");
    assertThat(wait.deadlineNanos()).isEqualTo(5 * SECOND);
    stage.nowNanos = 5 * SECOND;
    Reply reply = (Reply) stage.open("GET", POINT + "/Manifest");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(text(reply)).contains("Name=\"video\"").doesNotContain("Name=\"audio\"");
  }

  @Test
  void anEmptyManifestIs404ToBeAskedAgain() {
    Stage stage = Stage.started(PointSettings.DEFAULT);
    Reply reply = stage.get(POINT + "/Manifest");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Retry-After")).contains("1");
    assertThat(text(reply)).isEqualTo("/live/event.isml has nothing to show yet\n");
  }

  @Test
  void anIdlePointShowsNothingUnlessItStartsByItself() {
    Stage stage = new Stage(ProtocolSettings.DEFAULT);
    stage.origin.create(POINT, PointSettings.DEFAULT);
    assertThat(stage.get(POINT + "/Manifest").status()).isEqualTo(404);
    stage.origin.create("/auto.isml", PointSettings.DEFAULT.withAutoStart(true));
    assertThat(stage.open("GET", "/auto.isml/Manifest")).isInstanceOf(Wait.class);
  }

  @Test
  void aPointWithoutClientConnectionsShowsNothing() {
    Stage stage = live(PointSettings.DEFAULT.withClientConnectionsEnabled(false));
    assertThat(stage.get(POINT + "/Manifest").status()).isEqualTo(404);
    assertThat(stage.getFragment(HIGH, 0).status()).isEqualTo(404);
  }

  @Test
  void aStoppedPointIsARecording() {
    Stage stage = Stage.started(PointSettings.DEFAULT);
    IngestSession session = stage.announced(HIGH);
    stage.sendFragments(session, 3, HIGH);
    assertThat(stage.send(session, new byte[] {0, 0, 0, 8, 'm', 'f', 'r', 'a'})).isEmpty();
    assertThat(session.finish(stage.nowNanos).status()).isEqualTo(200);
    assertThat(stage.manifest().header().isLive()).isFalse();
    assertThat(stage.manifest().header().durationTicks()).isEqualTo(3 * FRAGMENT);
    assertThat(stage.getFragment(HIGH, 2).status()).isEqualTo(200);
    assertThat(((Reply) stage.open("GET", fragmentPath(HIGH, 3))).status()).isEqualTo(404);
  }

  @Test
  void aPointThatStoppedWithNothingShowsNothing() {
    Stage stage = Stage.started(PointSettings.DEFAULT);
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, 0);
    Reply reply = (Reply) stage.open("GET", POINT + "/Manifest");
    assertThat(reply.status()).isEqualTo(404);
  }

  @Test
  void anEventIsInTheFragmentUrls() {
    Stage stage = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0));
    IngestSession session = stage.post(POINT + "/Events(e 1)/Streams(a)".replace(" ", "%20"));
    assertThat(stage.send(session, TestTrack.header(List.of(HIGH)))).isEmpty();
    stage.sendFragment(session, HIGH, 0);
    assertThat(text(stage.get(POINT + "/Manifest"))).contains("Url=\"Events(e%201)/QualityLevels");
    assertThat(text(stage.get(POINT + "/Events(e%201)/Manifest"))).contains("Url=\"QualityLevels");
    assertThat(
            stage.get(POINT + "/Events(e%201)/QualityLevels(2000000)/Fragments(video=0)").status())
        .isEqualTo(200);
    assertThat(stage.getFragment(HIGH, 0).status()).isEqualTo(200);
    assertThat(stage.get(POINT + "/Events(e2)/QualityLevels(2000000)/Fragments(video=0)").status())
        .isEqualTo(404);
  }

  @Test
  void otherMethodsAreNotAllowed() {
    Stage stage = live();
    for (String target : List.of(POINT + "/Manifest", fragmentPath(HIGH, 0))) {
      Reply reply = stage.reply("POST", target);
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("Allow")).contains("GET, HEAD, OPTIONS");
    }
    Reply streams = stage.reply("DELETE", POINT + "/Streams(a)");
    assertThat(streams.status()).isEqualTo(405);
    assertThat(streams.header("Allow")).contains("GET, HEAD, POST, PUT, OPTIONS");
    assertThat(stage.get(POINT).status()).isEqualTo(405);
    assertThat(stage.reply("DELETE", POINT + "/StreamManifest").status()).isEqualTo(405);
    assertThat(stage.reply("PUT", "/crossdomain.xml").status()).isEqualTo(405);
    assertThat(text(stage.reply("X".repeat(500), POINT))).hasSizeLessThan(400);
  }

  @Test
  void preflightsAreAllowed() {
    Reply reply = live().reply("OPTIONS", fragmentPath(HIGH, 0));
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(reply.header("Access-Control-Allow-Methods")).contains("GET, HEAD, OPTIONS");
  }

  @Test
  void pluginPlayersMayComeFromEverywhere() {
    Stage stage = new Stage(ProtocolSettings.DEFAULT);
    Reply silverlight = stage.get("/clientaccesspolicy.xml");
    assertThat(silverlight.status()).isEqualTo(200);
    assertThat(text(silverlight)).contains("<domain uri=\"*\"/>");
    assertThat(text(stage.get("/crossdomain.xml?x"))).contains("<allow-access-from domain=\"*\"");
    assertThat(stage.get("/crossdomain.xmlx").status()).isEqualTo(404);
  }
}
