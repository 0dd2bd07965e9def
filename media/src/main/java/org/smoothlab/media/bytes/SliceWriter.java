package org.smoothlab.media.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Writes bytes behind one another into memory that grows. Numbers are cut to their low bits only
 * where a signed and an unsigned reading of them meet; else what does not fit is our own mistake.
 */
public final class SliceWriter {
  private static final int BYTES_EXPECTED = 64;

  private byte[] bytes;
  private int size;

  /** Nothing is written yet. */
  public SliceWriter() {
    this(BYTES_EXPECTED);
  }

  /** Nothing is written yet, and about {@code expectedBytes} will be. */
  public SliceWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  /** Writes 8 bits. */
  public SliceWriter u8(int value) {
    return put(requireFits(value, 8), 1);
  }

  /** Writes 16 bits. */
  public SliceWriter u16(int value) {
    return put(requireFits(value, 16), 2);
  }

  /** Writes 24 bits. */
  public SliceWriter u24(int value) {
    return put(requireFits(value, 24), 3);
  }

  /** Writes 32 bits. */
  public SliceWriter u32(long value) {
    return put(requireFits(value, 32), 4);
  }

  /** Writes a signed number in 16 bits. */
  public SliceWriter i16(int value) {
    return put((short) value, 2);
  }

  /** Writes a signed number in 32 bits. */
  public SliceWriter i32(int value) {
    return put(value, 4);
  }

  /** Writes 64 bits. */
  public SliceWriter i64(long value) {
    return put(value, 8);
  }

  /** Writes a copy of the slice's bytes. */
  public SliceWriter bytes(Slice slice) {
    int length = Math.toIntExact(slice.size());
    grow(length);
    MemorySegment.copy(slice.memory(), ValueLayout.JAVA_BYTE, 0, bytes, size, length);
    size += length;
    return this;
  }

  /** Writes that many zero bytes. */
  public SliceWriter zeros(int count) {
    grow(count);
    size += count;
    return this;
  }

  /** Writes {@code value} over the four bytes at {@code offset}, which must be written already. */
  public SliceWriter u32At(int offset, long value) {
    if (offset < 0 || offset > size - 4) {
      throw new IllegalArgumentException("offset " + offset + " is not in " + size + " bytes");
    }
    requireFits(value, 32);
    for (int i = 0; i < 4; i++) {
      bytes[offset + i] = (byte) (value >>> (24 - 8 * i));
    }
    return this;
  }

  /** How many bytes have been written. */
  public int size() {
    return size;
  }

  /** What has been written so far: a copy, on the heap. */
  public Slice toSlice() {
    return Slice.view(MemorySegment.ofArray(Arrays.copyOf(bytes, size)));
  }

  private SliceWriter put(long value, int count) {
    grow(count);
    for (int i = count - 1; i >= 0; i--) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  private void grow(int count) {
    int needed = Math.addExact(size, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, needed * 2L));
    }
  }

  private static long requireFits(long value, int bits) {
    if (value < 0 || value >>> bits != 0) {
      throw new IllegalArgumentException(value + " does not fit " + bits + " bits");
    }
    return value;
  }
}
