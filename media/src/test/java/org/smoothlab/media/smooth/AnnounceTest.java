package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;
import static org.smoothlab.media.smooth.Headers.AVC_C;
import static org.smoothlab.media.smooth.Headers.PRIVATE_DATA;
import static org.smoothlab.media.smooth.Headers.announce;
import static org.smoothlab.media.smooth.Headers.audioEntry;
import static org.smoothlab.media.smooth.Headers.eventEntry;
import static org.smoothlab.media.smooth.Headers.manifestBox;
import static org.smoothlab.media.smooth.Headers.moov;
import static org.smoothlab.media.smooth.Headers.trak;
import static org.smoothlab.media.smooth.Headers.ttmlEntry;
import static org.smoothlab.media.smooth.Headers.unknownEntry;
import static org.smoothlab.media.smooth.Headers.videoEntry;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.AudioSampleEntry;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.BtrtBox;
import org.smoothlab.media.box.Dac3Box;
import org.smoothlab.media.box.Dec3Box;
import org.smoothlab.media.box.EsdsBox;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.HvcCBox;
import org.smoothlab.media.box.StreamManifestBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.box.TrackDefaults;
import org.smoothlab.media.box.VisualSampleEntry;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.codec.EsDescriptor;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;

class AnnounceTest {
  private static final String HEVC_SPS =
      "42010101600000030090000003000003003ca00a080b9f796566924caf016808000003000800000300c840";

  private static final String HVC_C =
      "0101600000009000000000003cf000fcfdf8f800000f03a00001001840010c01ffff01600000030090000003"
          + "000003003c959809a10001002b"
          + HEVC_SPS
          + "a2000100074401c172b46240";

  private static final String NO_HEADER = "ffmpeg-fifo.ismv";
  private static final String THREE_TRACKS = "gstreamer-three-tracks-header.ismv";

  @Test
  void readsWhatFfmpegAnnounces() throws Exception {
    List<TopLevelBox> header = header(Vectors.FFMPEG_ISMV);
    Announce announce = Announce.read(header);
    assertThat(announce.tracks())
        .containsExactly(
            new TrackInfo(
                1,
                stream(StreamKind.VIDEO, "video", "", Timescale.SMOOTH),
                new QualityLevel(
                    60_000,
                    "H264",
                    Slice.ofHex(
                        "00000001674D400BECA146FC9808800000030080000019078A14CB"
                            + "0000000168EBECB2"),
                    new MediaFormat.Video(160, 90, 4),
                    List.of())),
            new TrackInfo(
                2,
                stream(StreamKind.AUDIO, "audio", "", Timescale.SMOOTH),
                new QualityLevel(
                    32_000,
                    "AACL",
                    Slice.ofHex("118856E500"),
                    new MediaFormat.Audio(48_000, 1, 16, 4, 255),
                    List.of())));
    assertThat(announce.expectedStreams()).isEmpty();
    assertThat(announce.defaults()).containsOnlyKeys(1, 2);
    assertThat(announce.bytes())
        .isEqualTo(Slice.concat(header.stream().map(TopLevelBox::bytes).toList()));
  }

  @Test
  void readsWhatGstreamerAnnouncesWithoutAServerManifest() throws Exception {
    Announce announce = Announce.read(header(Vectors.GSTREAMER));
    assertThat(announce.tracks())
        .containsExactly(
            new TrackInfo(
                1,
                stream(StreamKind.VIDEO, "video", "", new Timescale(2500)),
                new QualityLevel(
                    43_200,
                    "H264",
                    Slice.ofHex(
                        "0000000167f4000b90d9640a37e7c05a83030320000003002000000651e28549"
                            + "0000000168ebcc448440"),
                    new MediaFormat.Video(160, 90, 4),
                    List.of())));
  }

  @Test
  void tellsTracksOfOneSizeApartByBitrateWhenNobodyStatesOne() throws Exception {
    Announce announce = Announce.read(header(THREE_TRACKS));
    assertThat(announce.tracks())
        .extracting(TrackInfo::id)
        .containsExactly(
            new TrackId("video", 43_200),
            new TrackId("video", 43_201),
            new TrackId("audio", 128_000));
    QualityLevel audio = announce.tracks().get(2).level();
    assertThat(audio.fourCc()).isEqualTo("AACL");
    assertThat(audio.codecPrivateData()).isEqualTo(Slice.ofHex("119056e500"));
    assertThat(audio.format()).isEqualTo(new MediaFormat.Audio(48_000, 2, 16, 4, 255));
    assertThat(announce.find(3)).map(TrackInfo::level).contains(audio);
    assertThat(announce.find(4)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {Vectors.FFMPEG_CMAF, Vectors.FFMPEG_FRAG})
  void takesBitratesAndCodecDataFromTheBoxesOfOrdinaryFiles(String vector) throws Exception {
    Announce announce = Announce.read(header(vector));
    assertThat(announce.tracks())
        .extracting(track -> track.level().fourCc())
        .containsExactly("H264", "AACL");
    assertThat(announce.tracks())
        .allSatisfy(track -> {
          assertThat(track.level().codecPrivateData().isEmpty()).isFalse();
          assertThat(track.level().bitrateBps()).isPositive();
        });
    assertThat(announce.tracks().get(1).stream().timescale()).isEqualTo(new Timescale(48_000));
  }

  @Test
  void takesCodecDataFromTheFirstSyncSampleWhenNobodyAnnouncesIt() throws Exception {
    Announce announce = Announce.read(header(NO_HEADER));
    assertThat(announce.tracks().get(0).level().codecPrivateData().isEmpty()).isTrue();
    Announce completed = announce.withCodecDataFrom(firstFragment(NO_HEADER, announce));
    assertThat(completed.tracks().get(0).level().codecPrivateData())
        .isEqualTo(
            Slice.ofHex(
                "00000001674d400bd9028df93011000003000100000300320f142a480000000168ebccb2"));
    assertThat(completed.tracks().get(0).level().format())
        .isEqualTo(new MediaFormat.Video(160, 90, 4));
    assertThat(completed.tracks().get(1)).isEqualTo(announce.tracks().get(1));
    assertThat(completed.withCodecDataFrom(firstFragment(NO_HEADER, announce))).isSameAs(completed);
  }

  @Test
  void staysAsItIsWhereTheSampleHasNoCodecDataEither() throws Exception {
    Announce announce = Announce.read(header(NO_HEADER));
    Fragment other = firstFragment(Vectors.GSTREAMER, Announce.read(header(Vectors.GSTREAMER)));
    Slice withoutSets = withoutParameterSets(other.payload());
    Fragment empty = new Fragment(1, other.time(), other.samples(), other.moof(), withoutSets);
    assertThat(announce.withCodecDataFrom(empty)).isSameAs(announce);
  }

  @Test
  void believesTheClockOfTheTrackAndNotOfTheManifest() throws Exception {
    Announce announce =
        announce(
            manifestBox("<video systemBitrate='5'><param name='timescale' value='1'/></video>"),
            moov(trak(7, "vide", 90_000, "eng", videoEntry(AVC_C))));
    assertThat(announce.tracks())
        .containsExactly(
            new TrackInfo(
                7,
                stream(StreamKind.VIDEO, "video", "eng", new Timescale(90_000)),
                new QualityLevel(
                    5, "H264", PRIVATE_DATA, new MediaFormat.Video(640, 360, 4), List.of())));
  }

  @Test
  void prefersWhatTheManifestStates() throws Exception {
    Announce announce =
        announce(
            manifestBox(
                "<video systemBitrate='5' systemLanguage='fra'>"
                    + "<param name='trackName' value='main'/><param name='FourCC' value='AVC1'/>"
                    + "<param name='Width' value='32'/><param name='MaxHeight' value='18'/>"
                    + "<param name='ns_key' value='v'/>"
                    + "<param name='NALUnitLengthField' value='2'/></video>"),
            moov(trak(1, "vide", 90_000, "eng", videoEntry(AVC_C, new BtrtBox(0, 8, 9)))));
    TrackInfo track = announce.tracks().get(0);
    assertThat(track.stream().name()).isEqualTo("main");
    assertThat(track.stream().language()).isEqualTo("fra");
    assertThat(track.level())
        .isEqualTo(
            new QualityLevel(
                5,
                "AVC1",
                PRIVATE_DATA,
                new MediaFormat.Video(32, 18, 2),
                List.of(new CustomAttribute("ns_key", "v"))));
  }

  @ParameterizedTest
  @CsvSource({"eng, eng", "en-US, eng", "FR, fra", "und, deu", "'', deu", "qq, deu", "?, deu"})
  void tellsLanguagesByThreeLetters(String tag, String language) throws Exception {
    Announce announce =
        announce(
            manifestBox("<audio systemBitrate='5' systemLanguage='" + tag + "'/>"),
            moov(trak(1, "soun", 48_000, "deu", aac())));
    assertThat(announce.tracks().get(0).stream().language()).isEqualTo(language);
  }

  @ParameterizedTest
  @CsvSource({"8, 9, 9", "8, 0, 8", "0, 0, 691200", "0, 4294967295, 4000000000"})
  void takesTheBitrateOfBtrt(long maximumBps, long averageBps, long expectedBps) throws Exception {
    Announce announce =
        announce(
            moov(
                trak(
                    1,
                    "vide",
                    90_000,
                    "und",
                    videoEntry(AVC_C, new BtrtBox(0, maximumBps, averageBps)))));
    assertThat(announce.tracks().get(0).level().bitrateBps()).isEqualTo(expectedBps);
  }

  @ParameterizedTest
  @CsvSource({
    "1190, AACL, 48000, 2",
    "2B118800, AACH, 24000, 2",
    "EB8A0800, AACP, 22050, 2",
    "'', AACL, 44100, 2",
  })
  void namesAacByItsConfiguration(String config, String fourCc, int rateHz, int channels)
      throws Exception {
    EsDescriptor descriptor = new EsDescriptor(0x40, 0, 7, Slice.ofHex(config));
    Announce announce =
        announce(moov(trak(1, "soun", 48_000, "deu", audioEntry(new EsdsBox(descriptor.write())))));
    QualityLevel level = announce.tracks().get(0).level();
    assertThat(level.fourCc()).isEqualTo(fourCc);
    assertThat(level.bitrateBps()).isEqualTo(7);
    assertThat(level.format()).isEqualTo(new MediaFormat.Audio(rateHz, channels, 16, 4, 255));
    assertThat(level.codecPrivateData().isEmpty()).isFalse();
  }

  @Test
  void makesTheCodecDataThatAnAacManifestLeavesOut() throws Exception {
    Announce announce =
        announce(
            manifestBox(
                "<audio systemBitrate='1'><param name='FourCC' value='AACL'/>"
                    + "<param name='SamplingRate' value='48000'/>"
                    + "<param name='Channels' value='1'/><param name='PackSize' value='9'/></audio>"),
            moov(trak(1, "soun", 48_000, "deu", audioEntry())));
    QualityLevel level = announce.tracks().get(0).level();
    assertThat(level.codecPrivateData()).isEqualTo(Slice.ofHex("1188"));
    assertThat(level.format()).isEqualTo(new MediaFormat.Audio(48_000, 1, 16, 9, 255));
  }

  @Test
  void namesTracksThatShareNeitherClockNorLanguage() throws Exception {
    Announce announce =
        announce(
            moov(
                trak(1, "soun", 48_000, "eng", aac()),
                trak(2, "soun", 48_000, "eng", aac()),
                trak(3, "soun", 48_000, "fra", aac()),
                trak(4, "soun", 44_100, "fra", aac()),
                trak(5, "subt", 1000, "und", ttmlEntry()),
                trak(6, "tmcd", 1000, "und", ttmlEntry())));
    assertThat(announce.tracks())
        .extracting(track -> track.id().toString())
        .containsExactly(
            "audio@128000",
            "audio@128001",
            "audio_fra@128000",
            "audio_4@128000",
            "textstream@1000");
    assertThat(announce.tracks().get(4).level().fourCc()).isEqualTo("TTML");
    assertThat(announce.tracks().get(4).stream().language()).isEmpty();
  }

  @Test
  void addsTracksThatOnlyMoovHas() throws Exception {
    Announce announce =
        announce(
            manifestBox("<video systemBitrate='5'><param name='trackID' value='2'/></video>"),
            moov(
                trak(1, "soun", 48_000, "eng", aac()),
                trak(2, "vide", 90_000, "und", videoEntry(AVC_C))));
    assertThat(announce.tracks()).extracting(TrackInfo::trackNumber).containsExactly(2, 1);
  }

  /** FFmpeg with libx265 and its E-AC-3 encoder, as they look in an ordinary file. */
  @Test
  void takesHevcAndDolbyFromTheBoxes() throws Exception {
    Box hevc =
        new VisualSampleEntry(
            BoxType.of("hvc1"), 1, 0, 0, "", BoxList.of(new HvcCBox(Slice.ofHex(HVC_C))));
    Announce announce =
        announce(
            moov(
                trak(1, "vide", 90_000, "und", hevc),
                trak(
                    2, "soun", 48_000, "eng", dolbyEntry("ec-3", new Dec3Box(ofHex("0800200f00")))),
                trak(3, "soun", 48_000, "deu", dolbyEntry("ac-3", new Dac3Box(ofHex("101140"))))));
    assertThat(announce.tracks())
        .extracting(track -> track.level().fourCc())
        .containsExactly("HVC1", "EC-3", "AC-3");
    assertThat(announce.tracks().get(0).level().format())
        .isEqualTo(new MediaFormat.Video(320, 180, 4));
    assertThat(CodecName.of(announce.tracks().get(0).level())).contains("hvc1.1.6.L60.90");
    assertThat(announce.tracks().get(1).level().format())
        .isEqualTo(new MediaFormat.Audio(48_000, 6, 16, 4, 0xFFFE));
    assertThat(announce.tracks().get(1).level().codecPrivateData())
        .isEqualTo(ofHex("00063f000000af87fba7022dfb42a4d405cd93843bdd0800200f00"));
    assertThat(announce.tracks().get(2).stream().name()).isEqualTo("audio_deu");
  }

  @Test
  void keepsTheCodecDataThatAManifestStatesForHevcAndDolby() throws Exception {
    Announce announce =
        announce(
            manifestBox(
                "<video systemBitrate='1'><param name='FourCC' value='HEV1'/>"
                    + "<param name='CodecPrivateData' value='00000001"
                    + HEVC_SPS
                    + "'/></video><audio systemBitrate='2'><param name='FourCC' value='EC-3'/>"
                    + "<param name='CodecPrivateData' value='0400200400'/></audio>"),
            moov(
                trak(1, "vide", 90_000, "und", unknownEntry()),
                trak(2, "soun", 48_000, "eng", dolbyEntry("ec-3"))));
    assertThat(announce.tracks().get(0).level().codecPrivateData())
        .isEqualTo(ofHex("00000001" + HEVC_SPS));
    assertThat(announce.tracks().get(1).level().codecPrivateData()).isEqualTo(ofHex("0400200400"));
    assertThat(announce.tracks().get(1).level().format())
        .isEqualTo(new MediaFormat.Audio(48_000, 2, 16, 4, 0xFFFE));
  }

  @Test
  void takesThumbnailsForPicturesOfAnotherStream() throws Exception {
    Announce announce =
        announce(
            manifestBox(
                "<video systemBitrate='5000'><param name='trackName' value='thumbnails'/>"
                    + "<param name='Subtype' value='ZOET'/></video>"),
            moov(
                trak(
                    1,
                    "vide",
                    1000,
                    "und",
                    new VisualSampleEntry(BoxType.of("jpeg"), 1, 160, 90, "", BoxList.NONE))));
    assertThat(announce.tracks().getFirst().level().fourCc()).isEqualTo("JPEG");
    assertThat(announce.tracks().getFirst().stream().subtype()).isEqualTo("ZOET");
    assertThat(announce.tracks().getFirst().level().format())
        .isEqualTo(new MediaFormat.Video(160, 90, 4));
  }

  private static Box dolbyEntry(String coding, Box... children) {
    return new AudioSampleEntry(BoxType.of(coding), 1, 2, 16, 48_000L << 16, BoxList.of(children));
  }

  @Test
  void readsAnEventStreamWithoutBitrate() throws Exception {
    Announce announce =
        announce(
            manifestBox(
                "<textstream systemBitrate='0'><param name='trackName' value='ads'/>"
                    + "<param name='Subtype' value='DATA'/>"
                    + "<param name='Scheme' value='urn:scte:scte35:2013:bin'/>"
                    + "<param name='parentTrackName' value='video'/>"
                    + "<param name='manifestOutput' value='1'/></textstream>"),
            moov(trak(9, "meta", 1000, "und", eventEntry())));
    assertThat(announce.tracks())
        .containsExactly(
            new TrackInfo(
                9,
                new StreamInfo(
                    StreamKind.TEXT,
                    "ads",
                    "DATA",
                    "",
                    new Timescale(1000),
                    new StreamInfo.Sparse("video", true)),
                new QualityLevel(
                    0,
                    "",
                    Slice.EMPTY,
                    new MediaFormat.Text(),
                    List.of(new CustomAttribute("Scheme", "urn:scte:scte35:2013:bin")))));
  }

  @Test
  void readsTheStreamsThatMustComeToo() throws Exception {
    StreamManifest manifest =
        new StreamManifest(
            List.of(new StreamManifest.Stream("", "720p"), new StreamManifest.Stream("e", "360p")));
    Announce announce =
        announce(
            new StreamManifestBox(manifest.write()),
            moov(trak(1, "vide", 90_000, "und", videoEntry(AVC_C))));
    assertThat(announce.expectedStreams()).containsExactly("720p", "360p");
  }

  @Test
  void keepsTheDefaultsOfEachTrack() throws Exception {
    Announce announce = announce(moov(trak(3, "vide", 90_000, "und", videoEntry(AVC_C))));
    assertThat(announce.defaults()).containsEntry(3, new TrackDefaults(3003, 0, 0x0101_0000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<video systemBitrate='5'><param name='trackID' value='9'/></video> | moov has no track 9",
        "<audio systemBitrate='5'/> | moov has no track 0 for audio",
        "<audio systemBitrate='5'><param name='trackID' value='1'/></audio>"
            + " | moov/trak[0]: is VIDEO, in the server manifest AUDIO",
        "<video systemBitrate='5'/><video systemBitrate='5'/>"
            + " | moov/trak[1]: a second track is video@5",
        "<video systemBitrate='5'><param name='trackName' value='a,b'/></video>"
            + " | trackName \"a,b\" cannot stand in a URL",
        "<video systemBitrate='5'><param name='NALUnitLengthField' value='3'/></video>"
            + " | NALUnitLengthField must be 1, 2 or 4, is 3",
        "<video systemBitrate='5'><param name='CodecPrivateData' value='00'/></video>"
            + " | CodecPrivateData: 0 sequence parameter sets",
        "<video><param name='CodecPrivateData' value='zz'/></video> | not pairs of hexadecimal",
      })
  void saysWhatTheManifestContradicts(String tracks, String message) {
    assertThatThrownBy(() ->
            announce(
                manifestBox(tracks),
                moov(
                    trak(1, "vide", 90_000, "und", videoEntry(AVC_C)),
                    trak(2, "vide", 90_000, "und", videoEntry(AVC_C)))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatTheTracksContradict() {
    String both =
        "<video systemBitrate='5'><param name='trackName' value='x'/></video>"
            + "<audio systemBitrate='5'><param name='trackName' value='x'/></audio>";
    assertThatThrownBy(() ->
            announce(
                manifestBox(both),
                moov(
                    trak(1, "vide", 90_000, "und", videoEntry(AVC_C)),
                    trak(2, "soun", 90_000, "und", aac()))))
        .hasMessage("moov/trak[1]: stream \"x\" has video and audio");
    assertThatThrownBy(() ->
            announce(
                manifestBox("<video systemBitrate='5'/><video systemBitrate='6'/>"),
                moov(
                    trak(1, "vide", 90_000, "und", videoEntry(AVC_C)),
                    trak(2, "vide", 1000, "und", videoEntry(AVC_C)))))
        .hasMessage("moov/trak[1]: stream \"video\" has 90000 and 1000 ticks per second");
  }

  @Test
  void refusesAnAnnounceWithoutTracksOrWithoutMoov() {
    assertThatThrownBy(() -> announce(moov()))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("announce: no track of video, audio or text");
    assertThatThrownBy(() -> announce(manifestBox("")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("announce: no moov ([MS-SSTR] 2.2.7.1)");
    assertThatThrownBy(() -> Announce.read(List.of())).isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, is not new", "2147483648, is not new"})
  void refusesImpossibleTrackNumbers(long number, String message) {
    assertThatThrownBy(() -> announce(moov(trak(number, "vide", 1, "und", videoEntry(AVC_C)))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("track_ID " + number + " " + message);
  }

  @Test
  void refusesClocksThatStandStillOrAreTooFast() {
    assertThatThrownBy(() -> announce(moov(trak(1, "vide", 0, "und", videoEntry(AVC_C)))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("timescale 0");
    assertThatThrownBy(
            () -> announce(moov(trak(1, "vide", 0x8000_0000L, "und", videoEntry(AVC_C)))))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void saysWhichCodingIsNotKnown() {
    assertThatThrownBy(() -> announce(moov(trak(1, "vide", 1, "und", unknownEntry()))))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage(
            "moov/trak[0]: coded as \"vp09\" without a FourCC; known are H.264, HEVC, JPEG, AAC, AC-3"
                + " and E-AC-3");
    EsDescriptor mp3 = new EsDescriptor(0x6B, 0, 0, Slice.EMPTY);
    assertThatThrownBy(
            () -> announce(moov(trak(1, "soun", 1, "und", audioEntry(new EsdsBox(mp3.write()))))))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void refusesTooManyTracks() {
    Headers.Trak[] many = new Headers.Trak[513];
    for (int index = 0; index < many.length; index++) {
      many[index] = trak(index + 1, "vide", 1, "und", videoEntry(AVC_C));
    }
    assertThatThrownBy(() -> announce(moov(many)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("moov: 513 tracks, at most 512");
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesFlippedBits(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    String vector =
        List.of(Vectors.FFMPEG_ISMV, NO_HEADER, THREE_TRACKS, Vectors.FFMPEG_CMAF)
            .get(random.nextInt(4));
    Slice whole = Slice.concat(header(vector).stream().map(TopLevelBox::bytes).toList());
    Slice flipped = Vectors.flip(whole, random);
    Hostile.onlyMediaException(() -> Announce.read(split(flipped)));
  }

  @Test
  void survivesTruncationOfTheMovieAtEveryByte() throws Exception {
    TopLevelBox moov = header(THREE_TRACKS).get(1);
    for (long size = 8; size < moov.bytes().size(); size++) {
      Slice part = moov.bytes().slice(0, size);
      assertThatThrownBy(() -> Announce.read(List.of(new TopLevelBox(moov.type(), part, 0))))
          .isInstanceOf(MalformedMediaException.class);
    }
  }

  private static List<TopLevelBox> split(Slice bytes) throws MediaException {
    return new BoxSplitter(BoxLimits.LIVE).feed(bytes);
  }

  /** Up to and with moov. */
  private static List<TopLevelBox> header(String vector) throws MediaException {
    List<TopLevelBox> boxes = Vectors.boxes(vector);
    int moov = 0;
    while (!boxes.get(moov).type().toString().equals("moov")) {
      moov++;
    }
    return boxes.subList(0, moov + 1);
  }

  private static Fragment firstFragment(String vector, Announce announce) throws MediaException {
    Vectors.FragmentBoxes boxes = Vectors.fragments(vector).get(0);
    return FragmentReader.read(boxes.moof(), boxes.mdat(), announce.defaults()).get(0);
  }

  /** Turns each NAL unit of the types 7 and 8 into one of type 12, which is filler. */
  private static Slice withoutParameterSets(Slice payload) {
    byte[] bytes = payload.toByteArray();
    for (long at = 0; at + 4 < bytes.length; at += 4 + payload.u32(at)) {
      int type = bytes[(int) at + 4] & 0x1F;
      bytes[(int) at + 4] = type == 7 || type == 8 ? 12 : bytes[(int) at + 4];
    }
    return Slice.copyOf(bytes);
  }

  private static Box aac() {
    EsDescriptor descriptor = new EsDescriptor(0x40, 0, 0, Slice.ofHex("1190"));
    return audioEntry(new EsdsBox(descriptor.write()));
  }

  private static StreamInfo stream(
      StreamKind kind, String name, String language, Timescale timescale) {
    return new StreamInfo(kind, name, "", language, timescale, StreamInfo.Sparse.NONE);
  }
}
