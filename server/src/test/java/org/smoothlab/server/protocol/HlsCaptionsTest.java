package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.text;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.TestEvents;

/** Captions in TTML as WebVTT: pictures have fragments of two seconds, segments six. */
class HlsCaptionsTest {
  private static final String LEVEL = POINT + "/QualityLevels(4000)";
  private static final String PLAYLIST = LEVEL + "/Manifest(captions,format=m3u8-cmaf)";

  private final Stage stage =
      Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0).withWindowLengthSeconds(600));
  private final IngestSession pictures = stage.announced(HIGH, AUDIO);
  private final IngestSession captions = stage.post(POINT + "/Streams(captions)");

  private void announce(TestEvents track) {
    assertThat(stage.send(captions, track.captionsHeader(4000))).isEmpty();
  }

  private void post(TestEvents track, long startTicks, long durationTicks) {
    byte[] document =
        ("<tt xmlns='http://www.w3.org/ns/ttml'><body><div><p begin='0.5s'>at "
                + startTicks
                + "</p></div></body></tt>")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(stage.send(captions, track.event(startTicks, durationTicks, document))).isEmpty();
  }

  @Test
  void areRenditionsOfEveryVariant() {
    TestEvents track = new TestEvents("captions", "", false);
    announce(track);
    stage.sendFragments(pictures, 7, HIGH, AUDIO);
    for (int index = 0; index < 4; index++) {
      post(track, 2000L * index, 2000);
    }
    assertThat(text(stage.get(POINT + "/Manifest(format=m3u8-cmaf)")))
        .contains(
            """
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="captions 4000",LANGUAGE="eng",\
            DEFAULT=NO,AUTOSELECT=YES,URI="QualityLevels(4000)/Manifest(captions,format=m3u8-cmaf)"
            """)
        .contains(",AUDIO=\"audio\",SUBTITLES=\"subtitles\"\n");
    assertThat(text(stage.get(POINT + "/Manifest(format=m3u8-aapl-v3)")))
        .doesNotContain("SUBTITLES");
  }

  /** Four of them: so far only the first segment has all that belongs to it. */
  @Test
  void areWaitedForWhereTheyComeAllTheTime() {
    TestEvents track = new TestEvents("captions", "", false);
    announce(track);
    stage.sendFragments(pictures, 7, HIGH, AUDIO);
    for (int index = 0; index < 4; index++) {
      post(track, 2000L * index, 2000);
    }
    assertThat(text(stage.get(PLAYLIST)))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z
            #EXTINF:6.000000,
            Fragments(captions=0,format=m3u8-cmaf).vtt
            """);
    Reply segment = stage.get(LEVEL + "/Fragments(captions=0,format=m3u8-cmaf).vtt");
    assertThat(segment.header("Content-Type")).contains("text/vtt");
    assertThat(text(segment))
        .isEqualTo(
            """
            WEBVTT
            X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0

            00:00:00.500 --> 00:00:02.000
            at 0

            00:00:02.500 --> 00:00:04.000
            at 2000

            00:00:04.500 --> 00:00:06.000
            at 4000

            """);
    assertThat(stage.get(LEVEL + "/Fragments(captions=6000,format=m3u8-cmaf)").status())
        .isEqualTo(404);
    assertThat(stage.get(LEVEL + "/KeyFrames(captions=0,format=m3u8-cmaf)").status())
        .isEqualTo(404);
  }

  @Test
  void areNotWaitedForWhereTheyComeNowAndThen() {
    TestEvents track = new TestEvents("captions", "video", false);
    announce(track);
    post(track, 5000, 2000);
    stage.sendFragments(pictures, 10, HIGH, AUDIO);
    assertThat(text(stage.get(PLAYLIST)))
        .endsWith(
            """
            Fragments(captions=0,format=m3u8-cmaf).vtt
            #EXTINF:6.000000,
            Fragments(captions=6000,format=m3u8-cmaf).vtt
            #EXTINF:6.000000,
            Fragments(captions=12000,format=m3u8-cmaf).vtt
            """);
    String cue = "\n00:00:05.500 --> 00:00:07.000\nat 5000\n";
    assertThat(segment(0)).contains("MPEGTS:900000").contains(cue);
    assertThat(segment(6000)).contains(cue);
    assertThat(segment(12_000)).doesNotContain("-->");
  }

  private String segment(long startTicks) {
    return text(stage.get(LEVEL + "/Fragments(captions=" + startTicks + ",format=m3u8-aapl).vtt"));
  }

  /** In DASH their times are those of the presentation. */
  @Test
  void areOnTheClockOfTheTrackInDash() {
    TestEvents track = new TestEvents("captions", "", false);
    announce(track);
    post(track, 4000, 2000);
    stage.sendFragments(pictures, 7, HIGH, AUDIO);
    assertThat(text(stage.get(LEVEL + "/Fragments(captions=4000,format=mpd-time-cmaf)")))
        .contains("<body begin=\"4.000000000s\"><div><p begin='0.5s'>at 4000</p>");
    assertThat(text(stage.get(LEVEL + "/Fragments(captions=4000)"))).contains("<body><div>");
  }
}
