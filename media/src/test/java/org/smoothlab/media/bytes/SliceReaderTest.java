package org.smoothlab.media.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import org.junit.jupiter.api.Test;

class SliceReaderTest {
  @Test
  void readsFromStartToEnd() throws MalformedMediaException {
    SliceReader in =
        new SliceReader(
            ofHex("01 0203 040506 0708090a ffffffff 8000000000000000 aabb cc dd"), "here");

    assertThat(in.u8()).isEqualTo(1);
    assertThat(in.u16()).isEqualTo(0x0203);
    assertThat(in.u24()).isEqualTo(0x040506);
    assertThat(in.u32()).isEqualTo(0x0708090aL);
    assertThat(in.i32()).isEqualTo(-1);
    assertThat(in.i64()).isEqualTo(Long.MIN_VALUE);
    assertThat(in.bytes(2)).isEqualTo(ofHex("aabb"));
    in.skip(1);
    assertThat(in.position()).isEqualTo(25);
    assertThat(in.peekRest()).isEqualTo(ofHex("dd"));
    assertThat(in.rest()).isEqualTo(ofHex("dd"));
    assertThat(in.remaining()).isZero();
  }

  @Test
  void readsTextUpToAZeroByteOrTheEnd() {
    SliceReader in = new SliceReader(ofHex("6162 00 63"), "here");

    assertThat(in.zeroEnded()).isEqualTo("ab");
    assertThat(in.zeroEnded()).isEqualTo("c");
    assertThat(in.zeroEnded()).isEmpty();
  }

  @Test
  void saysWhereItRanOut() throws MalformedMediaException {
    SliceReader in = new SliceReader(ofHex("010203"), "here", 100);
    in.u8();

    assertThatThrownBy(in::u32)
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("here @+101: needs 4 bytes, has 2");
    assertThatThrownBy(() -> in.skip(-1))
        .hasMessage("here @+101: needs 18446744073709551615 bytes, has 2");
    assertThat(in.where()).isEqualTo("here");
    assertThat(in.unsupported("no")).hasMessage("here @+101: no");
  }

  @Test
  void forksWithoutMoving() throws MalformedMediaException {
    SliceReader in = new SliceReader(ofHex("0102"), "here");
    in.u8();

    assertThat(in.fork().u8()).isEqualTo(2);
    assertThat(in.u8()).isEqualTo(2);
  }
}
