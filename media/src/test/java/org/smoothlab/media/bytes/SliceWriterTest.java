package org.smoothlab.media.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import org.junit.jupiter.api.Test;

class SliceWriterTest {
  @Test
  void writesNumbersWithTheHighestByteFirst() {
    SliceWriter out = new SliceWriter();

    out.u8(255).u16(0xFFFE).u24(0xFFFFFD).u32(0xFFFF_FFFCL).i16(-1).i32(-2).i64(-3);

    assertThat(out.toSlice())
        .isEqualTo(ofHex("ff fffe fffffd fffffffc ffff fffffffe fffffffffffffffd"));
    assertThat(out.size()).isEqualTo(24);
  }

  @Test
  void growsAndFillsInLater() {
    SliceWriter out = new SliceWriter();

    out.u32(0).zeros(300).bytes(ofHex("aabb")).u32At(0, out.size());

    assertThat(out.toSlice()).isEqualTo(ofHex("00000132" + "00".repeat(300) + "aabb"));
  }

  @Test
  void keepsWhatItHasHandedOut() {
    SliceWriter out = new SliceWriter();
    Slice first = out.u32(7).toSlice();

    out.u32At(0, 8);

    assertThat(first).isEqualTo(ofHex("00000007"));
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    SliceWriter out = new SliceWriter();

    assertThatThrownBy(() -> out.u8(256)).hasMessage("256 does not fit 8 bits");
    assertThatThrownBy(() -> out.u16(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.u24(1 << 24)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.u32(1L << 32)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.u32At(0, 1)).hasMessage("offset 0 is not in 0 bytes");
  }
}
