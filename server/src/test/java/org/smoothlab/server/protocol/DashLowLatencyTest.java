package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.CHUNK_COUNT;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.text;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;

/** Segments that are counted, and those that are sent while they arrive. */
class DashLowLatencyTest {
  private static final String MPD = POINT + "/Manifest(format=mpd-number-cmaf)";

  private Stage stage;
  private IngestSession session;

  @BeforeEach
  void start() {
    stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    session = stage.announced(HIGH, AUDIO);
  }

  private void send(int from, int to) {
    stage.sendChunks(session, from, to, HIGH, AUDIO);
  }

  private static String attribute(String mpd, String name) {
    String before = name + "=\"";
    int from = mpd.indexOf(before) + before.length();
    return mpd.substring(from, mpd.indexOf('"', from));
  }

  private static String segment(long number) {
    return POINT
        + "/QualityLevels(2000000)/Fragments(video=%d,format=mpd-number-cmaf)".formatted(number);
  }

  private static Slice read(Feed feed) {
    List<Slice> parts = new ArrayList<>();
    while (feed.next() instanceof Feed.Step.Send(List<Slice> sent)) {
      parts.addAll(sent);
    }
    return Slice.concat(parts);
  }

  @Test
  void tellsHowEarlyASegmentCanBeAskedFor() {
    send(0, 61);
    String mpd = text(stage.get(MPD));
    assertThat(mpd)
        .contains(
            " suggestedPresentationDelay=\"PT1.4S\"",
            " <ServiceDescription id=\"0\">\n  <Latency target=\"1400\" referenceId=\"0\"/>\n",
            "   <ProducerReferenceTime id=\"0\" inband=\"true\" type=\"encoder\" wallClockTime=\"%s\""
                    .formatted(attribute(mpd, "availabilityStartTime"))
                + " presentationTime=\"0\">\n    <UTCTiming",
            "media=\"QualityLevels($Bandwidth$)/Fragments(video=$Number$,format=mpd-number-cmaf)\""
                + " startNumber=\"0\" duration=\"20000000\" availabilityTimeOffset=\"1.8\""
                + " availabilityTimeComplete=\"false\"/>")
        .doesNotContain("SegmentTimeline", "<S ");
  }

  @Test
  void countsWholeFragmentsToo() {
    Stage whole = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    whole.sendFragments(whole.announced(HIGH, AUDIO), 6, HIGH, AUDIO);
    assertThat(text(whole.get(MPD)))
        .contains(" startNumber=\"0\" duration=\"20000000\"/>")
        .doesNotContain("availabilityTime", "ServiceDescription");
    assertThat(Slice.concat(whole.get(segment(3)).body()))
        .isEqualTo(
            Slice.concat(
                whole
                    .get(
                        POINT
                            + "/QualityLevels(2000000)/Fragments(video=60000000,format=mpd-time-cmaf)")
                    .body()));
    assertThat(whole.get(segment(9)).status()).isEqualTo(404);
  }

  @Test
  void sendsASegmentWhileItArrives() {
    send(0, 63);
    Feed feed = (Feed) stage.open("GET", segment(6));
    assertThat(feed.status()).isEqualTo(200);
    Slice early = read(feed);
    assertThat(early.toHex().split("6d6f6f66", -1)).hasSize(4);
    assertThat(feed.next()).isEqualTo(new Feed.Step.Await());
    send(63, 65);
    Slice later = read(feed);
    assertThat(later.toHex().split("6d6f6f66", -1)).hasSize(3);
    send(65, 71);
    Slice rest = read(feed);
    assertThat(feed.next()).isEqualTo(new Feed.Step.End());

    assertThat(Slice.concat(stage.get(segment(6)).body()))
        .isEqualTo(Slice.concat(List.of(early, later, rest)));
  }

  @Test
  void holdsARequestThatComesALittleEarly() {
    send(0, 70);
    Ask ask = stage.ask("GET", segment(7));
    Wait wait = (Wait) stage.protocol.open(ask, stage.nowNanos);
    send(70, 71);
    assertThat(stage.protocol.reopen(ask, wait, stage.nowNanos)).isInstanceOf(Feed.class);
    assertThat(stage.get(segment(8)).status()).isEqualTo(404);
  }

  @Test
  void breaksOffWhatNobodySendsTheRestOf() {
    send(0, 63);
    Feed feed = (Feed) stage.open("GET", segment(6));
    assertThat(read(feed).isEmpty()).isFalse();
    session.lost("reset", stage.nowNanos);
    // read() has asked once more, and was told to wait.
    assertThat(feed.next()).isInstanceOf(Feed.Step.Cut.class);
  }

  @Test
  void namesTimesWhenTheEventIsOver() {
    send(0, 61);
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);
    assertThat(text(stage.get(MPD))).contains("type=\"static\"", "$Time$,format=mpd-time-cmaf");
  }

  @Test
  void countsNothingThatIsOfDifferentDurations() {
    stage.send(session, HIGH.fragmentBytes(0, FRAGMENT));
    stage.send(session, HIGH.fragmentBytes(FRAGMENT, 2 * FRAGMENT));
    for (int index = 3; index < 7; index++) {
      stage.send(session, HIGH.fragmentBytes(index * FRAGMENT, FRAGMENT));
      stage.send(session, AUDIO.fragmentBytes(index * FRAGMENT, FRAGMENT));
    }
    Reply reply = stage.get(MPD);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(text(reply)).contains("format=mpd-time-cmaf");
  }

  @Test
  void keepsToLowLatencyOnlyWhereEveryStreamDoes() {
    for (int index = 0; index < 6; index++) {
      stage.send(session, AUDIO.fragmentBytes(index * FRAGMENT, FRAGMENT));
      for (int chunk = 0; chunk < CHUNK_COUNT; chunk++) {
        stage.send(session, HIGH.chunkBytes(index, chunk));
      }
    }
    assertThat(text(stage.get(MPD))).doesNotContain("availabilityTime", "ServiceDescription");
  }
}
