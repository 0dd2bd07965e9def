package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.smooth.SmoothManifest.Live;
import org.smoothlab.media.smooth.SmoothManifest.OnDemand;
import org.smoothlab.media.smooth.StreamIndex.EmbeddedText;
import org.smoothlab.media.smooth.StreamIndex.InlineSample;
import org.smoothlab.media.smooth.StreamIndex.Size;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;

class ManifestReaderTest {
  private static final String LIVE =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <!-- two streams -->
      <SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="10000000" Duration="0"
          IsLive="true" LookAheadFragmentCount="2" DVRWindowLength="6000000000" Unknown="x">
        <Unknown><deeper/>text</Unknown>
        <StreamIndex Type="video" Name="video" Chunks="0" QualityLevels="2"
            MaxWidth="1280" MaxHeight="720" DisplayWidth="1280" DisplayHeight="700"
            Url="QualityLevels({bitrate})/Fragments(video={start time})">
          <QualityLevel Index="0" Bitrate="2000000" FourCC="H264" MaxWidth="1280" MaxHeight="720"
              CodecPrivateData="00000001674D4020"/>
          <QualityLevel Index="1" Bitrate="500000" FourCC="H264" MaxWidth="640" MaxHeight="360"
              NALUnitLengthField="2" CodecPrivateData="00000001674d401e">
            <CustomAttributes><Attribute Name="codecs" Value="avc1.4D401E"/></CustomAttributes>
          </QualityLevel>
          <c n="7" t="120000000" d="20000000"/><c d="20000000"/>
        </StreamIndex>
        <StreamIndex Type="audio" Name="audio_eng" Language="eng" Chunks="0" QualityLevels="1"
            TimeScale="48000" Url="QualityLevels({bitrate})/Fragments(audio_eng={start time})">
          <QualityLevel Index="0" Bitrate="128000" FourCC="AACL" SamplingRate="48000" Channels="2"
              BitsPerSample="16" PacketSize="4" AudioTag="255" CodecPrivateData="1190"/>
          <c t="575488" d="96256"/>
        </StreamIndex>
      </SmoothStreamingMedia>
      """;

  @Test
  void readsALiveManifest() throws Exception {
    SmoothManifest manifest = read(LIVE);
    assertThat(manifest.header())
        .isEqualTo(
            new SmoothManifest.Header(
                SmoothManifest.Version.V2_0, Timescale.SMOOTH, 0, new Live(2, 6_000_000_000L)));
    StreamIndex video = manifest.find("video").orElseThrow();
    assertThat(video.info().kind()).isEqualTo(StreamKind.VIDEO);
    assertThat(video.details().displaySize()).isEqualTo(new Size(1280, 700));
    assertThat(video.url()).isEqualTo(FragmentUrl.ofStream("video"));
    assertThat(video.levels())
        .containsExactly(
            new QualityLevel(
                2_000_000,
                "H264",
                Slice.ofHex("00000001674D4020"),
                new MediaFormat.Video(1280, 720, 4),
                List.of()),
            new QualityLevel(
                500_000,
                "H264",
                Slice.ofHex("00000001674D401E"),
                new MediaFormat.Video(640, 360, 2),
                List.of(new CustomAttribute("codecs", "avc1.4D401E"))));
    assertThat(video.chunks())
        .containsExactly(
            new FragmentTime(120_000_000, 20_000_000), new FragmentTime(140_000_000, 20_000_000));
    StreamIndex audio = manifest.find("audio_eng").orElseThrow();
    assertThat(audio.info())
        .isEqualTo(
            new StreamInfo(
                StreamKind.AUDIO,
                "audio_eng",
                "",
                "eng",
                new Timescale(48_000),
                StreamInfo.Sparse.NONE));
    assertThat(audio.levels().get(0).format())
        .isEqualTo(new MediaFormat.Audio(48_000, 2, 16, 4, 255));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "UTF8"})
  void readsOtherEncodings(String encoding) throws Exception {
    String text = LIVE.replace("utf-8", encoding).replace("two", "zw\u00f6lf");
    Slice document = Slice.copyOf(text.getBytes(Charset.forName(encoding)));
    assertThat(ManifestReader.read(document)).isEqualTo(read(LIVE));
  }

  @Test
  void readsAByteOrderMarkAndIgnoresZerosAtTheEnd() throws Exception {
    assertThat(read("\uFEFF" + LIVE + "\0\0")).isEqualTo(read(LIVE));
    byte[] wide = (LIVE.replace("utf-8", "utf-16") + "\0").getBytes(StandardCharsets.UTF_16LE);
    byte[] marked = new byte[wide.length + 2];
    marked[0] = (byte) 0xFF;
    marked[1] = (byte) 0xFE;
    System.arraycopy(wide, 0, marked, 2, wide.length);
    assertThat(ManifestReader.read(Slice.copyOf(marked))).isEqualTo(read(LIVE));
  }

  @Test
  void readsTheManifestThatFfmpegWrites() throws Exception {
    SmoothManifest manifest = ManifestReader.read(Vectors.load("ffmpeg-smoothstreaming.xml"));
    assertThat(manifest.header())
        .isEqualTo(
            new SmoothManifest.Header(
                SmoothManifest.Version.V2_0, Timescale.SMOOTH, 60_213_333, new OnDemand()));
    assertThat(manifest.streams())
        .extracting(stream -> stream.info().name())
        .containsExactly("video", "audio");
    StreamIndex audio = manifest.find("audio").orElseThrow();
    assertThat(audio.chunks())
        .containsExactly(
            new FragmentTime(0, 20_266_666),
            new FragmentTime(20_266_666, 20_053_333),
            new FragmentTime(40_319_999, 19_893_334));
    assertThat(audio.levels().get(0).codecPrivateData()).isEqualTo(Slice.ofHex("118856e500"));
    assertThat(manifest.find("video").orElseThrow().levels())
        .extracting(QualityLevel::bitrateBps)
        .containsExactly(60_000L, 30_000L);
  }

  @Test
  void believesTheBytesWhereTheDeclarationIsWrong() throws Exception {
    assertThat(read(LIVE.replace("utf-8", "utf-16"))).isEqualTo(read(LIVE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3c0078", "fffe3c", "3c00", "fffe", "feff00", "efbbbf", "00", "3c"})
  void refusesHalfACharacter(String hex) {
    assertThatThrownBy(() -> ManifestReader.read(Slice.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageStartingWith("Manifest");
  }

  @Test
  void refusesBytesThatAreNotInTheDeclaredEncoding() {
    byte[] bytes = LIVE.replace("two", "zw\u00f6lf").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ManifestReader.read(Slice.copyOf(bytes)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("Manifest: not UTF-8");
    assertThatThrownBy(() -> read(LIVE.replace("utf-8", "IBM037")))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageStartingWith("Manifest: encoding \"IBM037\"");
  }

  @ParameterizedTest
  @CsvSource({
    "LookaheadCount=\"3\", 3",
    "LookAheadFragmentCount=\"4\", 4",
    "LookaheadCount=\"5\" LookAheadFragmentCount=\"6\", 5",
    "CanSeek=\"TRUE\", 0",
  })
  void readsEitherNameOfTheLookAhead(String attributes, int count) throws Exception {
    SmoothManifest manifest = read(root("IsLive=\"TRUE\" " + attributes, ""));
    assertThat(manifest.header().liveness()).isEqualTo(new Live(count, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "IsLive=\"FALSE\"", "IsLive=\"0\" LookAheadFragmentCount=\"2\""})
  void readsAnythingElseAsOnDemand(String attributes) throws Exception {
    assertThat(read(root(attributes, "")).header().liveness()).isEqualTo(new OnDemand());
  }

  /** Times as {@code start+duration}, by [MS-SSTR] 3.1.5.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<c d='5'/><c d='6'/> | 0+5 5+6",
        "<c t='7' d='5'/><c d='6'/> | 7+5 12+6",
        "<c t='7'/><c t='9'/><c t='20' d='1'/> | 7+2 9+11 20+1",
        "<c t='0' d='5'/><c t='9' d='5'/> | 0+5 9+5",
        "<c t='0' d='5'/><c t='4' d='5'/> | 0+5 4+5",
        "<c t='3' d='5' r='3'/><c t='90' d='1'/> | 3+5 8+5 13+5 90+1",
        "<c d='5' r='1'/> | 0+5",
        "<c t='0' d='5'/><c t='5'/><c t='9' d='2' r='2'/> | 0+5 5+4 9+2 11+2",
        "<c t='9223372036854775800' d='7'/> | 9223372036854775800+7",
      })
  void worksOutStartsAndDurations(String chunks, String expected) throws Exception {
    StreamIndex stream = read(root("", stream(chunks))).streams().get(0);
    assertThat(stream.chunks())
        .extracting(time -> time.startTicks() + "+" + time.durationTicks())
        .containsExactly(expected.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<c n='1'/> | neither t nor d",
        "<c t='1' d='1'/><c t='2'/> | the last c has no d",
        "<c t='1'/><c d='2'/> | no t behind an element without d",
        "<c t='1' r='2'/> | neither t nor d",
        "<c t='5' d='1'/><c t='4' d='1'/> | t 4 is before the previous 5",
        "<c d='5' r='0'/> | @r counts from one",
        "<c d='5' r='1000001'/> | more than 1000000 fragments",
        "<c d='5' r='9223372036854775807'/> | more than 1000000 fragments",
        "<c d='1' r='999999'/><c d='5' r='2'/> | more than 1000000 fragments",
        "<c t='9223372036854775808' d='1'/> | @t is above 9223372036854775807",
        "<c t='9223372036854775807' d='1'/> | the fragment ends beyond 2^63-1",
        "<c t='0' d='9223372036854775807' r='2'/> | the fragment ends beyond 2^63-1",
        "<c t='-1' d='1'/> | @t must be decimal digits",
        "<c t='0' d='1'><f i='7'>QUJD</f></c> | f@i 7 names no quality level",
        "<c t='0' d='1'><f>QUJD</f></c> | @i is missing",
        "<c t='0' d='1'><f i='0'>!</f></c> | not base64",
        "<QualityLevel/> | @Bitrate is missing",
        "<QualityLevel Bitrate='4294967296'/> | @Bitrate is above 4294967295",
        "<QualityLevel Bitrate='1' CodecPrivateData='0g'/> | not pairs of hexadecimal digits",
        "<QualityLevel Bitrate='1' Index='0'/> | @Index 0 is not unique",
        "<QualityLevel Bitrate='1' NALUnitLengthField='3'/> | must be 1, 2 or 4",
        "<Content><Marker/></Content> | @Time is missing",
      })
  void saysWhatIsWrongInAStream(String content, String message) {
    assertThatThrownBy(() -> read(root("", stream(content))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void saysWhereItIsWrong() {
    assertThatThrownBy(() -> read(root("", "\n\n" + stream("<c t='x' d='1'/>"))))
        .hasMessage(
            "Manifest line 3, /SmoothStreamingMedia/StreamIndex/c:"
                + " @t must be decimal digits, got \"x\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<x/> | expected the root element SmoothStreamingMedia",
        "<SmoothStreamingMedia/> | @MajorVersion is missing",
        "'' | not well-formed XML",
        "no xml | not well-formed XML",
        "<SmoothStreamingMedia MajorVersion='2'> | not well-formed XML",
        "<SmoothStreamingMedia MajorVersion='2'/><again/> | not well-formed XML",
        "<SmoothStreamingMedia MajorVersion='2' Duration='&nothing;'/> | not well-formed XML",
        "<SmoothStreamingMedia MajorVersion='2'>&nothing;</SmoothStreamingMedia> | entit",
      })
  void refusesBrokenDocuments(String document, String message) {
    assertThatThrownBy(() -> read(document))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE SmoothStreamingMedia>",
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]>",
        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/x'> %p;]>",
      })
  void refusesDocumentTypes(String doctype) {
    assertThatThrownBy(() -> read(doctype + root("Duration='1'", "<x>&b;</x>")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("a document type declaration is not allowed");
  }

  @Test
  void readsAWindowOfTwoDaysAndLongAttributes() throws Exception {
    String chunks = "<c t='0' d='20000000'/>" + "<c d='20000000'/>".repeat(86_399);
    String data = "<QualityLevel Index='1' Bitrate='6' CodecPrivateData='" + "00".repeat(100_000);
    StreamIndex stream = read(root("", stream(data + "'/>" + chunks))).streams().get(0);
    assertThat(stream.chunks()).hasSize(86_400);
    assertThat(stream.chunks().getLast())
        .isEqualTo(new FragmentTime(86_399L * 20_000_000, 20_000_000));
    assertThat(stream.levels().get(1).codecPrivateData().size()).isEqualTo(100_000);
  }

  @Test
  void refusesTenThousandLevels() {
    String levels = "<QualityLevel Bitrate='1'/>".repeat(10_000);
    assertThatThrownBy(() -> read(root("", stream(levels))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "Manifest line 1, /SmoothStreamingMedia/StreamIndex/QualityLevel:"
                + " more than 512 quality levels");
  }

  @Test
  void refusesTooManyStreamsAttributesAndElementsInOneAnother() {
    StringBuilder many = new StringBuilder();
    for (int index = 0; index < 257; index++) {
      many.append("<StreamIndex Type='text' Name='").append(index).append("'/>");
    }
    assertThatThrownBy(() -> read(root("", many.toString()))).hasMessageContaining("256 streams");
    String attributes = "<Attribute Name='a' Value='b'/>".repeat(257);
    assertThatThrownBy(
            () -> read(root("", "<CustomAttributes>" + attributes + "</CustomAttributes>")))
        .hasMessageContaining("more than 256 custom attributes");
    String headers =
        "<ProtectionHeader SystemID='9A04F0799840-4286-AB92-E65BE0885F95'/>".repeat(257);
    assertThatThrownBy(() -> read(root("", "<Protection>" + headers + "</Protection>")))
        .hasMessageContaining("more than 256 protection headers");
    assertThatThrownBy(() -> read(root("", "<a>".repeat(17) + "</a>".repeat(17))))
        .hasMessageContaining("nested deeper than 16 elements");
  }

  @Test
  void refusesADocumentAboveTheLimit() {
    byte[] bytes = new byte[(int) ManifestReader.DOCUMENT_BYTES_MAX + 1];
    assertThatThrownBy(() -> ManifestReader.read(Slice.copyOf(bytes)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("Manifest: 33554433 bytes, at most 33554432 are read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<SmoothStreamingMedia MajorVersion='1' MinorVersion='0'/>",
        "<SmoothStreamingMedia MajorVersion='2' MinorVersion='3'/>",
        "<SmoothStreamingMedia MajorVersion='2' TimeScale='0'/>",
        "<SmoothStreamingMedia MajorVersion='2' TimeScale='2147483648'/>",
        "<SmoothStreamingMedia MajorVersion='2'><StreamIndex Type='smell'/></SmoothStreamingMedia>",
      })
  void saysWhatIsNotSupported(String document) {
    assertThatThrownBy(() -> read(document)).isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void namesAStreamByItsTypeAndRefusesASecondOfThatName() throws Exception {
    assertThat(read(root("", "<StreamIndex Type='audio'/>")).find("audio")).isPresent();
    assertThatThrownBy(
            () -> read(root("", "<StreamIndex Type='audio'/><StreamIndex Type='audio'/>")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("a second stream is named \"audio\"");
  }

  @Test
  void takesTheRootsClockAndTheStreamsSizeWhereTheirOwnAreMissing() throws Exception {
    SmoothManifest manifest =
        read(
            root(
                "TimeScale='90000'",
                "<StreamIndex Type='Video' Subtype='' MaxWidth='64' MaxHeight='36'>"
                    + "<QualityLevel Bitrate='1'/>"
                    + "<QualityLevel Bitrate='2' Width='32' Height='18'/></StreamIndex>"));
    StreamIndex stream = manifest.streams().get(0);
    assertThat(stream.info().timescale()).isEqualTo(new Timescale(90_000));
    assertThat(stream.levels())
        .extracting(QualityLevel::format)
        .containsExactly(new MediaFormat.Video(64, 36, 4), new MediaFormat.Video(32, 18, 4));
    assertThat(stream.maxSize()).isEqualTo(new Size(64, 36));
    assertThat(stream.url()).isEqualTo(FragmentUrl.NONE);
  }

  @Test
  void readsProtectionHeaders() throws Exception {
    SmoothManifest manifest =
        read(
            root(
                "",
                "<Protection><Other/>"
                    + "<ProtectionHeader SystemID='{9A04F079-9840-4286-AB92-E65BE0885F95}'>"
                    + " QUJD\n RA== </ProtectionHeader>"
                    + "<ProtectionHeader SystemID='edef8ba979d64acea3c827dcd51d21ed'/>"
                    + "</Protection>"));
    assertThat(manifest.protectionHeaders())
        .containsExactly(
            new SmoothManifest.ProtectionHeader(
                "9a04f079-9840-4286-ab92-e65be0885f95", Slice.ofUtf8("ABCD")),
            new SmoothManifest.ProtectionHeader(
                "edef8ba9-79d6-4ace-a3c8-27dcd51d21ed", Slice.EMPTY));
    assertThatThrownBy(
            () -> read(root("", "<Protection><ProtectionHeader SystemID='1'/></Protection>")))
        .hasMessageContaining("@SystemID is not a UUID");
  }

  @Test
  void readsEventsInsideTheManifest() throws Exception {
    SmoothManifest manifest =
        read(
            root(
                "",
                "<CustomAttributes><Attribute Name='ProducerReferenceTime' Value='now'/>"
                    + "<Other/></CustomAttributes>"
                    + "<StreamIndex Type='text' Name='ads' Subtype='DATA' ManifestOutput='TRUE'"
                    + " ParentStreamIndex='video' TimeScale='1000'>"
                    + "<CustomAttributes><Attribute Name='Scheme' Value='urn:x'/>"
                    + "</CustomAttributes>"
                    + "<c t='1' d='2'><f i='5'>QU\nJD</f><f i='4' s='9' q='1'/><x/></c>"
                    + "<c d='2'/><c d='2'><f i='6'>RA==</f></c>"
                    + "<QualityLevel Index='6' Bitrate='0'/><QualityLevel Index='5' Bitrate='1'/>"
                    + "</StreamIndex>"));
    assertThat(manifest.customAttributes())
        .containsExactly(new CustomAttribute("ProducerReferenceTime", "now"));
    StreamIndex ads = manifest.streams().get(0);
    assertThat(ads.info().sparse()).isEqualTo(new StreamInfo.Sparse("video", true));
    assertThat(ads.info().subtype()).isEqualTo("DATA");
    assertThat(ads.details().customAttributes())
        .containsExactly(new CustomAttribute("Scheme", "urn:x"));
    assertThat(ads.details().inlineSamples())
        .containsExactly(
            new InlineSample(0, 1, Slice.ofUtf8("ABC")), new InlineSample(2, 0, Slice.ofUtf8("D")));
  }

  @Test
  void readsTextInsideTheManifest() throws Exception {
    SmoothManifest manifest =
        read(
            root(
                "",
                "<StreamIndex Type='text' Subtype='SCMD'><Content>"
                    + "<ScriptCommand Time='5' Type='URL' Command='a?b&amp;c'/><Other/>"
                    + "<Marker Time='6' Value='Chapter 1'/></Content></StreamIndex>"));
    assertThat(manifest.streams().get(0).details().texts())
        .containsExactly(
            new EmbeddedText.ScriptCommand(5, "URL", "a?b&c"),
            new EmbeddedText.Marker(6, "Chapter 1"));
    assertThat(manifest.streams().get(0).details().texts())
        .extracting(EmbeddedText::timeTicks)
        .containsExactly(5L, 6L);
  }

  @Test
  void addsUpTheDurationWhereItIsMissing() throws Exception {
    String streams =
        "<StreamIndex Type='video'><c t='9' d='10000000' r='3'/></StreamIndex>"
            + "<StreamIndex Type='audio' TimeScale='1000'><c d='3500'/></StreamIndex>";
    assertThat(read(root("", streams)).shownDurationTicks()).isEqualTo(35_000_000);
    assertThat(read(root("Duration='7'", streams)).shownDurationTicks()).isEqualTo(7);
    String endless =
        "<StreamIndex Type='audio' TimeScale='1'><c d='9223372036854775807'/></StreamIndex>";
    assertThat(read(root("", endless)).shownDurationTicks()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void survivesTruncationAtEveryByte() {
    Slice whole = Slice.ofUtf8(LIVE.strip());
    for (long size = 0; size < whole.size(); size++) {
      Slice part = whole.slice(0, size);
      assertThatThrownBy(() -> ManifestReader.read(part))
          .isInstanceOf(MalformedMediaException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = LIVE.getBytes(StandardCharsets.UTF_8);
    for (int flip = random.nextInt(1, 6); flip > 0; flip--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    Hostile.onlyMediaException(() -> ManifestReader.read(Slice.copyOf(bytes)));
  }

  private static SmoothManifest read(String document) throws Exception {
    return ManifestReader.read(Slice.ofUtf8(document));
  }

  private static String root(String attributes, String content) {
    return "<SmoothStreamingMedia MajorVersion='2' MinorVersion='2' "
        + attributes
        + ">"
        + content
        + "</SmoothStreamingMedia>";
  }

  private static String stream(String content) {
    return "<StreamIndex Type='video' Url='QualityLevels({bitrate})/Fragments(v={start time})'>"
        + "<QualityLevel Index='0' Bitrate='5'/>"
        + content
        + "</StreamIndex>";
  }
}
