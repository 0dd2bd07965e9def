package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothManifest.Header;
import org.smoothlab.media.smooth.SmoothManifest.Live;
import org.smoothlab.media.smooth.SmoothManifest.OnDemand;
import org.smoothlab.media.smooth.SmoothManifest.Version;

class ManifestWriterTest {
  private static final StreamInfo VIDEO =
      new StreamInfo(StreamKind.VIDEO, "video", "", "", Timescale.SMOOTH, StreamInfo.Sparse.NONE);
  private static final StreamInfo AUDIO =
      new StreamInfo(
          StreamKind.AUDIO, "audio_eng", "", "eng", new Timescale(48_000), StreamInfo.Sparse.NONE);
  private static final QualityLevel LARGE =
      new QualityLevel(
          2_000_000,
          "H264",
          Slice.ofHex("00000001674d4020"),
          new MediaFormat.Video(1280, 720, 4),
          List.of());
  private static final QualityLevel AAC =
      new QualityLevel(
          128_000,
          "AACL",
          Slice.ofHex("1190"),
          new MediaFormat.Audio(48_000, 2, 16, 4, 255),
          List.of());

  @Test
  void writesALiveManifestThatKnownPlayersTake() {
    SmoothManifest manifest =
        manifest(
            new Header(Version.V2_0, Timescale.SMOOTH, 0, new Live(2, 6_000_000_000L)),
            StreamIndex.of(VIDEO, List.of(LARGE), times(120_000_000, 20_000_000, 3)),
            StreamIndex.of(AUDIO, List.of(AAC), times(575_488, 96_256, 1)));
    assertThat(text(manifest))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="10000000"\
             Duration="0" IsLive="TRUE" LookaheadCount="2" LookAheadFragmentCount="2"\
             DVRWindowLength="6000000000" CanSeek="TRUE" CanPause="TRUE">
            <StreamIndex Type="video" Name="video" Chunks="0" QualityLevels="1"\
             TimeScale="10000000" MaxWidth="1280" MaxHeight="720" DisplayWidth="1280"\
             DisplayHeight="720" Url="QualityLevels({bitrate})/Fragments(video={start time})">
            <QualityLevel Index="0" Bitrate="2000000" FourCC="H264" MaxWidth="1280"\
             MaxHeight="720" CodecPrivateData="00000001674D4020"/>
            <c t="120000000" d="20000000"/>
            <c d="20000000"/>
            <c d="20000000"/>
            </StreamIndex>
            <StreamIndex Type="audio" Name="audio_eng" Language="eng" Chunks="0"\
             QualityLevels="1" TimeScale="48000"\
             Url="QualityLevels({bitrate})/Fragments(audio_eng={start time})">
            <QualityLevel Index="0" Bitrate="128000" FourCC="AACL" SamplingRate="48000"\
             Channels="2" BitsPerSample="16" PacketSize="4" AudioTag="255"\
             CodecPrivateData="1190"/>
            <c t="575488" d="96256"/>
            </StreamIndex>
            </SmoothStreamingMedia>
            """);
  }

  @Test
  void writesAnEndedManifestWithoutTheLiveAttributes() {
    SmoothManifest manifest =
        manifest(
            new Header(Version.V2_0, Timescale.SMOOTH, 40_000_000, new OnDemand()),
            StreamIndex.of(VIDEO, List.of(LARGE), times(0, 20_000_000, 2)));
    assertThat(text(manifest))
        .contains(
            "<SmoothStreamingMedia MajorVersion=\"2\" MinorVersion=\"0\" TimeScale=\"10000000\""
                + " Duration=\"40000000\">\n",
            " Chunks=\"2\" ",
            "<c t=\"0\" d=\"20000000\"/>\n<c d=\"20000000\"/>\n");
  }

  @Test
  void startsAgainWithATimeBehindAGap() {
    List<FragmentTime> chunks =
        List.of(
            new FragmentTime(0, 10),
            new FragmentTime(10, 10),
            new FragmentTime(50, 10),
            new FragmentTime(60, 9));
    assertThat(text(manifest(live(Version.V2_0), StreamIndex.of(VIDEO, List.of(LARGE), chunks))))
        .contains("<c t=\"0\" d=\"10\"/>\n<c d=\"10\"/>\n<c t=\"50\" d=\"10\"/>\n<c d=\"9\"/>\n");
  }

  @Test
  void countsEqualRunsFromOneInVersion22() {
    List<FragmentTime> chunks = new ArrayList<>(times(0, 10, 3));
    chunks.add(new FragmentTime(30, 9));
    chunks.addAll(times(50, 9, 2));
    assertThat(text(manifest(live(Version.V2_2), StreamIndex.of(VIDEO, List.of(LARGE), chunks))))
        .contains(
            "MinorVersion=\"2\"",
            "<c t=\"0\" d=\"10\" r=\"3\"/>\n<c d=\"9\"/>\n<c t=\"50\" d=\"9\" r=\"2\"/>\n");
  }

  @Test
  void escapesWhatXmlCannotHold() {
    SmoothManifest manifest =
        new SmoothManifest(
            live(Version.V2_0),
            List.of(new CustomAttribute("<&>\"'", "a\tb\nc\rd\u0001e\uD800f\uFFFFg\uD83D\uDE00é")),
            List.of(),
            List.of());
    assertThat(text(manifest))
        .contains(
            "<Attribute Name=\"&lt;&amp;&gt;&quot;'\""
                + " Value=\"a&#9;b&#10;c&#13;d\uFFFDe\uFFFDf\uFFFDg\uD83D\uDE00é\"/>");
  }

  @Test
  void refusesTimesBeforeZero() {
    SmoothManifest manifest =
        manifest(
            live(Version.V2_0),
            StreamIndex.of(AUDIO, List.of(AAC), List.of(new FragmentTime(-213_333, 20_000_000))));
    assertThatThrownBy(() -> ManifestWriter.write(manifest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-213333");
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesRoundTrip(long seed) throws Exception {
    SmoothManifest manifest = Documents.manifest(new SplittableRandom(seed));
    assertThat(ManifestReader.read(ManifestWriter.write(manifest))).isEqualTo(manifest);
  }

  private static Header live(Version version) {
    return new Header(version, Timescale.SMOOTH, 0, new Live(2, 0));
  }

  private static SmoothManifest manifest(Header header, StreamIndex... streams) {
    return new SmoothManifest(header, List.of(), List.of(), List.of(streams));
  }

  private static List<FragmentTime> times(long startTicks, long durationTicks, int count) {
    List<FragmentTime> times = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      times.add(new FragmentTime(startTicks + index * durationTicks, durationTicks));
    }
    return times;
  }

  private static String text(SmoothManifest manifest) {
    return ManifestWriter.write(manifest).text(StandardCharsets.UTF_8);
  }
}
