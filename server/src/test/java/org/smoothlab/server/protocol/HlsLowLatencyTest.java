package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.CHUNK;
import static org.smoothlab.server.origin.TestTrack.CHUNK_COUNT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.text;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;

/** Parts while they arrive, and requests that wait for them. */
class HlsLowLatencyTest {
  private static final String PLAYLIST =
      POINT + "/QualityLevels(2000000)/Manifest(video,format=m3u8-cmaf)";

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

  private static String part(long chunk) {
    return "Fragments(video=%d,format=m3u8-cmaf,part=true).m4s".formatted(chunk * CHUNK);
  }

  private static String inFolder(String uri) {
    return POINT + "/QualityLevels(2000000)/" + uri;
  }

  /** The segment of 0 to 6 s in parts of 200 ms, and two parts of the next one. */
  @Test
  void tellsOfPartsWhileTheyArrive() {
    send(0, 32);

    StringBuilder expected =
        new StringBuilder(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.600000,CAN-SKIP-UNTIL=36.000000
            #EXT-X-PART-INF:PART-TARGET=0.200000
            #EXT-X-MAP:URI="Fragments(video=i,format=m3u8-cmaf).mp4"
            #EXT-X-PROGRAM-DATE-TIME:2025-12-31T23:59:59.2Z
            """);
    for (int chunk = 0; chunk < 30; chunk++) {
      expected
          .append("#EXT-X-PART:DURATION=0.200000,URI=\"")
          .append(part(chunk))
          .append(chunk % CHUNK_COUNT == 0 ? "\",INDEPENDENT=YES\n" : "\"\n");
    }
    expected
        .append("#EXTINF:6.000000,\nFragments(video=0,format=m3u8-cmaf).m4s\n")
        .append("#EXT-X-PART:DURATION=0.200000,URI=\"" + part(30) + "\",INDEPENDENT=YES\n")
        .append("#EXT-X-PART:DURATION=0.200000,URI=\"" + part(31) + "\"\n")
        .append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"" + part(32) + "\"\n")
        .append("#EXT-X-RENDITION-REPORT:URI=\"../QualityLevels(128000)/")
        .append("Manifest(audio,format=m3u8-cmaf)\",LAST-MSN=1,LAST-PART=1\n");
    assertThat(text(stage.get(PLAYLIST)).replaceFirst("TIME:.*Z", "TIME:2025-12-31T23:59:59.2Z"))
        .isEqualTo(expected.toString());
  }

  @Test
  void makesTheSegmentOfItsParts() {
    send(0, 31);
    List<Slice> parts = new ArrayList<>();
    for (int chunk = 0; chunk < 30; chunk++) {
      Reply part = stage.get(inFolder(part(chunk)));
      assertThat(part.status()).isEqualTo(200);
      assertThat(part.header("Content-Type")).contains("video/mp4");
      parts.addAll(part.body());
    }
    Reply segment = stage.get(inFolder("Fragments(video=0,format=m3u8-cmaf).m4s"));
    assertThat(Slice.concat(segment.body())).isEqualTo(Slice.concat(parts));
  }

  /** Also when it was not yet known that its fragment is whole. */
  @Test
  void neverChangesAPart() {
    send(0, 35);
    Slice early = Slice.concat(stage.get(inFolder(part(33))).body());
    send(35, 62);
    assertThat(Slice.concat(stage.get(inFolder(part(33))).body())).isEqualTo(early);
  }

  @Test
  void holdsARequestForTheNextPartUntilItIsThere() {
    send(0, 32);
    Ask ask = stage.ask("GET", PLAYLIST + "?_HLS_msn=1&_HLS_part=2");
    Exchange held = stage.protocol.open(ask, stage.nowNanos);
    assertThat(held).isInstanceOf(Wait.class);
    assertThat(((Wait) held).deadlineNanos()).isEqualTo(stage.nowNanos + 18 * Stage.SECOND);
    send(32, 33);
    Exchange answer = stage.protocol.reopen(ask, (Wait) held, stage.nowNanos);
    assertThat(text((Reply) answer)).contains(part(32) + "\"\n#EXT-X-PRELOAD-HINT");
  }

  @Test
  void holdsARequestForTheHintedPartUntilItIsThere() {
    send(0, 39);
    Ask ask = stage.ask("GET", inFolder(part(39)));
    Exchange held = stage.protocol.open(ask, stage.nowNanos);
    assertThat(held).isInstanceOf(Wait.class);
    send(39, 40);
    assertThat(((Reply) stage.protocol.reopen(ask, (Wait) held, stage.nowNanos)).status())
        .isEqualTo(200);
    // The first of the next fragment has its name from where this one ends.
    assertThat(stage.open("GET", inFolder(part(40)))).isInstanceOf(Wait.class);
    assertThat(stage.get(inFolder(part(41))).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_HLS_msn=0",
        "_HLS_msn=0&_HLS_part=29",
        "_HLS_msn=0&_HLS_part=30",
        "_HLS_msn=1&_HLS_part=1",
        ""
      })
  void answersAtOnceWhatIsThere(String query) {
    send(0, 32);
    assertThat(stage.open("GET", PLAYLIST + "?" + query)).isInstanceOf(Reply.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_HLS_msn=1", "_HLS_msn=1&_HLS_part=2", "_HLS_msn=2", "_HLS_msn=3"})
  void holdsWhatIsAboutToCome(String query) {
    send(0, 32);
    assertThat(stage.open("GET", PLAYLIST + "?" + query)).isInstanceOf(Wait.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_HLS_part=1",
        "_HLS_msn=4",
        "_HLS_msn=1&_HLS_part=17",
        "_HLS_msn=x",
        "_HLS_msn=",
        "_HLS_msn=-1",
        "_HLS_msn=99999999999999999999",
        "_HLS_msn=1&_HLS_part=x",
        "_HLS_skip=maybe"
      })
  void refusesWhatCannotBeWaitedFor(String query) {
    send(0, 32);
    assertThat(stage.get(PLAYLIST + "?" + query).status()).isEqualTo(400);
  }

  @Test
  void givesUpWhenTheEncoderIsGone() {
    send(0, 32);
    Ask ask = stage.ask("GET", PLAYLIST + "?_HLS_msn=1&_HLS_part=2");
    Wait wait = (Wait) stage.protocol.open(ask, stage.nowNanos);
    session.lost("reset", stage.nowNanos);
    assertThat(((Reply) stage.protocol.reopen(ask, wait, wait.deadlineNanos())).status())
        .isEqualTo(503);
  }

  @Test
  void answersAtTheEndOfTheEvent() {
    send(0, 32);
    Ask ask = stage.ask("GET", PLAYLIST + "?_HLS_msn=1&_HLS_part=2");
    Wait wait = (Wait) stage.protocol.open(ask, stage.nowNanos);
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);
    assertThat(text((Reply) stage.protocol.reopen(ask, wait, stage.nowNanos)))
        .endsWith("#EXT-X-ENDLIST\n")
        .doesNotContain("EXT-X-PART");
  }

  @Test
  void leavesOutWhatAClientKnows() {
    send(0, 10 * 30 + 2);
    assertThat(text(stage.get(PLAYLIST + "?_HLS_skip=YES")))
        .startsWith("#EXTM3U\n#EXT-X-VERSION:9\n")
        .contains("#EXT-X-MEDIA-SEQUENCE:0\n", "#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n")
        .doesNotContain("(video=180000000,format=m3u8-cmaf).m4s")
        .contains("(video=240000000,format=m3u8-cmaf).m4s");
    assertThat(text(stage.get(PLAYLIST)))
        .contains("#EXT-X-VERSION:6\n", "(video=180000000,format=m3u8-cmaf).m4s")
        .doesNotContain("SKIP:");
  }

  /** Three target durations are told in parts, no more. */
  @Test
  void tellsOfOldSegmentsAsAWhole() {
    send(0, 10 * 30 + 2);
    assertThat(text(stage.get(PLAYLIST)))
        .doesNotContain(part(6 * 30 + 29) + '"')
        .contains(part(7 * 30 + 1) + '"');
  }

  @Test
  void tellsNothingOfPartsWhereFragmentsComeWhole() {
    Stage whole = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    whole.sendFragments(whole.announced(HIGH, AUDIO), 7, HIGH, AUDIO);
    assertThat(text(whole.get(PLAYLIST))).doesNotContain("PART", "SERVER-CONTROL");
    assertThat(whole.open("GET", PLAYLIST + "?_HLS_msn=9")).isInstanceOf(Reply.class);
  }

  @Test
  void makesTheSamePlaylistsAndPartsAtAnotherOrigin() {
    send(0, 95);
    String playlist = text(stage.get(PLAYLIST));
    Slice part = Slice.concat(stage.get(inFolder(part(94))).body());
    start();
    send(0, 95);
    assertThat(text(stage.get(PLAYLIST))).isEqualTo(playlist);
    assertThat(Slice.concat(stage.get(inFolder(part(94))).body())).isEqualTo(part);
  }
}
