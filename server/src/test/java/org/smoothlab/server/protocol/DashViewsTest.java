package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.SECOND;
import static org.smoothlab.server.protocol.Stage.text;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.box.PrftBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.AdaptationSet;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdReader;
import org.smoothlab.media.dash.Period;
import org.smoothlab.media.dash.SegmentTemplate;
import org.smoothlab.media.transmux.InitSegment;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WholeLookup;

/** What viewers of DASH get: the document, segments, statuses and fields. */
class DashViewsTest {
  private static final String MPD = POINT + "/Manifest(format=mpd-time-cmaf)";

  private static Stage live(PointSettings settings, int count) {
    Stage stage = Stage.started(settings);
    stage.sendFragments(stage.announced(HIGH, LOW, AUDIO), count, HIGH, LOW, AUDIO);
    return stage;
  }

  private static Stage live() {
    return live(PointSettings.DEFAULT.withWindowLengthSeconds(600), 6);
  }

  /** All six fragments, though Smooth holds two of them back for its look-ahead. */
  @Test
  void tellsOfALiveEvent() {
    Reply reply = live().get(MPD);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).contains("application/dash+xml");
    assertThat(reply.header("Cache-Control")).contains("public, max-age=1");
    assertThat(text(reply))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"\
             id="live-1767225600000" type="dynamic" availabilityStartTime="2026-01-01T00:00:00Z"\
             publishTime="2026-01-01T00:00:12Z" minimumUpdatePeriod="PT2S"\
             timeShiftBufferDepth="PT10M" suggestedPresentationDelay="PT6S" minBufferTime="PT4S"\
             maxSegmentDuration="PT2S">
             <PatchLocation ttl="60">Manifest(format=mpd-time-cmaf,patch=1767225612000)</PatchLocation>
             <Period id="0" start="PT0S">
              <AdaptationSet id="1" contentType="video" mimeType="video/mp4" segmentAlignment="true"\
             startWithSAP="1" maxWidth="1280" maxHeight="720" par="16:9">
               <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
               <SegmentTemplate timescale="10000000" presentationTimeOffset="0"\
             initialization="QualityLevels($Bandwidth$)/Fragments(video=i,format=mpd-time-cmaf)"\
             media="QualityLevels($Bandwidth$)/Fragments(video=$Time$,format=mpd-time-cmaf)">
                <SegmentTimeline>
                 <S t="0" d="20000000" r="5"/>
                </SegmentTimeline>
               </SegmentTemplate>
               <Representation id="video_2000000" bandwidth="2000000" codecs="avc1.4D401E" width="1280" height="720"/>
               <Representation id="video_500000" bandwidth="500000" codecs="avc1.4D401E" width="1280" height="720"/>
              </AdaptationSet>
              <AdaptationSet id="2" contentType="audio" mimeType="audio/mp4" segmentAlignment="true"\
             startWithSAP="1">
               <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
               <SegmentTemplate timescale="10000000" presentationTimeOffset="0"\
             initialization="QualityLevels($Bandwidth$)/Fragments(audio=i,format=mpd-time-cmaf)"\
             media="QualityLevels($Bandwidth$)/Fragments(audio=$Time$,format=mpd-time-cmaf)">
                <SegmentTimeline>
                 <S t="0" d="20000000" r="5"/>
                </SegmentTimeline>
               </SegmentTemplate>
               <Representation id="audio_128000" bandwidth="128000" codecs="mp4a.40.2" audioSamplingRate="48000">
                <AudioChannelConfiguration\
             schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
               </Representation>
              </AdaptationSet>
             </Period>
             <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/time"/>
             <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-xsdate:2014" value="/time"/>
            </MPD>
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "/Manifest(format=mpd-time-cmaf).mpd, mpd-time-cmaf",
    "/manifest(Format=MPD-time-CSF), mpd-time-csf",
    "/Manifest(format=mpd-time-csf).mpd, mpd-time-csf",
  })
  void answersToTheNamesOfTheField(String path, String format) {
    assertThat(text(live().get(POINT + path)))
        .contains("Fragments(video=$Time$,format=" + format + ")\"");
  }

  @Test
  void makesADocumentOnceForAllViewers() {
    Stage stage = live();

    Slice first = stage.get(MPD).body().getFirst();

    assertThat(stage.get(MPD).body().getFirst()).isSameAs(first);
  }

  @Test
  void answersAKnownEntityTagWith304() {
    Stage stage = live();
    Reply first = stage.get(MPD);
    Header known = new Header("If-None-Match", first.header("ETag").orElseThrow());

    assertThat(stage.get(MPD, known).status()).isEqualTo(304);
    assertThat(stage.get(MPD.replace("cmaf", "csf"), known).status()).isEqualTo(200);
    assertThat(stage.get(POINT + "/Manifest", known).status()).isEqualTo(200);
  }

  @Test
  void hasANewTimeOfPublicationWheneverSomethingIsNew() throws MediaException {
    Stage stage = Stage.started(PointSettings.DEFAULT);
    IngestSession session = stage.announced(HIGH, LOW, AUDIO);
    stage.sendFragments(session, 4, HIGH, LOW, AUDIO);
    String document = "";
    long publishMillis = 0;
    for (int index = 4; index < 8; index++) {
      for (TestTrack track : List.of(HIGH, LOW, AUDIO)) {
        stage.sendFragment(session, track, index);
        String now = text(stage.get(MPD));
        long nowMillis = kind(stage.get(MPD)).publishMillis();
        assertThat(nowMillis > publishMillis).isEqualTo(!now.equals(document));
        document = now;
        publishMillis = nowMillis;
      }
    }
  }

  @Test
  void servesTheSamplesOfSmoothByReference() throws MediaException {
    Stage stage = live();
    String path = Stage.fragmentPath(HIGH, 1);
    String segmentPath = path.replace("=20000000)", "=20000000,format=mpd-time-cmaf)");

    Reply segment = stage.get(segmentPath);
    Reply again = stage.get(segmentPath);

    assertThat(segment.status()).isEqualTo(200);
    assertThat(segment.header("Content-Type")).contains("video/mp4");
    assertThat(segment.header("Cache-Control")).contains("public, max-age=600");
    assertThat(segment.body().getLast()).isSameAs(stage.get(path).body().getLast());
    assertThat(again.body().getFirst()).isSameAs(segment.body().getFirst());
    assertThat(samples(segment)).isEqualTo(FragmentReader.samples(HIGH.fragment(1)));
    Header known = new Header("If-None-Match", segment.header("ETag").orElseThrow());
    assertThat(stage.get(segmentPath, known).status()).isEqualTo(304);
    assertThat(stage.get(path, known).status()).isEqualTo(200);
  }

  @Test
  void servesWhatStandsBeforeTheFirstSegment() throws MediaException {
    Stage stage = live();

    Reply init = stage.get(POINT + "/QualityLevels(128000)/Fragments(audio=i,format=mpd-time-csf)");

    assertThat(init.status()).isEqualTo(200);
    assertThat(init.header("Content-Type")).contains("audio/mp4");
    assertThat(Slice.concat(init.body())).isEqualTo(InitSegment.of(AUDIO.info()));
    Header known = new Header("If-None-Match", init.header("ETag").orElseThrow());
    assertThat(
            stage
                .get(POINT + "/QualityLevels(128000)/Fragments(audio=i,format=mpd-time-csf)", known)
                .status())
        .isEqualTo(304);
  }

  @ParameterizedTest
  @CsvSource({
    "/Manifest(format=mpd-time-xyz), 404",
    "'/QualityLevels(2000000)/Fragments(video=60000000,format=mpd-time-cmaf)', 200",
    "'/QualityLevels(2000000)/Fragments(video=100000000,format=mpd-time-cmaf)', 200",
    "'/QualityLevels(2000000)/Fragments(video=120000000,format=mpd-time-cmaf)', 404",
    "'/QualityLevels(2000000)/Fragments(video=140000000,format=mpd-time-cmaf)', 404",
    "'/QualityLevels(2000000)/Fragments(video=1,format=mpd-time-cmaf)', 404",
    "'/QualityLevels(1)/Fragments(video=0,format=mpd-time-cmaf)', 404",
    "'/QualityLevels(2000000)/KeyFrames(video=0,format=mpd-time-cmaf)', 404",
    "'/QualityLevels(2000000)/RawFragments(video=0,format=mpd-time-cmaf)', 404",
    "'/QualityLevels(2000000)/Fragments(video=0,format=other)', 404",
    "'/QualityLevels(2000000)/Fragments(video=i,format=other)', 404",
    "'/QualityLevels(2000000)/Fragments(video=i)', 404",
    "'/QualityLevels(2000001)/Fragments(video=i,format=mpd-time-cmaf)', 404",
    "'/QualityLevels(2000000)/Fragments(other=i,format=mpd-time-cmaf)', 404",
    "'/QualityLevels(2000000)/Manifest(video,format=mpd-time-cmaf)', 404",
  })
  void refusesWithoutEverSaying412(String path, int status) {
    Reply reply = live().get(POINT + path);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(status == 200 || reply.header("Cache-Control").orElseThrow().equals("no-store"))
        .isTrue();
  }

  /** FFmpeg's player asks for the segment behind the last one at once. */
  @Test
  void holdsARequestForTheNextSegment() {
    Stage stage = live();
    String next = POINT + "/QualityLevels(2000000)/Fragments(video=120000000,format=mpd-time-cmaf)";

    Exchange held = stage.open("GET", next);

    assertThat(held).isInstanceOf(Wait.class);
    stage.nowNanos = ((Wait) held).deadlineNanos();
    Exchange late = stage.protocol.reopen(stage.ask("GET", next), (Wait) held, stage.nowNanos);
    assertThat(((Reply) late).status()).isEqualTo(404);
  }

  /** The window of 10 s, its grace of 14 s and what is held back make 18 of 30 fragments. */
  @Test
  void saysThatASegmentHasLeftTheWindow() {
    Stage stage = live(PointSettings.DEFAULT.withWindowLengthSeconds(10), 30);

    Reply gone =
        stage.get(POINT + "/QualityLevels(2000000)/Fragments(video=0,format=mpd-time-cmaf)");

    assertThat(gone.status()).isEqualTo(410);
  }

  @Test
  void beginsAPeriodBehindAHole() throws MediaException {
    Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    IngestSession session = stage.announced(HIGH, AUDIO);
    stage.sendFragments(session, 3, HIGH, AUDIO);
    sendFrom(stage, session, 6, 12);

    List<Period> periods = read(stage.get(MPD)).periods();

    assertThat(periods).extracting(Period::id).containsExactly("0", "120000000");
    assertThat(periods)
        .extracting(Period::span)
        .containsExactly(
            new Period.Span(0, 6 * SECOND), new Period.Span(12 * SECOND, Period.GOES_ON));
    for (AdaptationSet set : periods.getLast().sets()) {
      assertThat(set.template().presentationTimeOffsetTicks()).isEqualTo(6 * FRAGMENT);
      assertThat(times(set).getFirst()).isEqualTo(new FragmentTime(6 * FRAGMENT, FRAGMENT));
    }
    assertThat(times(periods.getFirst().sets().getFirst())).hasSize(3);
  }

  /** However far the window has moved: clients know Periods by their ids and their starts. */
  @Test
  void keepsAPeriodWhenItsBeginningHasLeftTheWindow() throws MediaException {
    Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(10));
    IngestSession session = stage.announced(HIGH, AUDIO);
    stage.sendFragments(session, 3, HIGH, AUDIO);
    for (int index = 6; index < 60; index++) {
      sendFrom(stage, session, index, index + 1);
      Period last = read(stage.get(MPD)).periods().getLast();
      assertThat(last.id()).isEqualTo("120000000");
      assertThat(last.span().startNanos()).isEqualTo(12 * SECOND);
    }
    assertThat(read(stage.get(MPD)).periods()).hasSize(1);
    assertThat(times(read(stage.get(MPD)).periods().getFirst().sets().getFirst()))
        .hasSize(7)
        .last()
        .isEqualTo(new FragmentTime(59 * FRAGMENT, FRAGMENT));
  }

  @Test
  void isOnDemandWhenTheEventIsOver() throws MediaException {
    Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
    IngestSession session = stage.announced(HIGH, AUDIO);
    sendFrom(stage, session, 5, 9);
    assertThat(stage.send(session, new byte[] {0, 0, 0, 8, 'm', 'f', 'r', 'a'})).isEmpty();
    stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, stage.nowNanos);

    Mpd over = read(stage.get(MPD));

    assertThat(over.kind()).isEqualTo(new Mpd.Kind.OnDemand(8 * SECOND));
    assertThat(over.utcTimings()).isEmpty();
    assertThat(over.periods())
        .extracting(Period::span)
        .containsExactly(new Period.Span(0, 8 * SECOND));
    assertThat(over.periods().getFirst().sets().getFirst().template().presentationTimeOffsetTicks())
        .isEqualTo(5 * FRAGMENT);
  }

  @Test
  void tellsTheTimeInTheFormsThatClientsRead() {
    Stage stage = live();
    stage.nowNanos = 90 * SECOND + 250_000_000L;

    Reply reply = stage.get("/time?iso");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(text(reply)).isEqualTo("2026-01-01T00:01:30.25Z");
    assertThat(reply.header("Cache-Control")).contains("no-store");
    assertThat(reply.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(stage.reply("POST", "/time").status()).isEqualTo(405);
    assertThat(stage.get("/timer").status()).isEqualTo(404);
  }

  /** The same mapping as in the MPD, in segments of all formats that are CMAF. */
  @Test
  void tellsTheWallTimeOfEachSegment() throws MediaException {
    Stage stage = live(PointSettings.DEFAULT, 8);
    Mpd.Kind.Live told = (Mpd.Kind.Live) MpdReader.read(Slice.ofUtf8(text(stage.get(MPD)))).kind();
    for (String format : List.of("mpd-time-cmaf", "mpd-time-csf", "m3u8-cmaf")) {
      Reply reply =
          stage.get(
              POINT
                  + "/QualityLevels(2000000)/Fragments(video=%d,format=%s)"
                      .formatted(3 * FRAGMENT, format));
      PrftBox prft =
          BoxList.read(Slice.concat(reply.body()), "segment").find(PrftBox.class).orElseThrow();
      assertThat(prft)
          .isEqualTo(
              PrftBox.encoderInput(
                  prft.trackNumber(),
                  told.availabilityStartMillis() * 1_000_000
                      + Timescale.NANOS.rescaleFloor(3 * FRAGMENT, Timescale.SMOOTH),
                  3 * FRAGMENT));
    }
  }

  @Test
  void forgetsOldHeads() throws MediaException {
    CmafHeads heads = new CmafHeads();
    WholeLookup.Found fragment = new WholeLookup.Found(HIGH.info(), HIGH.fragment(1), "run");
    for (int index = 0; index < CmafHeads.COUNT_MAX + 10; index++) {
      heads.segment("/point" + index, fragment, OptionalLong.empty());
    }

    assertThat(heads.count()).isEqualTo(CmafHeads.COUNT_MAX);
  }

  @Test
  void makesTheHeadOfAnotherRunAnew() throws MediaException {
    CmafHeads heads = new CmafHeads();
    WholeLookup.Found first = new WholeLookup.Found(HIGH.info(), HIGH.fragment(1), "run");
    WholeLookup.Found other =
        new WholeLookup.Found(HIGH.info(), HIGH.fragmentAt(FRAGMENT, FRAGMENT / 2), "run");

    Slice head = heads.segment(POINT, first, OptionalLong.empty()).getFirst();

    assertThat(heads.segment(POINT, first, OptionalLong.empty()).getFirst()).isSameAs(head);
    assertThat(heads.segment(POINT, other, OptionalLong.empty()).getFirst()).isNotEqualTo(head);
    assertThat(heads.segment(POINT, first, OptionalLong.empty()).getFirst()).isEqualTo(head);
  }

  private static void sendFrom(Stage stage, IngestSession session, int from, int end) {
    for (int index = from; index < end; index++) {
      stage.sendFragment(session, HIGH, index);
      stage.sendFragment(session, AUDIO, index);
      stage.nowNanos += SECOND;
    }
  }

  private static Mpd read(Reply reply) throws MediaException {
    assertThat(reply.status()).isEqualTo(200);
    return MpdReader.read(Slice.concat(reply.body()));
  }

  private static Mpd.Kind.Live kind(Reply reply) throws MediaException {
    return (Mpd.Kind.Live) read(reply).kind();
  }

  private static List<FragmentTime> times(AdaptationSet set) {
    return ((SegmentTemplate.Addressing.ByTime) set.template().addressing()).timeline().times();
  }

  private static List<Sample> samples(Reply segment) throws MediaException {
    BoxList boxes = BoxList.read(Slice.concat(segment.body()), "segment");
    return FragmentReader.samples(
        FragmentReader.read(
                boxes.find(MoofBox.class).orElseThrow().toSlice(),
                boxes.find(MdatBox.class).orElseThrow().toSlice())
            .getFirst());
  }
}
