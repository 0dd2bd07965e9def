package org.smoothlab.media.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;

/** Packets by hand: a reader that finds no fault would prove nothing. */
class TsReaderTest {
  private static final String PAT = "47400010 00 00b00d0001c100000001f0002ab104b2";
  private static final String PMT =
      "47500010 00 02b0170001c10000e100f0001be100f0000fe101f0002f44b99b";

  /** A picture at 900 000, decoded at 896 400, with the clock 837 000. */
  private static final String PICTURE =
      "47410030 a0 50 000662c47e00"
          + "ff".repeat(153)
          + "000001e00000 80c00a 31003777411100375b21 00000109";

  private final TsReader reader = new TsReader();

  @BeforeEach
  void readTables() throws MalformedMediaException {
    reader.feed(packet(PAT));
    reader.feed(packet(PMT));
  }

  @Test
  void readsAPictureWithItsTimes() throws MalformedMediaException {
    assertThat(reader.feed(packet(PICTURE))).isEmpty();

    assertThat(reader.end())
        .containsExactly(new TsUnit(0x100, 0xE0, 900_000, 896_400, true, Slice.ofHex("00000109")));
    assertThat(reader.clockTicks()).contains(837_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "47410030, 46410030, no sync byte 47",
    "47410030, 47c10030, erroneous",
    "47410030, 474100b0, scrambled",
    "47410030, 47410230, 'clock in PID 258, announced in 256'",
    "47410030, 47410000, without content",
    "47410030a050, 47410210a050, PID 258 is in no table",
    "a050, b750, adaptation field of 183 bytes",
    "7e00ff, 7e00fe, stuffing is not FF",
  })
  void saysWhatIsWrongWithAPacket(String right, String wrong, String message) {
    String bytes = PICTURE.replace(" ", "").replaceFirst(right, wrong);

    assertThatThrownBy(() -> reader.feed(packet(bytes)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void saysWhereACounterBreaks() throws MalformedMediaException {
    reader.feed(packet(PICTURE));

    assertThatThrownBy(() -> reader.feed(packet(PICTURE)))
        .hasMessage("packet 3 @+165: continuity counter 0, expected 1 (ISO/IEC 13818-1, 2.4.3.3)");
  }

  @Test
  void saysWhereTheClockGoesBack() throws MalformedMediaException {
    reader.feed(packet(PICTURE));
    String earlier = PICTURE.replace("47410030", "47410031").replace("000662c4", "000662c3");

    assertThatThrownBy(() -> reader.feed(packet(earlier)))
        .hasMessageContaining("clock goes back from 837000 to 836998");
  }

  @Test
  void saysWhereDecodingGoesBack() throws MalformedMediaException {
    reader.feed(packet(PICTURE));
    reader.feed(packet(PICTURE.replace("47410030", "47410031")));

    assertThatThrownBy(reader::end)
        .hasMessage("PID 256: decoded at 896400, the one before at 896400");
  }

  @ParameterizedTest
  @CsvSource({
    "3100377741, 2100377741, 'not a time with prefix 3'",
    "3100377741, 1100375b21, 'not a time'",
    "000001e0, 000002e0, 'no start code'",
    "80c00a, 40c00a, 'not the header'",
    "80c00a, 80000a, 'no presentation time'",
    "80c00a, 80c00f, 'needs 15 bytes'",
    "e00000, c00003, 'length 3'",
  })
  void saysWhatIsWrongWithAPesPacket(String right, String wrong, String message)
      throws MalformedMediaException {
    reader.feed(packet(PICTURE.replace(" ", "").replaceFirst(right, wrong)));

    assertThatThrownBy(reader::end).hasMessageContaining(message);
  }

  @Test
  void takesWholePacketsOnly() {
    assertThatThrownBy(() -> reader.feed(Slice.ofHex("47")))
        .isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesAnyDamage(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      Slice damaged =
          Vectors.flip(Slice.concat(List.of(packet(PAT), packet(PMT), packet(PICTURE))), random);
      TsReader fresh = new TsReader();
      Hostile.onlyMediaException(() -> fresh.feed(damaged));
      Hostile.onlyMediaException(fresh::end);
    }
  }

  private static Slice packet(String hex) {
    String digits = hex.replace(" ", "");
    return Slice.ofHex(digits + "ff".repeat(188 - digits.length() / 2));
  }
}
