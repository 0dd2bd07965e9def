package org.smoothlab.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.codec.DolbyConfig.Coding.AC_3;
import static org.smoothlab.media.codec.DolbyConfig.Coding.E_AC_3;

import java.util.List;
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

class DolbyConfigTest {
  /** As Expression Encoder announces 5.1 channels of 224 kbit/s. */
  private static final Slice EXPRESSION =
      Slice.ofHex("00063F000000AF87FBA7022DFB42A4D405CD93843BDD0700200F00");

  /** What FFmpeg 5.1 put into the boxes, and the first frames it put behind them. */
  @ParameterizedTest
  @CsvSource({
    "AC_3, 101140, 0b77fe95144043e106f46370c0c0c218, 48000, 2",
    "AC_3, 503de0, 0b770dce5e40ebf8403eff9dffc2107f, 44100, 6",
  })
  void makesTheBoxOfFfmpegFromAFrame(
      DolbyConfig.Coding coding, String box, String frame, int rateHz, int channelCount)
      throws Exception {
    DolbyConfig config = DolbyConfig.fromFrame(coding, Slice.ofHex(frame));
    assertThat(config.body()).isEqualTo(Slice.ofHex(box));
    assertThat(config).isEqualTo(DolbyConfig.fromBox(coding, Slice.ofHex(box)));
    assertThat(config.rateHz()).isEqualTo(rateHz);
    assertThat(config.channelCount()).isEqualTo(channelCount);
  }

  @ParameterizedTest
  @CsvSource({
    "0400200400, 0b7700ff3487c00020842108310016, 512, 48000, 2",
    "0800200f00, 0b7701ff3f87c0002080200002004, 1024, 48000, 6",
    "0200a00200, 0b7700bfb287c00021060050e77d58, 384, 32000, 1",
  })
  void makesTheEnhancedBoxOfFfmpegFromAFrame(
      String box, String head, int frameBytes, int rateHz, int channelCount) throws Exception {
    byte[] frame = new byte[frameBytes];
    Slice bytes = Slice.ofHex(head.length() % 2 == 0 ? head : head + "0");
    System.arraycopy(bytes.toByteArray(), 0, frame, 0, (int) bytes.size());
    DolbyConfig config = DolbyConfig.fromFrame(E_AC_3, Slice.copyOf(frame));
    assertThat(config.body()).isEqualTo(Slice.ofHex(box));
    assertThat(config).isEqualTo(DolbyConfig.fromBox(E_AC_3, Slice.ofHex(box)));
    assertThat(config.rateHz()).isEqualTo(rateHz);
    assertThat(config.channelCount()).isEqualTo(channelCount);
  }

  @Test
  void readsAndWritesTheCodecDataOfTheField() throws Exception {
    DolbyConfig config = DolbyConfig.fromCodecPrivateData(E_AC_3, EXPRESSION);
    assertThat(config.body()).isEqualTo(Slice.ofHex("0700200F00"));
    assertThat(config.channelCount()).isEqualTo(6);
    assertThat(config.toCodecPrivateData()).isEqualTo(EXPRESSION);
  }

  @Test
  void readsAWholeWaveFormatAndABareBoxToo() throws Exception {
    DolbyConfig config = DolbyConfig.fromCodecPrivateData(E_AC_3, EXPRESSION);
    // WAVEFORMATEX: tag FFFE, 6 channels, 48 kHz, 28000 bytes a second, block 896, 16 bits, 27 more
    Slice whole = Slice.ofHex("feff 0600 80bb0000 606d0000 8003 1000 1b00" + EXPRESSION.toHex());
    assertThat(DolbyConfig.fromCodecPrivateData(E_AC_3, whole)).isEqualTo(config);
    assertThat(DolbyConfig.fromCodecPrivateData(E_AC_3, Slice.ofHex("0700200F00")))
        .isEqualTo(config);
  }

  @Test
  void writesNumbersOfWindowsWithTheirLowestByteFirst() throws Exception {
    DolbyConfig config = DolbyConfig.fromBox(AC_3, Slice.ofHex("101140"));
    assertThat(config.toCodecPrivateData())
        .isEqualTo(Slice.ofHex("0006 03000000 2c806de046dbcf11b4d100805f6cbbea 101140"));
  }

  @Test
  void belongsToTheLevelsWhoseFourCcSaysSo() throws Exception {
    assertThat(DolbyConfig.find(level("ec-3", EXPRESSION))).isPresent();
    assertThat(DolbyConfig.find(level("EC-3", Slice.EMPTY))).isEmpty();
    assertThat(DolbyConfig.find(level("AACL", EXPRESSION))).isEmpty();
    assertThat(CodecName.of(level("EC-3", Slice.EMPTY))).contains("ec-3");
    assertThat(CodecName.of(level("ac-3", Slice.EMPTY))).contains("ac-3");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> DolbyConfig.fromCodecPrivateData(AC_3, EXPRESSION))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("CodecPrivateData: no subformat of ac-3 in 27 bytes (WAVEFORMATEXTENSIBLE)");
    assertThatThrownBy(() -> DolbyConfig.fromFrame(AC_3, Slice.ofHex("0b78fe95144043e1")))
        .hasMessage("ac-3: frame without sync word 0B77 (ETSI TS 102 366, 4.3)");
    assertThatThrownBy(() -> DolbyConfig.fromFrame(AC_3, Slice.ofHex("0b7700ff3487c00020")))
        .hasMessage("ac-3: bsid 16, expected at most 10");
    assertThatThrownBy(() -> DolbyConfig.fromFrame(E_AC_3, Slice.ofHex("0b77fe95144043e1")))
        .hasMessageStartingWith("ec-3: bsid ");
    assertThatThrownBy(() -> DolbyConfig.fromBox(E_AC_3, Slice.ofHex("0700200F")))
        .isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesTruncationAndFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Slice frame = Slice.ofHex("0b7700ff3487c00020842108310016");
    for (int round = 0; round < 200; round++) {
      Slice data = Vectors.flip(EXPRESSION, random);
      Hostile.onlyMediaException(() -> DolbyConfig.fromCodecPrivateData(E_AC_3, data));
      Slice flipped = Vectors.flip(frame, random);
      Hostile.onlyMediaException(() -> DolbyConfig.fromFrame(AC_3, flipped));
      Hostile.onlyMediaException(() -> DolbyConfig.fromFrame(E_AC_3, flipped));
    }
    for (long size = 0; size < EXPRESSION.size(); size++) {
      Slice cut = EXPRESSION.slice(0, size);
      Hostile.onlyMediaException(() -> DolbyConfig.fromCodecPrivateData(E_AC_3, cut));
    }
    for (long size = 0; size < frame.size(); size++) {
      Slice cut = frame.slice(0, size);
      Hostile.onlyMediaException(() -> DolbyConfig.fromFrame(E_AC_3, cut));
    }
  }

  private static QualityLevel level(String fourCc, Slice data) {
    MediaFormat format = new MediaFormat.Audio(48_000, 6, 16, 4, DolbyConfig.EXTENSIBLE_TAG);
    return new QualityLevel(224_000, fourCc, data, format, List.of());
  }
}
