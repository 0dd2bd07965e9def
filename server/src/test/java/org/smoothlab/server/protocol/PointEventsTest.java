package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.text;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.EmsgBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.SpliceInsert;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.TestEvents;

/** Splice events as HLS and DASH have them: media time 0 is the begin of 2026. */
class PointEventsTest {
  private static final TestEvents ADS = new TestEvents("ads", "video", true);

  /** Begins break 4 of 241 s; quoted in manuals of vendors. */
  private static final String OUT = "/DAlAAAAAAAAAP/wFAUAAAAEf+/+kybGyP4BSvaQAAEBAQAArky/3g==";

  /** ANSI/SCTE 35, 14.1: a time_signal that begins a placement opportunity. */
  private static final String SIGNAL =
      "/DA0AAAAAAAA///wBQb+cr0AUAAeAhxDVUVJSAAAjn/PAAGlmbAICAAAAAAsoKGKNAIAmsnRfg==";

  private static final String HLS = POINT + "/QualityLevels(%s,format=m3u8-cmaf)";
  private static final String DASH = POINT + "/Manifest(format=mpd-time-cmaf)";

  private final Stage stage =
      Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0).withWindowLengthSeconds(600));
  private final IngestSession encoder = stage.announced(HIGH, AUDIO);
  private final IngestSession events = stage.post(POINT + "/Streams(ads)");

  PointEventsTest() {
    assertThat(stage.send(events, ADS.header())).isEmpty();
  }

  /** {@code id} and a delta of 4 s in front of a message. */
  private void post(long startTicks, String id, Slice message) {
    Slice sample = Slice.concat(List.of(Slice.ofHex("00000001" + id + "00000fa0"), message));
    assertThat(stage.send(events, ADS.event(startTicks, 30_000, sample.toByteArray()))).isEmpty();
  }

  private static Slice base64(String text) {
    return Slice.copyOf(Base64.getDecoder().decode(text));
  }

  private void postBreak() {
    post(0, "00000007", base64(OUT));
    post(1_000, "00000009", base64(SIGNAL));
    post(
        2_000, "00000008", new SpliceInsert(4, false, Optional.empty(), Optional.empty()).write(1));
    stage.sendFragments(encoder, 7, HIGH, AUDIO);
  }

  private String hls(String track) {
    Reply reply = stage.get(HLS.formatted(track));
    assertThat(reply.status()).isEqualTo(200);
    return text(reply);
  }

  private List<String> dateRanges(String track) {
    return hls(track).lines().filter(line -> line.startsWith("#EXT-X-DATERANGE:")).toList();
  }

  @Test
  void areDateRangesInEveryPlaylist() {
    postBreak();
    assertThat(dateRanges("2000000)/Manifest(video"))
        .hasSize(3)
        .satisfiesExactly(
            out ->
                assertThat(out)
                    .isEqualTo(
                        "#EXT-X-DATERANGE:ID=\"ads-7-4000\",START-DATE=\"2026-01-01T00:00:04Z\","
                            + "PLANNED-DURATION=241.000000,SCTE35-OUT=0xFC302500000000000000FFF01"
                            + "405000000047FEFFE9326C6C8FE014AF690000101010000AE4CBFDE"),
            signal ->
                assertThat(signal)
                    .startsWith(
                        "#EXT-X-DATERANGE:ID=\"ads-9-5000\",START-DATE=\"2026-01-01T00:00:05Z\","
                            + "SCTE35-CMD=0xFC3034"),
            in ->
                assertThat(in)
                    .startsWith(
                        "#EXT-X-DATERANGE:ID=\"ads-7-4000\",START-DATE=\"2026-01-01T00:00:04Z\","
                            + "DURATION=2.000000,SCTE35-IN=0xFC"));
    assertThat(dateRanges("128000)/Manifest(audio"))
        .isEqualTo(dateRanges("2000000)/Manifest(video"));
  }

  @Test
  void areAnEventStreamOfThePeriodTheyHappenIn() {
    postBreak();
    assertThat(text(stage.get(DASH)))
        .contains(
            """
              <EventStream schemeIdUri="urn:scte:scte35:2014:xml+bin" timescale="1000">
               <Event presentationTime="4000" duration="241000" id="7">\
            <Signal xmlns="http://www.scte.org/schemas/35/2016"><Binary>%s</Binary></Signal></Event>
               <Event presentationTime="5000" id="9">\
            """
                .formatted(OUT))
        .contains("<Event presentationTime=\"6000\" id=\"8\">");
  }

  /** The same event in each segment until it happens, and in no document. */
  @Test
  void areMessagesInSegmentsForWhoWantsThemThere() throws Exception {
    postBreak();
    stage.sendFragments(encoder, 9, HIGH, AUDIO);
    String mpd = text(stage.get(DASH.replace(")", ",events=inband)")));
    assertThat(mpd)
        .contains(
            "par=\"16:9\">\n   <InbandEventStream schemeIdUri=\"urn:scte:scte35:2013:bin\"/>\n",
            "Fragments(video=$Time$,format=mpd-time-cmaf,events=inband)",
            "Fragments(audio=$Time$,format=mpd-time-cmaf)",
            "Manifest(format=mpd-time-cmaf,events=inband,patch=")
        .containsOnlyOnce("InbandEventStream")
        .doesNotContain("<EventStream");

    assertThat(messages(0))
        .extracting(EmsgBox::id, EmsgBox::presentationTicks, EmsgBox::durationTicks)
        .containsExactly(
            tuple(7L, 360_000L, 21_690_000L),
            tuple(9L, 450_000L, EmsgBox.UNKNOWN_DURATION),
            tuple(8L, 540_000L, EmsgBox.UNKNOWN_DURATION));
    assertThat(messages(0).getFirst())
        .isEqualTo(
            new EmsgBox(
                1, "urn:scte:scte35:2013:bin", "", 90_000, 360_000, 21_690_000, 7, base64(OUT)));
    assertThat(messages(2)).extracting(EmsgBox::id).containsExactly(7L, 9L, 8L);
    assertThat(messages(3)).extracting(EmsgBox::id).containsExactly(8L);
    assertThat(messages(4)).isEmpty();
  }

  /** An event that comes late makes another segment of it, and caches learn of it. */
  @Test
  void makeAnotherSegment() {
    stage.sendFragments(encoder, 7, HIGH, AUDIO);
    Header known = new Header("If-None-Match", stage.get(inband(2)).header("ETag").orElseThrow());
    assertThat(stage.get(inband(2), known).status()).isEqualTo(304);

    post(0, "00000007", base64(OUT));

    assertThat(stage.get(inband(2), known).status()).isEqualTo(200);
  }

  @Test
  void areNotInSegmentsThatAreCounted() {
    stage.sendFragments(encoder, 7, HIGH, AUDIO);

    Reply reply = stage.get(POINT + "/Manifest(format=mpd-number-cmaf,events=inband)");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(text(reply)).contains("ask for format=mpd-time-cmaf");
  }

  private static String inband(long index) {
    return Stage.fragmentPath(HIGH, index)
        .replaceFirst("\\)$", ",format=mpd-time-cmaf,events=inband)");
  }

  private List<EmsgBox> messages(long index) throws MediaException {
    Reply reply = stage.get(inband(index));
    assertThat(reply.status()).isEqualTo(200);
    return BoxList.read(Slice.concat(reply.body()), "segment").all(EmsgBox.class);
  }

  @Test
  void followTheirPeriodBehindAHole() {
    stage.sendFragments(encoder, 3, HIGH, AUDIO);
    for (int index = 10; index < 13; index++) {
      stage.sendFragment(encoder, HIGH, index);
      stage.sendFragment(encoder, AUDIO, index);
    }
    post(18_000, "00000007", base64(OUT));
    assertThat(text(stage.get(DASH)))
        .containsOnlyOnce("<EventStream")
        .containsSubsequence(
            "<Period id=\"0\"",
            "<Period id=\"200000000\" start=\"PT20S\">",
            "<Event presentationTime=\"2000\" duration=\"241000\" id=\"7\">");
  }

  @Test
  void makeAnotherDocument() {
    stage.sendFragments(encoder, 7, HIGH, AUDIO);
    String before = text(stage.get(DASH));
    post(4_000, "00000007", base64(OUT));
    String after = text(stage.get(DASH));
    assertThat(before).contains("publishTime=\"2026-01-01T00:00:14Z\"");
    assertThat(after).contains("publishTime=\"2026-01-01T00:00:14.001Z\"").contains("<EventStream");
  }

  /** The same event from both encoders, damaged ones, and samples that are none. */
  @Test
  void areToldOnceAndOnlyIfTheyCanBeRead() {
    post(0, "00000007", base64(OUT));
    post(500, "00000006", base64(OUT.replace("AAEBAQ", "AAEBAg")));
    assertThat(stage.send(events, ADS.event(600, 30_000, new byte[] {1, 2, 3}))).isEmpty();
    Slice repeated = Slice.concat(List.of(Slice.ofHex("00000001 00000007 00000cb2"), base64(OUT)));
    assertThat(stage.send(events, ADS.event(750, 30_000, repeated.toByteArray()))).isEmpty();
    Slice tooLarge = Slice.copyOf(new byte[PointEvents.SAMPLE_BYTES_MAX]);
    post(900, "0000000a", Slice.concat(List.of(base64(OUT), tooLarge)));
    stage.sendFragments(encoder, 7, HIGH, AUDIO);
    assertThat(dateRanges("2000000)/Manifest(video")).hasSize(1);
    assertThat(text(stage.get(DASH))).containsOnlyOnce("<Event ");
  }

  /** Whoever has not seen the begin is told of the end. */
  @Test
  void endABreakThatNobodyBegan() {
    post(0, "00000005", new SpliceInsert(5, false, Optional.empty(), Optional.empty()).write(1));
    stage.sendFragments(encoder, 7, HIGH, AUDIO);
    assertThat(dateRanges("2000000)/Manifest(video"))
        .singleElement()
        .asString()
        .startsWith(
            "#EXT-X-DATERANGE:ID=\"ads-5-4000\",START-DATE=\"2026-01-01T00:00:04Z\",SCTE35-IN=0xFC");
  }
}
