package org.smoothlab.media.dash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;

class MpdTest {
  private static final String LIVE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"\
       id="live-0" type="dynamic" availabilityStartTime="2026-01-31T12:00:00Z"\
       publishTime="2026-01-31T12:10:04.25Z" minimumUpdatePeriod="PT2S"\
       timeShiftBufferDepth="PT10M" suggestedPresentationDelay="PT8S" minBufferTime="PT4S"\
       maxSegmentDuration="PT2.005333333S">
       <PatchLocation ttl="60">Manifest(format=mpd-time-cmaf,patch=1769861404250)</PatchLocation>
       <ServiceDescription id="0">
        <Latency target="8000" referenceId="0"/>
        <PlaybackRate min="0.96" max="1.04"/>
       </ServiceDescription>
       <Period id="120000000" start="PT12S">
        <EventStream schemeIdUri="urn:scte:scte35:2014:xml+bin" timescale="10000000">
         <Event presentationTime="50000000" duration="300000000" id="7"><Signal\
       xmlns="http://www.scte.org/schemas/35/2016"><Binary>/DAB</Binary></Signal></Event>
        </EventStream>
        <EventStream schemeIdUri="urn:other" value="x" timescale="1000">
         <Event presentationTime="0" id="1" contentEncoding="base64">AQI=</Event>
        </EventStream>
        <AdaptationSet id="1" contentType="video" mimeType="video/mp4" segmentAlignment="true"\
       startWithSAP="1" maxWidth="1280" maxHeight="720" par="16:9">
         <InbandEventStream schemeIdUri="urn:scte:scte35:2013:bin"/>
         <ProducerReferenceTime id="0" inband="true" type="encoder"\
       wallClockTime="2026-01-31T12:00:00Z" presentationTime="0">
          <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/time"/>
         </ProducerReferenceTime>
         <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
         <SegmentTemplate timescale="10000000" presentationTimeOffset="120000000"\
       initialization="QualityLevels($Bandwidth$)/Fragments(video=i,format=mpd-time-cmaf)"\
       media="QualityLevels($Bandwidth$)/Fragments(video=$Time$,format=mpd-time-cmaf)">
          <SegmentTimeline>
           <S t="120000000" d="20000000" r="29"/>
           <S d="10000000"/>
           <S t="740000000" d="20000000" r="1"/>
          </SegmentTimeline>
         </SegmentTemplate>
         <Representation id="video-2000000" bandwidth="2000000" codecs="avc1.4D4020" width="1280" height="720"/>
         <Representation id="video-500000" bandwidth="500000" codecs="avc1.4D401E" width="640" height="360"/>
        </AdaptationSet>
        <AdaptationSet id="2" contentType="audio" mimeType="audio/mp4" lang="de"\
       segmentAlignment="true" startWithSAP="1">
         <ProducerReferenceTime id="0" inband="true" type="encoder"\
       wallClockTime="2026-01-31T12:00:00Z" presentationTime="0">
          <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/time"/>
         </ProducerReferenceTime>
         <SegmentTemplate timescale="48000" presentationTimeOffset="576000"\
       initialization="i" media="$RepresentationID$-$Number%05d$" startNumber="7" duration="96256"\
       availabilityTimeOffset="1.8" availabilityTimeComplete="false"/>
         <Representation id="a" bandwidth="128000" codecs="mp4a.40.2" audioSamplingRate="48000">
          <AudioChannelConfiguration\
       schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
         </Representation>
        </AdaptationSet>
       </Period>
       <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/time"/>
      </MPD>
      """;

  private static final SegmentTemplate VIDEO_TEMPLATE =
      new SegmentTemplate(
          Timescale.SMOOTH,
          120_000_000,
          new SegmentTemplate.Names(
              "QualityLevels($Bandwidth$)/Fragments(video=i,format=mpd-time-cmaf)",
              "QualityLevels($Bandwidth$)/Fragments(video=$Time$,format=mpd-time-cmaf)"),
          new SegmentTemplate.Addressing.ByTime(
              new SegmentTimeline(
                  List.of(
                      new SegmentTimeline.Run(120_000_000, 20_000_000, 29),
                      new SegmentTimeline.Run(720_000_000, 10_000_000, 0),
                      new SegmentTimeline.Run(740_000_000, 20_000_000, 1)))));

  private static final SegmentTemplate AUDIO_TEMPLATE =
      new SegmentTemplate(
          new Timescale(48_000),
          576_000,
          new SegmentTemplate.Names("i", "$RepresentationID$-$Number%05d$"),
          new SegmentTemplate.Addressing.Regular(7, 96_256, 1_800_000_000L));

  private static final Representation HIGH =
      new Representation(
          "video-2000000", 2_000_000, "avc1.4D4020", new Representation.Form.Picture(1280, 720));

  private static Mpd live() {
    AdaptationSet video =
        new AdaptationSet(
            1,
            new AdaptationSet.Content(
                "video",
                "video/mp4",
                "",
                new AdaptationSet.Properties(
                    List.of(Descriptor.role("main")),
                    List.of(),
                    List.of(new Descriptor("urn:scte:scte35:2013:bin", "")))),
            VIDEO_TEMPLATE,
            List.of(
                HIGH,
                new Representation(
                    "video-500000",
                    500_000,
                    "avc1.4D401E",
                    new Representation.Form.Picture(640, 360))));
    AdaptationSet audio =
        new AdaptationSet(
            2,
            new AdaptationSet.Content("audio", "audio/mp4", "de", AdaptationSet.Properties.NONE),
            AUDIO_TEMPLATE,
            List.of(
                new Representation(
                    "a",
                    128_000,
                    "mp4a.40.2",
                    new Representation.Form.Sound(
                        48_000,
                        List.of(
                            new Descriptor(
                                "urn:mpeg:dash:23003:3:audio_channel_configuration:2011", "2"))))));
    EventStream splices =
        new EventStream(
            EventStream.SCTE_35,
            "",
            Timescale.SMOOTH,
            List.of(new EventStream.Event(50_000_000, 300_000_000, 7, Slice.ofHex("fc3001"))));
    EventStream others =
        new EventStream(
            "urn:other",
            "x",
            new Timescale(1000),
            List.of(new EventStream.Event(0, -1, 1, Slice.ofHex("0102"))));
    return new Mpd(
        new Mpd.Kind.Live(
            1_769_860_800_000L,
            1_769_861_404_250L,
            2_000_000_000L,
            new Mpd.Window(600_000_000_000L, 8_000_000_000L, true),
            Optional.of(
                new Mpd.Patches(
                    "live-0", 60, "Manifest(format=mpd-time-cmaf,patch=1769861404250)"))),
        new Mpd.Buffering(4_000_000_000L, 2_005_333_333L),
        List.of(
            new Period(
                "120000000",
                new Period.Span(12_000_000_000L, Period.GOES_ON),
                List.of(splices, others),
                List.of(video, audio))),
        List.of(UtcTiming.httpIso("/time")));
  }

  @Test
  void writesALivePresentation() {
    assertThat(MpdWriter.write(live()).text(StandardCharsets.UTF_8)).isEqualTo(LIVE);
  }

  @Test
  void readsALivePresentation() throws MediaException {
    assertThat(MpdReader.read(Slice.ofUtf8(LIVE))).isEqualTo(live());
  }

  @Test
  void writesAndReadsOneOnDemandOfSeveralPeriods() throws MediaException {
    Period live = live().periods().getFirst();
    Mpd onDemand =
        new Mpd(
            new Mpd.Kind.OnDemand(20_000_000_000L),
            new Mpd.Buffering(2_000_000_000L, Mpd.UNTOLD),
            List.of(
                new Period("a", new Period.Span(0, 5_000_000_000L), List.of(), live.sets()),
                new Period(
                    "b", new Period.Span(5_000_000_000L, 15_000_000_000L), List.of(), live.sets())),
            List.of());

    Slice written = MpdWriter.write(onDemand);

    assertThat(written.text(StandardCharsets.UTF_8))
        .contains(" type=\"static\" mediaPresentationDuration=\"PT20S\" minBufferTime=\"PT2S\">")
        .contains("<Period id=\"b\" start=\"PT5S\" duration=\"PT15S\">")
        .doesNotContain("maxSegmentDuration", "UTCTiming");
    assertThat(MpdReader.read(written)).isEqualTo(onDemand);
  }

  @Test
  void countsSegmentsThatHaveTimesWhereTheTemplateDoes() throws MediaException {
    String byNumber = LIVE.replace("video=$Time$", "video=$Number$");

    SegmentTemplate template =
        MpdReader.read(Slice.ofUtf8(byNumber)).periods().getFirst().sets().getFirst().template();

    assertThat(template.addressing())
        .isInstanceOfSatisfying(
            SegmentTemplate.Addressing.ByNumber.class,
            numbers -> assertThat(numbers.startNumber()).isEqualTo(1));
    assertThat(template.media(HIGH, 3))
        .isEqualTo("QualityLevels(2000000)/Fragments(video=3,format=mpd-time-cmaf)");
  }

  @Test
  void followsPeriodsThatDoNotSayWhenTheyBegin() throws MediaException {
    Mpd read =
        MpdReader.read(
            Slice.ofUtf8(
                """
                <MPD mediaPresentationDuration="P1DT2H" minBufferTime="PT0S">
                 <ServiceDescription id="0"><Latency target="3000"/></ServiceDescription>
                 <Period duration="PT1M30S"/><Period id="second"/>
                </MPD>
                """));

    assertThat(read.kind()).isEqualTo(new Mpd.Kind.OnDemand(93_600_000_000_000L));
    assertThat(read.periods())
        .extracting(period -> period.span().startNanos())
        .containsExactly(0L, 90_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " type=\"dynamic\" | type=\"endless\" | @type is \"endless\"",
        " availabilityStartTime=\"2026-01-31T12:00:00Z\" || @availabilityStartTime is missing",
        "2026-01-31T12:00:00Z | 2026-02-29T12:00:00Z | no such date",
        "PT2S | P1M | not a duration",
        "PT2S | PT99999999999S | not a duration",
        " minBufferTime=\"PT4S\" || @minBufferTime is missing",
        "availabilityTimeOffset=\"1.8\" | availabilityTimeOffset=\"soon\" | @availabilityTimeOffset",
        "t=\"740000000\" | t=\"720000000\" | segments overlap",
        " d=\"10000000\" || @d is missing",
        " r=\"29\" | r=\"2147483647\" | segments overlap",
        " bandwidth=\"500000\" | bandwidth=\"0\" | @bandwidth is 0",
        " timescale=\"48000\" | timescale=\"0\" | @timescale is 0",
        " duration=\"96256\" || either @duration or one SegmentTimeline",
        "/DAB | ?? | not base64",
        "<MPD | <!DOCTYPE MPD [<!ENTITY a 'b'>]><MPD | document type declaration",
      })
  void saysWhatIsWrong(String right, String wrong, String message) {
    Slice document =
        Slice.ofUtf8(
            LIVE.replaceFirst(java.util.regex.Pattern.quote(right), wrong == null ? "" : wrong));

    assertThatThrownBy(() -> MpdReader.read(document))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesBrokenDocuments(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Slice document = Slice.ofUtf8(LIVE);
    for (int i = 0; i < 15; i++) {
      Slice flipped = Vectors.flip(document, random);
      Slice cut = document.slice(0, random.nextLong(document.size() - 7));
      Hostile.onlyMediaException(() -> MpdReader.read(flipped));
      assertThatThrownBy(() -> MpdReader.read(cut)).isInstanceOf(MediaException.class);
    }
  }

  @Test
  void keepsIdentifiersOfTemplatesApart() {
    SegmentTemplate template =
        new SegmentTemplate(
            Timescale.SMOOTH,
            0,
            new SegmentTemplate.Names("$RepresentationID$.mp4", "$$$Bandwidth%09d$/$Time$-$Other$"),
            VIDEO_TEMPLATE.addressing());

    assertThat(template.initialization(HIGH)).isEqualTo("video-2000000.mp4");
    assertThat(template.media(HIGH, 42)).isEqualTo("$002000000/42-$Other$");
  }
}
