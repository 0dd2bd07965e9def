package org.smoothlab.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;

/**
 * The configurations are those that FFmpeg 5.1 with libx265 3.5 wrote into {@code hvcC}, without
 * the array of SEI messages in which x265 tells its options; sizes by ffprobe.
 */
class HevcConfigTest {
  private static final String VPS = "40010c01ffff01600000030090000003000003003c959809";
  private static final String SPS =
      "42010101600000030090000003000003003ca00a080b9f796566924caf016808000003000800000300c840";
  private static final String PPS = "4401c172b46240";
  private static final Slice MAIN =
      Slice.ofHex(
          "0101600000009000000000003cf000fcfdf8f800000f03"
              + ("a000010018" + VPS)
              + ("a10001002b" + SPS)
              + ("a200010007" + PPS));
  private static final Slice PRIVATE_DATA =
      Slice.ofHex("00000001" + VPS + "00000001" + SPS + "00000001" + PPS);

  @Test
  void makesHvcCFromCodecPrivateData() throws Exception {
    HevcConfig config = HevcConfig.fromCodecPrivateData(PRIVATE_DATA);
    assertThat(config.toHvcC()).isEqualTo(MAIN);
    assertThat(CodecName.of(config, "hvc1")).isEqualTo("hvc1.1.6.L60.90");
  }

  @Test
  void makesCodecPrivateDataFromHvcC() throws Exception {
    assertThat(HevcConfig.fromHvcC(MAIN).toCodecPrivateData()).isEqualTo(PRIVATE_DATA);
    assertThat(HevcConfig.fromHvcC(MAIN).nalUnitLengthBytes()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "Main, 0101600000009000000000003cf000fcfdf8f800000f03a00001001840010c01ffff0160000003009000000"
        + "3000003003c959809a10001002b42010101600000030090000003000003003ca00a080b9f796566924caf01"
        + "6808000003000800000300c840a2000100074401c172b46240, hvc1.1.6.L60.90, 1, 8, 320, 180",
    "Main 10, 0102200000009000000000003ff000fcfdfafa00000f03a00001001840010c01ffff022000000300900"
        + "00003000003003f959809a10001002c42010102200000030090000003000003003fa005120171c92365959a"
        + "4932bc05a02000000300200000030321a2000100074401c172b46240, hvc1.2.4.L63.90, 1, 10, 642, 362",
    "4:2:2, 0104080000009d080000000078f000fcfefafa00000f03a00001001740010c01ffff0408000003009d0800"
        + "0003000078959809a10001002b4201010408000003009d08000003000078b003c08010e4d96566924caf016"
        + "808000003000800000300c840a2000100074401c172b46240, hvc1.4.10.L120.9D.8, 2, 10, 1920, 1080",
    "Gray, 0104080000009fc8000000001ef000fcfcf8f800000f03a00001001740010c01ffff0408000003009fc800"
        + "000300001e959809a1000100294201010408000003009fc800000300001ec0d2069cb2e5959a4932bc05b02"
        + "000000300200000030321a2000100074401c172b42240, hvc1.4.10.L30.9F.C8, 0, 8, 100, 100",
    "4:4:4, 0104080000009e08000000003cf000fcfff8f800000f03a00001001740010c01ffff0408000003009e0800"
        + "000300003c959809a10001002b4201010408000003009e0800000300003c90014901739ef2cacd24995e02d"
        + "0100000030010000003019080a2000100084401c172860c4624, hvc1.4.10.L60.9E.8, 3, 8, 322, 182",
  })
  void readsSizeAndNameOfWhatX265Codes(
      String profile, String hvcC, String name, int chroma, int bits, int width, int height)
      throws Exception {
    HevcConfig config = HevcConfig.fromHvcC(Slice.ofHex(hvcC));
    HevcSps sps = config.sps();
    assertThat(sps.sampleFormat())
        .as(profile)
        .isEqualTo(new AvcSps.SampleFormat(chroma, bits, bits));
    assertThat(sps.widthPixels()).isEqualTo(width);
    assertThat(sps.heightPixels()).isEqualTo(height);
    assertThat(CodecName.of(config, "hvc1")).isEqualTo(name);
    assertThat(config.toHvcC()).isEqualTo(Slice.ofHex(hvcC));
    assertThat(HevcConfig.fromCodecPrivateData(config.toCodecPrivateData())).isEqualTo(config);
  }

  /** ISO/IEC 14496-15, annex E.3, gives this name for Main, tier Main, level 3.1. */
  @Test
  void namesTheExampleOfTheStandard() {
    // By hand: profile 1, compatible with 1 and 2, progressive and frames only, level 93.
    String bits =
        "0100001000000001 0000 000 1" // header, VPS 0, one layer, nested
            + " 00 0 00001 01100000000000000000000000000000"
            + " 10110000 0000000000000000000000000000000000000000 01011101"
            + " 1 010 0000001000001 0000001000001 0 1 1 10000000";
    HevcConfig config = new HevcConfig(4, List.of(), List.of(bits(bits)), List.of());
    assertThat(CodecName.of(config, "hev1")).isEqualTo("hev1.1.6.L93.B0");
    assertThat(config.sps().widthPixels()).isEqualTo(64);
    assertThat(config.sps().heightPixels()).isEqualTo(64);
  }

  @Test
  void skipsTheProfilesAndLevelsOfSubLayers() throws Exception {
    // By hand: three layers, the first with profile and level, the second with a level.
    String bits =
        "0100001000000001 0000 010 0"
            + " 01 1 00010 00100000000000000000000000000000"
            + " 00000000 0000000000000000000000000000000000000000 00111100"
            + " 1 1 0 1 00 00 00 00 00 00 "
            + "1".repeat(88 + 8 + 8)
            + " 1 010 00000100000 00000100000 0 1 1 10000000";
    HevcSps sps = HevcSps.read(bits(bits));
    assertThat(sps.layers()).isEqualTo(new HevcSps.Layers(3, false));
    assertThat(sps.widthPixels()).isEqualTo(31);
    HevcConfig config = new HevcConfig(4, List.of(), List.of(bits(bits)), List.of());
    assertThat(CodecName.of(config, "hvc1")).isEqualTo("hvc1.A2.4.H60");
  }

  /** The amendment of Smooth for HEVC announces no video parameter set. */
  @Test
  void takesCodecDataWithoutVideoParameterSetAndLooksForItInTheSamples() throws Exception {
    Slice data = Slice.ofHex("00000001" + SPS + "00000001" + PPS);
    HevcConfig config = HevcConfig.fromCodecPrivateData(data);
    assertThat(config.videoParameterSets()).isEmpty();
    assertThat(HevcConfig.fromHvcC(config.toHvcC())).isEqualTo(config);
    assertThat(CodecName.of(level("HVC1", data))).contains("hev1.1.6.L60.90");
    assertThat(CodecName.of(level("HVC1", PRIVATE_DATA))).contains("hvc1.1.6.L60.90");
    assertThat(CodecName.of(level("HEV1", PRIVATE_DATA))).contains("hev1.1.6.L60.90");
    assertThat(CodecName.of(level("HVC1", Slice.EMPTY))).isEmpty();
  }

  @Test
  void findsParameterSetsInASample() throws Exception {
    Slice sample =
        Slice.ofHex("00000018" + VPS + "0000002b" + SPS + "00000007" + PPS + "00000003 2601af");
    assertThat(HevcConfig.fromSample(sample, 4))
        .contains(HevcConfig.fromCodecPrivateData(PRIVATE_DATA));
    assertThat(HevcConfig.fromSample(Slice.ofHex("00000003 2601af"), 4))
        .isEqualTo(Optional.empty());
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> HevcConfig.fromCodecPrivateData(Slice.ofHex("00000001" + PPS)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "CodecPrivateData: 0 sequence parameter sets, expected 1..16 (ISO/IEC 23008-2)");
    assertThatThrownBy(() -> HevcConfig.fromHvcC(Slice.ofHex("02")))
        .hasMessage("hvcC: configurationVersion 2 is not 1");
    assertThatThrownBy(() -> HevcConfig.fromHvcC(MAIN.slice(0, 21)))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> new HevcConfig(3, List.of(), List.of(Slice.ofHex(SPS)), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HevcConfig(4, List.of(), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void survivesTruncationAtEveryByte() {
    for (long size = 0; size < MAIN.size(); size++) {
      Slice cut = MAIN.slice(0, size);
      Hostile.onlyMediaException(() -> HevcConfig.fromHvcC(cut));
    }
    for (long size = 0; size < PRIVATE_DATA.size(); size++) {
      Slice cut = PRIVATE_DATA.slice(0, size);
      Hostile.onlyMediaException(() -> HevcConfig.fromCodecPrivateData(cut));
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      Slice hvcC = Vectors.flip(MAIN, random);
      Hostile.onlyMediaException(() -> HevcConfig.fromHvcC(hvcC).toHvcC());
      Slice data = Vectors.flip(PRIVATE_DATA, random);
      Hostile.onlyMediaException(() -> HevcConfig.fromCodecPrivateData(data).sps());
    }
  }

  private static QualityLevel level(String fourCc, Slice data) {
    return new QualityLevel(1, fourCc, data, new MediaFormat.Video(320, 180, 4), List.of());
  }

  private static Slice bits(String text) {
    String digits = text.replace(" ", "");
    byte[] bytes = new byte[digits.length() / 8];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) Integer.parseInt(digits.substring(at * 8, at * 8 + 8), 2);
    }
    return Slice.copyOf(bytes);
  }
}
