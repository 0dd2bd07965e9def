package org.smoothlab.media.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceTest {
  private final Slice bytes = ofHex("ff fe 80 00 00 00 00 01 7f");

  @Test
  void readsUnsignedNumbersWithTheHighestByteFirst() {
    assertThat(bytes.u8(0)).isEqualTo(255);
    assertThat(bytes.u16(0)).isEqualTo(0xFFFE);
    assertThat(bytes.u24(0)).isEqualTo(0xFFFE80);
    assertThat(bytes.u32(0)).isEqualTo(0xFFFE_8000L);
  }

  @Test
  void readsSignedNumbers() {
    assertThat(bytes.i32(0)).isEqualTo(0xFFFE8000);
    assertThat(bytes.i64(0)).isEqualTo(0xFFFE_8000_0000_0001L).isNegative();
    assertThat(bytes.i64(1)).isEqualTo(0xFE80_0000_0000_017FL);
  }

  @Test
  void slicesWithoutCopying() {
    MemorySegment memory = Arena.ofAuto().allocate(4);
    Slice part = Slice.view(memory).slice(1, 2);

    memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 1, (byte) 9);

    assertThat(part).isEqualTo(ofHex("0900"));
    assertThat(part.from(1)).isEqualTo(ofHex("00"));
    assertThat(part.from(2).isEmpty()).isTrue();
  }

  @Test
  void cannotBeWrittenThroughItsMemory() {
    assertThat(bytes.memory().isReadOnly()).isTrue();
    assertThat(bytes.asByteBuffer().isReadOnly()).isTrue();
    assertThat(Slice.view(ByteBuffer.allocate(3)).memory().isReadOnly()).isTrue();
  }

  @Test
  void copiesWhatItsOwnerMayWriteAgain() {
    MemorySegment memory = Arena.ofAuto().allocate(2);
    Slice copy = Slice.view(memory).copy();
    byte[] array = {1, 2};
    Slice ofArray = Slice.copyOf(array);

    memory.fill((byte) 7);
    array[0] = 7;

    assertThat(copy).isEqualTo(ofHex("0000"));
    assertThat(copy.memory().isNative()).isTrue();
    assertThat(ofArray).isEqualTo(ofHex("0102"));
    assertThat(ofArray.toByteArray()).containsExactly(1, 2);
  }

  @Test
  void viewsABufferBetweenPositionAndLimit() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);

    assertThat(Slice.view(buffer)).isEqualTo(ofHex("0203"));
    assertThat(buffer.position()).isEqualTo(1);
  }

  @Test
  void joinsPiecesOutsideTheHeap() {
    Slice joined = Slice.concat(List.of(ofHex("01"), Slice.EMPTY, ofHex("0203")));

    assertThat(joined).isEqualTo(ofHex("010203"));
    assertThat(joined.memory().isNative()).isTrue();
    assertThat(Slice.concat(List.of())).isEqualTo(Slice.EMPTY);
  }

  @Test
  void isEqualByItsBytesAlone() {
    assertThat(ofHex("0102").copy()).isEqualTo(ofHex("0102")).hasSameHashCodeAs(ofHex("0102"));
    assertThat(ofHex("0102")).isNotEqualTo(ofHex("0103")).isNotEqualTo(ofHex("01"));
    assertThat(ofHex("01")).isNotEqualTo("01");
    assertThat(Slice.copyOf()).isSameAs(Slice.EMPTY);
  }

  @Test
  void speaksTextAndHexadecimalDigits() {
    assertThat(Slice.ofUtf8("Smooth é").text(StandardCharsets.UTF_8)).isEqualTo("Smooth é");
    assertThat(ofHex("00 fF\n7f").toHex()).isEqualTo("00ff7f");
    assertThat(ofHex("0102")).hasToString("2 bytes 0102");
    assertThat(ofHex("00".repeat(17))).hasToString("17 bytes " + "00".repeat(16) + "…");
    assertThat(Slice.EMPTY).hasToString("0 bytes");
  }

  @Test
  void refusesWhatIsNotInside() {
    assertThatThrownBy(() -> bytes.slice(8, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.u32(6)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ofHex("0")).isInstanceOf(IllegalArgumentException.class);
  }
}
