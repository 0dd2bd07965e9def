package org.smoothlab.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Hostile;

class AvcConfigTest {
  /** FFmpeg 5.1 with libx264, Main profile. */
  private static final String SPS = "674D401ED900A02FF97011000003000100000300320F162E48";

  private static final String PPS = "68EBCCB2";
  private static final Slice PRIVATE_DATA = Slice.ofHex("00000001" + SPS + "00000001" + PPS);
  private static final Slice AVC_C = Slice.ofHex("014D401EFFE10019" + SPS + "010004" + PPS);

  /** libx264, High profile, 1920x1080: the parameter sets that its {@code avcC} extends. */
  private static final Slice HIGH_AVC_C =
      Slice.ofHex(
          "01640028FFE1001B67640028ACD940780227E5C044000003000400000300C83C60C658"
              + "01000668EBE3CB22C0FDF8F800");

  @Test
  void makesAvcCFromCodecPrivateData() throws Exception {
    AvcConfig config = AvcConfig.fromCodecPrivateData(PRIVATE_DATA);
    assertThat(config.toAvcC()).isEqualTo(AVC_C);
    assertThat(config.toAvcC().size()).isEqualTo(40);
    assertThat(CodecName.of(config)).isEqualTo("avc1.4D401E");
  }

  @Test
  void makesCodecPrivateDataFromAvcC() throws Exception {
    assertThat(AvcConfig.fromAvcC(AVC_C).toCodecPrivateData()).isEqualTo(PRIVATE_DATA);
    assertThat(AvcConfig.fromAvcC(AVC_C).nalUnitLengthBytes()).isEqualTo(4);
  }

  @Test
  void tellsTheSampleFormatOfHighProfiles() throws Exception {
    AvcConfig config = AvcConfig.fromAvcC(HIGH_AVC_C);
    assertThat(config.toAvcC()).isEqualTo(HIGH_AVC_C);
    assertThat(AvcConfig.fromCodecPrivateData(config.toCodecPrivateData()).toAvcC())
        .isEqualTo(HIGH_AVC_C);
  }

  @Test
  void readsThreeByteStartCodesOtherUnitsAndRepeatedSets() throws Exception {
    Slice data =
        Slice.ofHex("000001 0910 000001" + SPS + "000001" + PPS + "000001" + SPS + "000001" + PPS);
    assertThat(AvcConfig.fromCodecPrivateData(data))
        .isEqualTo(AvcConfig.fromCodecPrivateData(PRIVATE_DATA));
  }

  @Test
  void keepsSeveralPictureParameterSets() throws Exception {
    AvcConfig config =
        AvcConfig.fromCodecPrivateData(
            Slice.ofHex("00000001" + SPS + "00000001" + PPS + "00000001 68EBCCB3"));
    assertThat(config.pictureParameterSets())
        .containsExactly(Slice.ofHex(PPS), Slice.ofHex("68EBCCB3"));
    assertThat(AvcConfig.fromAvcC(config.toAvcC())).isEqualTo(config);
  }

  /** Made by libx264 with the options that the test's names tell; sizes by ffprobe. */
  @ParameterizedTest
  @CsvSource({
    "Main, 674D401ED900A02FF97011000003000100000300320F162E48, 77, 30, 1, 8, 640, 360",
    "High, 67640028acd940780227e5c044000003000400000300c83c60c658, 100, 40, 1, 8, 1920, 1080",
    "Baseline, 6742c00cd901419f9f011000000300100000030320f142a480, 66, 12, 1, 8, 320, 180",
    "High 10, 676e001ea6cd940a42fe224c0440000003004000000c83c58b6580, 110, 30, 1, 10, 642, 362",
    "High 4:2:2 with matrices, 677a001eb6cd940a42fe227c0440000003004000000c83c58b6580,"
        + " 122, 30, 2, 10, 642, 362",
    "High 4:4:4 odd, 67f4000d919b282a33c2119808800000030080000019078a14cb,"
        + " 244, 13, 3, 8, 321, 181",
    "Interlaced, 6764001eacd940b424d8088000000300800000190f8a14cb, 100, 30, 1, 8, 720, 576",
    "Gray, 6764000af3651cfe3637016c800000030080000019078912cb, 100, 10, 0, 8, 100, 100",
  })
  void readsSizeProfileAndLevel(
      String name, String hex, int profile, int level, int chroma, int bits, int width, int height)
      throws Exception {
    AvcSps sps = AvcSps.read(Slice.ofHex(hex));
    assertThat(sps.profileIdc()).as(name).isEqualTo(profile);
    assertThat(sps.levelIdc()).isEqualTo(level);
    assertThat(sps.sampleFormat()).isEqualTo(new AvcSps.SampleFormat(chroma, bits, bits));
    assertThat(sps.widthPixels()).isEqualTo(width);
    assertThat(sps.heightPixels()).isEqualTo(height);
  }

  @Test
  void readsScalingMatricesAndPictureOrderCycles() throws Exception {
    // By hand: High; scaling list 0 has one delta of -8, which ends it; order type 1 with a cycle
    // of two; 2 x 1 macroblocks of frames, not cropped.
    String header = "01100111 01100100 00000000 00001010";
    String samples = "1 010 1 1 0 1  1 000010001 0000000";
    String order = "1 010 1 1 1 011 1 1";
    String picture = "1 0 010 1 1 1 0 0 10000000";
    AvcSps sps = AvcSps.read(bits(header + samples + order + picture));
    assertThat(sps.widthPixels()).isEqualTo(32);
    assertThat(sps.heightPixels()).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000001 68EBCCB2",
        "",
        "00000001 67",
        "00000001 674D401E",
        "674D401ED900A02FF97011000003000100000300320F162E48",
      })
  void refusesCodecPrivateDataWithoutAReadableSet(String hex) {
    assertThatThrownBy(() -> AvcConfig.fromCodecPrivateData(Slice.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "024D401EFFE1, configurationVersion 2 is not 1",
    "014D401EFEE1, NAL unit lengths of 3 bytes",
    "014D401EFFE000, 0 sequence parameter sets",
    "014D401EFFE10019, needs 25 bytes",
    "'', needs 1 bytes",
  })
  void refusesABrokenAvcC(String hex, String message) {
    assertThatThrownBy(() -> AvcConfig.fromAvcC(Slice.ofHex(hex)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "01100111 01100100 0 0 1 00101 1 1 0 0, chroma_format_idc 4",
    "01100111 01100100 0 0 1 010 0001000 1 0 0, bit depths 15 and 8",
    "01100111 01000010 0 0 1 1 00100 1 0 1 1 1 1 0 0, pic_order_cnt_type 3",
    "01100111 01000010 0 0 1 1 010 1 1 1 00000000100000001 0, picture order cycle of 256",
    "01100111 01000010 0 0 1 1 1 1 1 0 000000000000010000000000000 1 1 1 0, is too large",
    "01100111 01000010 0 0 1 1 1 1 1 0 1 1 1 1 1 000010001 1 1 1 0 0, 32 of 16 pixels are cropped",
  })
  void refusesImpossiblePictures(String bits, String message) {
    String whole = bits.replaceFirst(" 0 0 ", " 00000000 00001010 ");
    assertThatThrownBy(() -> AvcSps.read(bits(whole + " 00000000 00000000")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void findsTheSetsInsideASample() throws Exception {
    Slice sample =
        NalUnits.toLengthPrefixed(
            List.of(Slice.ofHex("0910"), Slice.ofHex(SPS), Slice.ofHex(PPS), Slice.ofHex("6588")),
            4);
    assertThat(AvcConfig.fromSample(sample, 4))
        .contains(AvcConfig.fromCodecPrivateData(PRIVATE_DATA));
    assertThat(AvcConfig.fromSample(Slice.ofHex("00000002 6588"), 4)).isEmpty();
  }

  @Test
  void cannotBeMadeOfNothing() {
    assertThatThrownBy(() -> new AvcConfig(4, List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AvcConfig(3, List.of(Slice.ofHex(SPS)), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    List<Slice> many = Collections.nCopies(256, Slice.ofHex(PPS));
    assertThatThrownBy(() -> new AvcConfig(4, List.of(Slice.ofHex(SPS)), many))
        .isInstanceOf(IllegalArgumentException.class);
    Slice huge = Slice.concat(List.of(Slice.ofHex(PPS), Slice.copyOf(new byte[65_536])));
    assertThatThrownBy(() -> new AvcConfig(4, List.of(Slice.ofHex(SPS)), List.of(huge)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void survivesTruncationAtEveryByte() {
    for (long size = 0; size < HIGH_AVC_C.size(); size++) {
      Slice part = HIGH_AVC_C.slice(0, size);
      Hostile.onlyMediaException(() -> AvcConfig.fromAvcC(part));
    }
    for (long size = 0; size < PRIVATE_DATA.size(); size++) {
      Slice part = PRIVATE_DATA.slice(0, size);
      Hostile.onlyMediaException(() -> AvcConfig.fromCodecPrivateData(part));
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = HIGH_AVC_C.toByteArray();
    for (int flip = random.nextInt(1, 6); flip > 0; flip--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    Hostile.onlyMediaException(() -> AvcConfig.fromAvcC(Slice.copyOf(bytes)).sps());
  }

  /** Bytes from bits in groups, filled up with zeros. */
  private static Slice bits(String groups) {
    String bits = groups.replaceAll("\\s", "");
    byte[] bytes = new byte[(bits.length() + 7) / 8];
    for (int at = 0; at < bits.length(); at++) {
      bytes[at / 8] |= (byte) ((bits.charAt(at) - '0') << (7 - at % 8));
    }
    return Slice.copyOf(bytes);
  }
}
