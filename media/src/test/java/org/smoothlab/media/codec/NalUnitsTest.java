package org.smoothlab.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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

class NalUnitsTest {
  @ParameterizedTest
  @CsvSource({
    "00000001 6701 00000001 68, 6701 68",
    "000001 6701 000001 68, 6701 68",
    "00000000 01 6701 000000 000001 68 0000, 6701 68",
    "000001 000001 68, 68",
    "000001 67000002 000001 6800 03, 67000002 680003",
    "000001, ''",
    "'', ''",
    "0000, ''",
  })
  void findsUnitsBehindStartCodes(String bytes, String units) throws Exception {
    assertThat(NalUnits.splitAnnexB(Slice.ofHex(bytes)))
        .extracting(Slice::toHex)
        .containsExactlyElementsOf(words(units));
  }

  @ParameterizedTest
  @ValueSource(strings = {"67", "0067", "016764000a", "67000001 68"})
  void refusesBytesInFrontOfTheFirstStartCode(String bytes) {
    assertThatThrownBy(() -> NalUnits.splitAnnexB(Slice.ofHex(bytes)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("expected a start code");
  }

  @ParameterizedTest
  @CsvSource({
    "4, 00000002 6701 00000000 00000001 68, 6701 68",
    "2, 0002 6701 0001 68, 6701 68",
    "1, 02 6701 01 68, 6701 68",
    "4, '', ''",
  })
  void findsUnitsBehindTheirLengths(int lengthBytes, String bytes, String units) throws Exception {
    assertThat(NalUnits.splitLengthPrefixed(Slice.ofHex(bytes), lengthBytes))
        .extracting(Slice::toHex)
        .containsExactlyElementsOf(words(units));
  }

  @Test
  void saysWhereALengthIsWrong() {
    assertThatThrownBy(
            () -> NalUnits.splitLengthPrefixed(Slice.ofHex("00000001 67 000000ff 68"), 4))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("sample @+9: a NAL unit of 255 bytes, 1 are left (ISO/IEC 14496-15, 5.3.3)");
    assertThatThrownBy(() -> NalUnits.splitLengthPrefixed(Slice.ofHex("00000001 67 0000"), 4))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageStartingWith("sample @+5: half a NAL unit length");
    assertThatThrownBy(() -> NalUnits.splitLengthPrefixed(Slice.EMPTY, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"000003 01, 000001", "0000030000 03, 00000000", "0003, 0003", "00000003, 000000"})
  void takesEmulationPreventionOut(String unit, String payload) {
    assertThat(NalUnits.withoutEmulationPrevention(Slice.ofHex(unit)))
        .isEqualTo(Slice.ofHex(payload));
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesRoundTrips(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    List<Slice> units = units(random);
    assertThat(NalUnits.splitAnnexB(NalUnits.toAnnexB(units))).isEqualTo(units);
    for (int lengthBytes : new int[] {1, 2, 4}) {
      Slice sample = NalUnits.toLengthPrefixed(units, lengthBytes);
      assertThat(NalUnits.splitLengthPrefixed(sample, lengthBytes)).isEqualTo(units);
    }
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Seeds#seeds")
  void survivesAnyBytes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    Hostile.onlyMediaException(() -> NalUnits.splitAnnexB(Slice.copyOf(bytes)));
    Hostile.onlyMediaException(() -> NalUnits.splitLengthPrefixed(Slice.copyOf(bytes), 1));
    Hostile.onlyMediaException(() -> NalUnits.splitLengthPrefixed(Slice.copyOf(bytes), 4));
  }

  private static List<Slice> units(SplittableRandom random) {
    List<Slice> units = new ArrayList<>();
    int count = random.nextInt(6);
    for (int index = 0; index < count; index++) {
      byte[] unit = new byte[random.nextInt(1, 100)];
      for (int at = 0; at < unit.length; at++) {
        unit[at] = (byte) random.nextInt(4, 256); // no start code inside, no zero at the end
      }
      units.add(Slice.copyOf(unit));
    }
    return units;
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }
}
