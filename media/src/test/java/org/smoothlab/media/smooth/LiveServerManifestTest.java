package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.smooth.LiveServerManifest.Track;
import org.smoothlab.media.test.Hostile;

class LiveServerManifestTest {
  /** The words of [MS-SSTR] and of the IIS pages. */
  private static final String STANDARD =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
        <head><meta name="creator" content="an encoder"/><meta name="x" content="y"/></head>
        <body><switch>
          <video src="Streams" systemBitrate="2000000">
            <param name="trackID" value="1" valuetype="data"/>
            <param name="trackName" value="video" valuetype="data"/>
            <param name="timescale" value="10000000" valuetype="data"/>
            <param name="FourCC" value="H264" valuetype="data"/>
            <param name="CodecPrivateData" value="00000001674D0000000168EB" valuetype="data"/>
            <param name="MaxWidth" value="1280" valuetype="data"/>
            <param name="MaxHeight" value="720" valuetype="data"/>
          </video>
          <audio src="Streams" systemBitrate="128000" systemLanguage="eng">
            <param name="trackID" value="2" valuetype="data"/>
            <param name="my_angle" value="2" valuetype="data"/>
          </audio>
          <textstream src="Streams" systemBitrate="0">
            <param name="trackID" value="3"/>
            <param name="parentTrackName" value="video"/>
            <param name="manifestOutput" value="TRUE"/>
            <param name="Subtype" value="DATA"/>
            <param name="Scheme" value="urn:scte:scte35:2013:bin"/>
          </textstream>
        </switch></body>
      </smil>
      """;

  /**
   * As FFmpeg 5.1 sends it: attributes repeated, no {@code src}, {@code seq} for {@code switch}.
   */
  private static final String FFMPEG =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
      <head>
      <meta name="creator" content="Lavf59.27.100" />
      </head>
      <body>
      <switch>
      <audio systemBitrate="32000">
      <param name="systemBitrate" value="32000" valuetype="data"/>
      <param name="trackID" value="2" valuetype="data"/>
      <param name="systemLanguage" value="und" valuetype="data"/>
      <param name="trackName" value="audio" valuetype="data"/>
      <param name="FourCC" value="AACL" valuetype="data"/>
      <param name="CodecPrivateData" value="118856E500" valuetype="data"/>
      <param name="AudioTag" value="255" valuetype="data"/>
      <param name="Channels" value="1" valuetype="data"/>
      <param name="SamplingRate" value="48000" valuetype="data"/>
      <param name="BitsPerSample" value="16" valuetype="data"/>
      <param name="PacketSize" value="4" valuetype="data"/>
      </audio>
      </switch>
      </body>
      </smil>
      """;

  @Test
  void readsTheWordsOfTheStandard() throws Exception {
    LiveServerManifest manifest = read(STANDARD);
    assertThat(manifest.creator()).isEqualTo("an encoder");
    assertThat(manifest.tracks())
        .extracting(Track::kind)
        .containsExactly(StreamKind.VIDEO, StreamKind.AUDIO, StreamKind.TEXT);
    Track video = manifest.tracks().get(0);
    assertThat(video.trackNumber()).isEqualTo(1);
    assertThat(video.numberOr(0, "systemBitrate")).isEqualTo(2_000_000);
    assertThat(video.numberOr(0, "MaxWidth", "Width")).isEqualTo(1280);
    assertThat(video.codecPrivateData()).isEqualTo(Slice.ofHex("00000001674D0000000168EB"));
    assertThat(video.sparse()).isEqualTo(StreamInfo.Sparse.NONE);
    Track audio = manifest.tracks().get(1);
    assertThat(audio.name()).isEqualTo("audio");
    assertThat(audio.textOf("systemLanguage")).isEqualTo("eng");
    assertThat(audio.codecPrivateData()).isEqualTo(Slice.EMPTY);
    assertThat(audio.numberOr(7, "SamplingRate")).isEqualTo(7);
    assertThat(audio.customAttributes()).containsExactly(new CustomAttribute("my_angle", "2"));
    Track text = manifest.tracks().get(2);
    assertThat(text.name()).isEqualTo("textstream");
    assertThat(text.sparse()).isEqualTo(new StreamInfo.Sparse("video", true));
    assertThat(text.customAttributes())
        .containsExactly(new CustomAttribute("Scheme", "urn:scte:scte35:2013:bin"));
  }

  @Test
  void readsTheWordsOfFfmpeg() throws Exception {
    Track audio = read(FFMPEG).tracks().get(0);
    assertThat(audio.numberOr(0, "systemBitrate")).isEqualTo(32_000);
    assertThat(audio.textOf("systemLanguage")).isEqualTo("und");
    assertThat(audio.codecPrivateData()).isEqualTo(Slice.ofHex("118856E500"));
    assertThat(audio.numberOr(0, "AudioTag")).isEqualTo(255);
  }

  @Test
  void writesWhatIsGivenTwiceOnce() throws Exception {
    LiveServerManifest once = LiveServerManifest.read(read(FFMPEG).write());
    assertThat(once.tracks().get(0).params())
        .containsOnlyOnce(new CustomAttribute("systemBitrate", "32000"))
        .contains(new CustomAttribute("CodecPrivateData", "118856E500"));
    assertThat(LiveServerManifest.read(once.write())).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource({"TRUE, true", "true, true", "1, true", "FALSE, false", "0, false", "'', false"})
  void readsBooleansOfBothDialects(String value, boolean expected) throws Exception {
    Track track =
        read(track("<param name='manifestOutput' value='" + value + "'/>")).tracks().get(0);
    assertThat(track.sparse().manifestOutput()).isEqualTo(expected);
  }

  @Test
  void readsOtherSpellings() throws Exception {
    Track track =
        read(track(
                "<param name='WaveFormatEx' value=' 1190 '/><param name='PackSize' value='4'/>"
                    + "<param name='Width' value='64'/><param name='trackid' value='9'/>"
                    + "<param name='Channels' value=''/>"))
            .tracks()
            .get(0);
    assertThat(track.codecPrivateData()).isEqualTo(Slice.ofHex("1190"));
    assertThat(track.numberOr(0, "PacketSize", "PackSize")).isEqualTo(4);
    assertThat(track.numberOr(0, "MaxWidth", "Width")).isEqualTo(64);
    assertThat(track.trackNumber()).isEqualTo(9);
    assertThat(track.numberOr(5, "Channels")).isEqualTo(5);
  }

  @Test
  void readsUtf16WithZerosBehindIt() throws Exception {
    byte[] wide = (STANDARD.replace("utf-8", "utf-16") + "\0\0").getBytes(StandardCharsets.UTF_16);
    assertThat(LiveServerManifest.read(Slice.copyOf(wide))).isEqualTo(read(STANDARD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<param name='trackID' value='x'/> | trackID must be decimal digits, got \"x\"",
        "<param name='trackID' value='2147483648'/> | trackID is above 2147483647",
        "<param name='systemBitrate' value='4294967296'/> | systemBitrate is above 4294967295",
        "<param name='SamplingRate' value='-1'/> | SamplingRate must be decimal digits",
        "<param name='CodecPrivateData' value='1'/> | not pairs of hexadecimal digits",
        "<param value='1'/> | @name is missing",
        "<param name='a' value='&x;'/> | not well-formed XML",
      })
  void saysWhatIsWrong(String params, String message) {
    assertThatThrownBy(() -> read(track(params)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageStartingWith("LiveServerManifest line 1")
        .hasMessageContaining(message);
  }

  @Test
  void refusesOtherDocuments() {
    assertThatThrownBy(() -> read("<SmoothStreamingMedia/>"))
        .hasMessageContaining("expected the root element smil");
    assertThatThrownBy(() -> read("<!DOCTYPE smil [<!ENTITY a 'b'>]>" + STANDARD.substring(39)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("a document type declaration is not allowed");
    assertThatThrownBy(() -> read(STANDARD.replace("utf-8", "ebcdic")))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void refusesTooMuch() {
    assertThatThrownBy(() -> read(track("<param name='a' value='b'/>".repeat(257))))
        .hasMessageContaining("more than 256 params");
    assertThatThrownBy(() -> read("<smil>" + "<audio/>".repeat(513) + "</smil>"))
        .hasMessageContaining("more than 512 tracks");
    assertThatThrownBy(() -> read("<smil>" + "<a>".repeat(20) + "</a>".repeat(20) + "</smil>"))
        .hasMessageContaining("nested deeper than 16");
    Slice huge = Slice.copyOf(new byte[(int) LiveServerManifest.DOCUMENT_BYTES_MAX + 1]);
    assertThatThrownBy(() -> LiveServerManifest.read(huge))
        .hasMessage("LiveServerManifest: 1048577 bytes, at most 1048576 are read");
  }

  @Test
  void writesEverythingThatIsKnown() {
    TrackInfo video =
        new TrackInfo(
            1,
            new StreamInfo(
                StreamKind.VIDEO, "video", "", "eng", Timescale.SMOOTH, StreamInfo.Sparse.NONE),
            new QualityLevel(
                800_000,
                "H264",
                Slice.ofHex("0000000167"),
                new MediaFormat.Video(640, 360, 2),
                List.of(new CustomAttribute("my_key", "a&b"))));
    assertThat(LiveServerManifest.of("us", List.of(video)).write().text(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
            <head><meta name="creator" content="us"/></head>
            <body><switch>
            <video src="Streams" systemBitrate="800000" systemLanguage="eng">
            <param name="trackID" value="1" valuetype="data"/>
            <param name="trackName" value="video" valuetype="data"/>
            <param name="timescale" value="10000000" valuetype="data"/>
            <param name="FourCC" value="H264" valuetype="data"/>
            <param name="CodecPrivateData" value="0000000167" valuetype="data"/>
            <param name="MaxWidth" value="640" valuetype="data"/>
            <param name="MaxHeight" value="360" valuetype="data"/>
            <param name="NALUnitLengthField" value="2" valuetype="data"/>
            <param name="my_key" value="a&amp;b" valuetype="data"/>
            </video>
            </switch></body>
            </smil>
            """);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesRoundTrip(long seed) throws Exception {
    List<TrackInfo> tracks = Documents.tracks(new SplittableRandom(seed));
    LiveServerManifest manifest = LiveServerManifest.of("encoder " + seed, tracks);
    assertThat(LiveServerManifest.read(manifest.write())).isEqualTo(manifest);
  }

  @Test
  void survivesTruncationAtEveryByte() {
    Slice whole = Slice.ofUtf8(STANDARD.strip());
    for (long size = 0; size < whole.size(); size++) {
      Slice part = whole.slice(0, size);
      assertThatThrownBy(() -> LiveServerManifest.read(part))
          .isInstanceOf(MalformedMediaException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = STANDARD.getBytes(StandardCharsets.UTF_8);
    for (int flip = random.nextInt(1, 6); flip > 0; flip--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    Hostile.onlyMediaException(() -> LiveServerManifest.read(Slice.copyOf(bytes)));
    Hostile.onlyMediaException(() -> StreamManifest.read(Slice.copyOf(bytes)));
  }

  private static LiveServerManifest read(String document) throws Exception {
    return LiveServerManifest.read(Slice.ofUtf8(document));
  }

  private static String track(String params) {
    return "<smil><body><audio>" + params + "</audio></body></smil>";
  }
}
