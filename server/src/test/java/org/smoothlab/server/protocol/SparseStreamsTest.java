package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.server.origin.Admission;
import org.smoothlab.server.origin.DropReason;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Source;
import org.smoothlab.server.origin.SourceId;
import org.smoothlab.server.origin.TestEvents;

/** Events that come now and then, over the whole protocol: video has fragments of two seconds. */
class SparseStreamsTest {
  private static final TestEvents ADS = new TestEvents("ads", "video", true);
  private static final TestEvents QUIET = new TestEvents("quiet", "video", false);

  private final Stage stage = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0));
  private final IngestSession encoder = stage.announced(HIGH, AUDIO);

  @Test
  void listsAnEventInTheManifestAsSoonAsItsParentHasReachedIt() {
    video(2);
    post(ADS, 4_500, "later");
    post(ADS, 1_000, "never: it goes back in time");
    assertThat(stage.manifest().find("ads")).isEmpty();
    assertThat(stage.get(ADS.fragmentPath(POINT, 4_500)).status()).isEqualTo(412);
    videoFrom(2, 2);
    StreamIndex ads = stage.manifest().find("ads").orElseThrow();
    assertThat(ads.chunks()).containsExactly(new FragmentTime(4_500, 30_000));
    assertThat(ads.info().sparse().parentName()).isEqualTo("video");
    assertThat(ads.levels().getFirst().customAttributes().getFirst().value())
        .isEqualTo("urn:scte:scte35:2013:bin");
    assertThat(ads.details().inlineSamples())
        .containsExactly(new StreamIndex.InlineSample(0, 0, Slice.ofUtf8("later")));
    assertThat(text(stage.get(POINT + "/Manifest")))
        .contains("<c t=\"4500\" d=\"30000\"><f i=\"0\">bGF0ZXI=</f></c>")
        .contains("ParentStreamIndex=\"video\" ManifestOutput=\"TRUE\"")
        .as("dash.js stops at a text level without one")
        .contains("Bitrate=\"0\" FourCC=\"DATA\"");
    assertThat(stage.effects.all(Effect.FragmentDropped.class))
        .extracting(Effect.FragmentDropped::reason)
        .containsExactly(DropReason.NON_INCREASING_TIMESTAMP);
  }

  @Test
  void keepsEventsThatLastIntoOneAnotherOrFollowClosely() {
    for (long startTicks : List.of(0L, 1L, 40L, 2_000L)) {
      post(ADS, startTicks, "event " + startTicks);
    }
    post(ADS, 40, "again, from the other encoder");
    video(2);
    StreamIndex ads = stage.manifest().find("ads").orElseThrow();
    assertThat(ads.chunks())
        .extracting(FragmentTime::startTicks)
        .containsExactly(0L, 1L, 40L, 2_000L);
    assertThat(ads.chunks()).extracting(FragmentTime::durationTicks).containsOnly(30_000L);
    assertThat(stage.effects.all(Effect.FragmentDropped.class))
        .extracting(Effect.FragmentDropped::reason)
        .containsExactly(DropReason.DUPLICATE);
  }

  @Test
  void pointsFromTheParentsFragmentsToTheNewestThatAreNotLater() {
    video(1);
    post(ADS, 2_000, "a");
    post(ADS, 7_999, "b");
    post(QUIET, 4_000, "c");
    videoFrom(1, 5);
    assertThat(contentType(0)).isEqualTo("video/mp4");
    assertThat(contentType(1)).isEqualTo("video/mp4;ChildTrack=\"ads=2000\"");
    assertThat(contentType(2)).isEqualTo("video/mp4;ChildTrack=\"ads=2000,quiet=4000\"");
    assertThat(contentType(3)).isEqualTo("video/mp4;ChildTrack=\"ads=2000,quiet=4000\"");
    assertThat(contentType(4)).isEqualTo("video/mp4;ChildTrack=\"ads=7999,quiet=4000\"");
    assertThat(stage.getFragment(AUDIO, 4).header("Content-Type")).contains("audio/mp4");
  }

  @Test
  void pointsFromAnEventToTheOneBeforeIt() {
    post(ADS, 0, "a");
    post(ADS, 1_000, "b");
    video(2);
    Reply second = stage.get(ADS.fragmentPath(POINT, 1_000));
    assertThat(second.header("Content-Type")).contains("application/mp4;ChildTrack=\"ads=0\"");
    Reply first = stage.get(ADS.fragmentPath(POINT, 0));
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Content-Type")).contains("application/mp4");
    assertThat(Slice.copyOf(Stage.bytes(first)).toHex())
        .as("no tfrf: nobody knows when the next event is")
        .doesNotContain("d4807ef2ca3946958e5426cb9e46a79f");
  }

  @Test
  void keepsWhatIsNotForTheManifestOutOfIt() {
    post(QUIET, 0, "c");
    video(1);
    StreamIndex quiet = stage.manifest().find("quiet").orElseThrow();
    assertThat(quiet.chunks()).hasSize(1);
    assertThat(quiet.details().inlineSamples()).isEmpty();
  }

  @Test
  void listsButDoesNotRepeatWhatIsTooLarge() {
    post(ADS, 0, "x".repeat(65_536));
    post(ADS, 1, "x".repeat(65_537));
    video(2);
    StreamIndex ads = stage.manifest().find("ads").orElseThrow();
    assertThat(ads.chunks()).hasSize(2);
    assertThat(ads.details().inlineSamples())
        .extracting(StreamIndex.InlineSample::chunkIndex)
        .containsExactly(0);
  }

  @Test
  void anEventLeavesWithTheWindowOfItsParent() {
    Stage windowed =
        Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0).withWindowLengthSeconds(40));
    IngestSession source = windowed.announced(HIGH);
    post(windowed, ADS, 0, "a");
    windowed.sendFragments(source, 34, HIGH);
    assertThat(windowed.manifest().find("ads").orElseThrow().chunks()).hasSize(1);
    windowed.sendFragment(source, HIGH, 34);
    assertThat(windowed.manifest().find("ads")).as("70 s in, 30 s + 40 s are over").isEmpty();
    assertThat(windowed.get(ADS.fragmentPath(POINT, 0)).status()).as("grace").isEqualTo(200);
    windowed.nowNanos += 80 * Stage.SECOND;
    for (int index = 35; index < 90; index++) {
      windowed.sendFragment(source, HIGH, index);
    }
    assertThat(windowed.get(ADS.fragmentPath(POINT, 0)).status()).isEqualTo(410);
    post(windowed, ADS, 170_000, "b");
    assertThat(windowed.manifest().find("ads").orElseThrow().chunks())
        .containsExactly(new FragmentTime(170_000, 30_000));
    assertThat(windowed.get(ADS.fragmentPath(POINT, 0)).status()).isEqualTo(410);
  }

  @Test
  void eventsThatLastBeyondTheEndDoNotMakeTheRecordingLonger() {
    post(ADS, 0, "a");
    video(5);
    assertThat(stage.send(encoder, TestEvents.endOfStream())).isEmpty();
    SmoothManifest manifest = stage.manifest();
    assertThat(manifest.header().isLive()).isFalse();
    assertThat(manifest.header().durationTicks()).isEqualTo(100_000_000);
  }

  @Test
  void neitherWaitsForEventsNorCallsTheirAbsenceAGap() {
    post(ADS, 0, "a");
    video(3);
    stage.nowNanos += 3_600 * Stage.SECOND;
    videoFrom(3, 3);
    post(ADS, 10_000, "b");
    assertThat(stage.manifest().find("ads").orElseThrow().chunks()).hasSize(2);
    assertThat(stage.effects.all(Effect.Gap.class)).isEmpty();
    assertThat(stage.effects.all(Effect.PublishedWithout.class)).isEmpty();
  }

  @Test
  void aSilentSessionOfEventsIsLeftInPeaceWhereOneOfVideoIsRefused() {
    IngestSession events = stage.post(POINT + "/Streams(ads)");
    assertThat(stage.send(events, ADS.header())).isEmpty();
    assertThat(events.idleDeadlineNanos() - stage.nowNanos)
        .isEqualTo(IngestPatience.SPARSE_IDLE_NANOS);
    assertThat(encoder.idleDeadlineNanos() - stage.nowNanos)
        .isEqualTo(IngestPatience.IDLE_NANOS_MIN);
  }

  @Test
  void takesEventsOfThePastAsTheirParentReachesThem() {
    videoFrom(10, 2);
    post(ADS, 21_000, "live");
    Source past =
        ((Admission.Admitted)
                stage
                    .origin
                    .find(POINT)
                    .orElseThrow()
                    .open(new SourceId("", "past", "server:1"), stage.nowNanos))
            .source();
    IngestSession block = IngestSession.past(past, BoxLimits.LIVE, stage.nowNanos);
    assertThat(stage.send(block, ADS.header())).isEmpty();
    for (long startTicks : List.of(0L, 500L, 20_000L, 21_000L)) {
      byte[] message = ("event " + startTicks).getBytes(StandardCharsets.UTF_8);
      assertThat(stage.send(block, ADS.event(startTicks, 30_000, message))).isEmpty();
    }
    assertThat(stage.manifest().find("ads").map(StreamIndex::chunks))
        .as("of half a block")
        .contains(List.of(new FragmentTime(21_000, 30_000)));
    assertThat(block.finish(stage.nowNanos).status()).isEqualTo(200);
    assertThat(block.pastOutcome().filled())
        .containsExactly(new PastBlock.Filled(new TrackId("ads", 0), 0, 50_000, 3));
    assertThat(stage.manifest().find("ads").orElseThrow().details().inlineSamples())
        .extracting(sample -> sample.data().text(StandardCharsets.UTF_8))
        .containsExactly("event 0", "event 500", "event 20000", "live");
  }

  @Test
  void aControlStreamWithoutParentIsSparseToo() {
    TestEvents control = new TestEvents("control", "", true);
    post(control, 2_000, "a");
    video(1);
    assertThat(stage.manifest().find("control")).isEmpty();
    videoFrom(1, 1);
    assertThat(stage.manifest().find("control").orElseThrow().details().inlineSamples()).hasSize(1);
    assertThat(contentType(1)).isEqualTo("video/mp4");
  }

  @Test
  void aManifestNamesNoParentThatItDoesNotList() {
    post(new TestEvents("lost", "nobody", true), 0, "a");
    video(1);
    SmoothManifest manifest = stage.manifest();
    assertThat(manifest.find("lost").orElseThrow().info().sparse().parentName()).isEmpty();
    assertThat(text(stage.get(POINT + "/Manifest"))).doesNotContain("nobody");
  }

  @Test
  void viewersWaitForVideoAlthoughEventsAreThere() {
    Stage early = Stage.started(PointSettings.DEFAULT);
    post(early, ADS, 0, "a");
    assertThat(early.open("GET", POINT + "/Manifest")).isInstanceOf(Wait.class);
  }

  private String contentType(long index) {
    return stage.getFragment(HIGH, index).header("Content-Type").orElseThrow();
  }

  private void video(int count) {
    stage.sendFragments(encoder, count, HIGH, AUDIO);
  }

  private void videoFrom(int first, int count) {
    for (int index = first; index < first + count; index++) {
      stage.sendFragment(encoder, HIGH, index);
      stage.sendFragment(encoder, AUDIO, index);
    }
  }

  private void post(TestEvents events, long startTicks, String message) {
    post(stage, events, startTicks, message);
  }

  /** A short POST of its own, as the field sends events. */
  private static void post(Stage stage, TestEvents events, long startTicks, String message) {
    IngestSession session = stage.post(POINT + "/Streams(" + events.name() + ")");
    assertThat(stage.send(session, events.header())).isEmpty();
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    assertThat(stage.send(session, events.event(startTicks, 30_000, bytes))).isEmpty();
    assertThat(stage.send(session, TestEvents.endOfStream())).isEmpty();
    assertThat(session.finish(stage.nowNanos).status()).isEqualTo(200);
  }
}
