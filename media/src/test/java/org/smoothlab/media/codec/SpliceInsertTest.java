package org.smoothlab.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;

class SpliceInsertTest {
  /** The message that vendors of ad servers quote in their manuals, with its checksum. */
  private static final Slice QUOTED =
      Slice.copyOf(
          Base64.getDecoder().decode("/DAlAAAAAAAAAP/wFAUAAAAEf+/+kybGyP4BSvaQAAEBAQAArky/3g=="));

  private static final SpliceInsert INSERT =
      new SpliceInsert(4, true, Optional.of(0x9326_C6C8L), Optional.of(21_690_000L));

  @Test
  void readsAndWritesWhatTheFieldQuotes() throws Exception {
    assertThat(SpliceInsert.read(QUOTED)).isEqualTo(INSERT);
    assertThat(INSERT.write(1)).isEqualTo(QUOTED);
  }

  /** ISO/IEC 13818-1, annex A, through the catalogue value of CRC-32/MPEG-2. */
  @Test
  void checksAsMpegDoes() {
    assertThat(SpliceInsert.crc32(Slice.ofUtf8("123456789"))).isEqualTo(0x0376_E6E7L);
  }

  @Test
  void saysWhatAnImmediateReturnLeavesOut() throws Exception {
    SpliceInsert back = new SpliceInsert(0xFFFF_FFFFL, false, Optional.empty(), Optional.empty());
    assertThat(SpliceInsert.read(back.write(0))).isEqualTo(back);
    assertThat(back.write(0).size()).isEqualTo(30);
  }

  @Test
  void keepsThirtyThreeBitsAndAddsTheAdjustment() throws Exception {
    SpliceInsert late =
        new SpliceInsert(1, true, Optional.of((1L << 33) - 1), Optional.of(1L << 32));
    byte[] bytes = late.write(0).toByteArray();
    assertThat(SpliceInsert.read(Slice.copyOf(bytes))).isEqualTo(late);
    bytes[8] = 5; // pts_adjustment
    long crc = SpliceInsert.crc32(Slice.copyOf(bytes).slice(0, bytes.length - 4));
    for (int at = 0; at < 4; at++) {
      bytes[bytes.length - 4 + at] = (byte) (crc >>> (24 - 8 * at));
    }
    assertThat(SpliceInsert.read(Slice.copyOf(bytes)).splicePts()).contains(4L);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> SpliceInsert.read(Slice.ofHex("fb3025")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("splice_info_section: table_id is not 0xFC (9.6)");
    assertThatThrownBy(() -> SpliceInsert.read(QUOTED.slice(0, QUOTED.size() - 1)))
        .hasMessage("splice_info_section: says 40 bytes, has 39");
    byte[] flipped = QUOTED.toByteArray();
    flipped[20] ^= 1;
    assertThatThrownBy(() -> SpliceInsert.read(Slice.copyOf(flipped)))
        .hasMessage("splice_info_section: wrong CRC-32 (9.6.1)");
    // splice_null, with its checksum.
    assertThatThrownBy(() ->
            SpliceInsert.read(
                Slice.copyOf(Base64.getDecoder().decode("/DARAAAAAAAAAP/wAAAAAHpPv/8="))))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatThrownBy(() -> new SpliceInsert(1L << 32, true, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesTruncationAndFlippedBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      Slice flipped = Vectors.flip(QUOTED, random);
      Hostile.onlyMediaException(() -> SpliceInsert.read(flipped));
    }
    for (long size = 0; size < QUOTED.size(); size++) {
      Slice cut = QUOTED.slice(0, size);
      Hostile.onlyMediaException(() -> SpliceInsert.read(cut));
    }
  }
}
