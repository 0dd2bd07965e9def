package org.smoothlab.media.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import org.junit.jupiter.api.Test;

class BitReaderTest {
  @Test
  void readsTheHighestBitFirst() throws MalformedMediaException {
    BitReader in = new BitReader(ofHex("a5 ff00ff00 80"), "here");

    assertThat(in.flag()).isTrue();
    assertThat(in.bits(3)).isEqualTo(2);
    assertThat(in.bits(4)).isEqualTo(5);
    assertThat(in.bits(32)).isEqualTo(0xFF00_FF00L);
    assertThat(in.bits(0)).isZero();
    assertThat(in.remainingBits()).isEqualTo(8);
  }

  /** The codes of table 9-2: 1, 010, 011, 00100, 00101, 00110, 00111. */
  @Test
  void readsUnsignedExpGolombCodes() throws MalformedMediaException {
    BitReader in = new BitReader(ofHex("a6 42 98 e0"), "here");

    for (int expected = 0; expected < 7; expected++) {
      assertThat(in.ue()).isEqualTo(expected);
    }
  }

  /** The same codes in the order of table 9-3: 0, 1, -1, 2, -2, 3, -3. */
  @Test
  void readsSignedExpGolombCodes() throws MalformedMediaException {
    BitReader in = new BitReader(ofHex("a6 42 98 e0"), "here");

    assertThat(in.se()).isEqualTo(0);
    assertThat(in.se()).isEqualTo(1);
    assertThat(in.se()).isEqualTo(-1);
    assertThat(in.se()).isEqualTo(2);
    assertThat(in.se()).isEqualTo(-2);
    assertThat(in.se()).isEqualTo(3);
    assertThat(in.se()).isEqualTo(-3);
  }

  @Test
  void readsTheLongestCode() throws MalformedMediaException {
    BitReader in = new BitReader(ofHex("00000001 fffffffe"), "here");

    assertThat(in.ue()).isEqualTo(0xFFFF_FFFEL);
  }

  @Test
  void refusesACodeThatIsTooLong() {
    BitReader in = new BitReader(ofHex("0000000000"), "sps");

    assertThatThrownBy(in::ue)
        .hasMessage(
            "sps @bit 32: Exp-Golomb code with more than 31 leading zeros (ISO/IEC 14496-10, 9.1)");
  }

  @Test
  void saysWhereItRanOut() throws MalformedMediaException {
    BitReader in = new BitReader(ofHex("ffff"), "sps");
    in.skip(9);

    assertThatThrownBy(() -> in.bits(8)).hasMessage("sps @bit 9: needs 8 bits, has 7");
    assertThatThrownBy(() -> in.skip(40)).isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> in.bits(33)).isInstanceOf(IllegalArgumentException.class);
  }
}
