package org.smoothlab.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Hostile;

class AacConfigTest {
  @ParameterizedTest
  @CsvSource({
    "1190, 2, 48000, 48000, 2, mp4a.40.2",
    "1188, 2, 48000, 48000, 1, mp4a.40.2",
    "1210, 2, 44100, 44100, 2, mp4a.40.2",
    // FFmpeg's encoder appends "no SBR": mono, stereo and 5.1.
    "118856E500, 2, 48000, 48000, 1, mp4a.40.2",
    "119056E500, 2, 48000, 48000, 2, mp4a.40.2",
    "13B056E500, 2, 22050, 22050, 6, mp4a.40.2",
    // Behind the core: SBR, and SBR with PS.
    "131056E598, 2, 24000, 48000, 2, mp4a.40.5",
    "130856E59D4880, 2, 24000, 48000, 2, mp4a.40.29",
    // Told first: SBR over 24 kHz, PS over 22.05 kHz.
    "2B118800, 2, 24000, 48000, 2, mp4a.40.5",
    "EB8A0800, 2, 22050, 44100, 2, mp4a.40.29",
    // A rate that is in no table, and a type behind the escape.
    "1780 5DC010, 2, 48000, 48000, 2, mp4a.40.2",
    "F9464000, 42, 48000, 48000, 2, mp4a.40.42",
    "1180, 2, 48000, 48000, 0, mp4a.40.2",
    "1194000856E598, 2, 48000, 48000, 2, mp4a.40.2",
  })
  void readsConfigsOfTheField(
      String hex, int objectType, int coreRateHz, int rateHz, int channels, String name)
      throws Exception {
    AacConfig config = AacConfig.read(Slice.ofHex(hex));
    assertThat(config.objectType()).isEqualTo(objectType);
    assertThat(config.coreRateHz()).isEqualTo(coreRateHz);
    assertThat(config.outputRateHz()).isEqualTo(rateHz);
    assertThat(config.channelCount()).isEqualTo(channels);
    assertThat(CodecName.of(config)).isEqualTo(name);
    assertThat(config.specificConfig()).isEqualTo(Slice.ofHex(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "48000, 2, 1190",
    "48000, 1, 1188",
    "44100, 2, 1210",
    "22050, 6, 13B0",
    "48000, 8, 11B8",
    "23000, 2, 17802CEC10",
  })
  void makesLowComplexityConfigs(int rateHz, int channels, String hex) throws Exception {
    AacConfig made = AacConfig.lowComplexity(rateHz, channels);
    assertThat(made.specificConfig()).isEqualTo(Slice.ofHex(hex));
    assertThat(AacConfig.read(made.specificConfig())).isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource({"24000, 2", "22050, 1", "23000, 2", "48000, 2"})
  void makesHighEfficiencyConfigsThatReadBack(int coreRateHz, int channels) throws Exception {
    AacConfig made = AacConfig.highEfficiency(coreRateHz, channels);
    assertThat(AacConfig.read(made.specificConfig())).isEqualTo(made);
    assertThat(made.outputRateHz()).isEqualTo(coreRateHz * 2);
    assertThat(made.channelCount()).isEqualTo(channels);
  }

  @Test
  void makesTheFourBytesThatPlayersMakeForHighEfficiency() {
    // Object type 5, 24 kHz, stereo, 48 kHz, object type 2.
    assertThat(AacConfig.highEfficiency(24_000, 2).specificConfig())
        .isEqualTo(Slice.ofHex("2B118800"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "11", "1690", "1780", "2B10", "2B1680", "1780000010"})
  void refusesWhatIsCutOffOrReserved(String hex) {
    assertThatThrownBy(() -> AacConfig.read(Slice.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageStartingWith("AudioSpecificConfig");
  }

  @Test
  void refusesToMakeWhatCannotBeCoded() {
    assertThatThrownBy(() -> AacConfig.lowComplexity(0, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AacConfig.lowComplexity(48_000, 9))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AacConfig.lowComplexity(48_000, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesWhatTheFourCcMeansWhereTheDataIsMissing() throws Exception {
    MediaFormat stereo = new MediaFormat.Audio(24_000, 2, 16, 4, 255);
    MediaFormat silent = new MediaFormat.Audio(0, 0, 16, 4, 255);
    assertThat(AacConfig.find(level("AACL", "", stereo)))
        .contains(AacConfig.lowComplexity(24_000, 2));
    assertThat(AacConfig.find(level("", "", stereo))).contains(AacConfig.lowComplexity(24_000, 2));
    assertThat(AacConfig.find(level("AACH", "", stereo)))
        .contains(AacConfig.highEfficiency(24_000, 2));
    assertThat(AacConfig.find(level("aacl", "1190", silent)))
        .contains(AacConfig.read(Slice.ofHex("1190")));
    assertThat(AacConfig.find(level("AACL", "", silent))).isEmpty();
    assertThat(AacConfig.find(level("WMAP", "", stereo))).isEmpty();
    assertThat(AacConfig.find(level("AACL", "", new MediaFormat.Text()))).isEmpty();
  }

  @Test
  void namesTheCodecsOfQualityLevels() throws Exception {
    MediaFormat video = new MediaFormat.Video(640, 360, 4);
    MediaFormat audio = new MediaFormat.Audio(48_000, 2, 16, 4, 255);
    String avc = "00000001674D401ED900A02FF97011000003000100000300320F162E480000000168EBCCB2";
    assertThat(CodecName.of(level("avc1", avc, video))).contains("avc1.4D401E");
    assertThat(CodecName.of(level("H264", "", video))).isEmpty();
    assertThat(CodecName.of(level("AACL", "", audio))).contains("mp4a.40.2");
    assertThat(CodecName.of(level("TTML", "", new MediaFormat.Text()))).contains("stpp");
    assertThat(CodecName.of(level("WVC1", "", video))).isEmpty();
    assertThatThrownBy(() -> CodecName.of(level("H264", "00", video)))
        .isInstanceOf(MalformedMediaException.class);
  }

  /** As FFmpeg 5.1 writes it behind version and flags of {@code esds}. */
  @Test
  void readsAnElementaryStreamDescriptor() throws Exception {
    EsDescriptor descriptor =
        EsDescriptor.read(
            Slice.ofHex(
                "0380808025 0002 00 0480808017 40 15 000000 0001119d 0001119d"
                    + " 0580808005 120856e500 0680808001 02"));
    assertThat(descriptor)
        .isEqualTo(new EsDescriptor(0x40, 70_045, 70_045, Slice.ofHex("120856e500")));
  }

  @Test
  void readsShortLengthsAndEveryOption() throws Exception {
    assertThat(
            EsDescriptor.read(
                Slice.ofHex(
                    "7f00 03 21 0001 e0 1234 02 6162 5678 7e01ff"
                        + " 04 12 40 15 000000 00000001 00000002 7e00 05 01 11")))
        .isEqualTo(new EsDescriptor(0x40, 1, 2, Slice.ofHex("11")));
    assertThat(EsDescriptor.read(Slice.ofHex("03 12 0001 00 04 0d 6b 15 000000 00000001 00000002")))
        .isEqualTo(new EsDescriptor(0x6B, 1, 2, Slice.EMPTY));
  }

  @Test
  void writesTheDescriptorThatFfmpegWrites() {
    assertThat(new EsDescriptor(0x40, 64_000, 55_769, Slice.ofHex("119056e500")).write())
        .isEqualTo(
            Slice.ofHex(
                "0380808025 0000 00 0480808017 40 15 000000 0000fa00 0000d9d9"
                    + " 0580808005 119056e500 0680808001 02"));
    assertThat(new EsDescriptor(0x40, 0, 0, Slice.EMPTY).write().size()).isEqualTo(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0401", "03ffffffffff", "0303000100", "03050001000400", "037f0001"})
  void refusesABrokenDescriptor(String hex) {
    assertThatThrownBy(() -> EsDescriptor.read(Slice.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageStartingWith("esds");
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesAnyBytes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    Hostile.onlyMediaException(() -> AacConfig.read(Slice.copyOf(bytes)));
    Hostile.onlyMediaException(() -> EsDescriptor.read(Slice.copyOf(bytes)));
  }

  private static QualityLevel level(String fourCc, String hex, MediaFormat format) {
    return new QualityLevel(1, fourCc, Slice.ofHex(hex), format, List.of());
  }
}
