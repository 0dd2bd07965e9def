package org.smoothlab.media.bytes;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * An immutable view of bytes, on or off the heap. Slicing never copies; what is meant to outlive a
 * call must not be a view of memory that its owner will write again.
 *
 * <p>Multi-byte numbers are big-endian, as in every format of this module.
 */
public final class Slice {
  /** The view of nothing. */
  public static final Slice EMPTY = new Slice(MemorySegment.ofArray(new byte[0]));

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment memory;

  private Slice(MemorySegment memory) {
    this.memory = memory;
  }

  /** A slice of these very bytes, copied. */
  public static Slice copyOf(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Slice(MemorySegment.ofArray(bytes.clone()).asReadOnly());
  }

  /** The text's bytes in UTF-8. */
  public static Slice ofUtf8(String text) {
    return new Slice(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)).asReadOnly());
  }

  /**
   * The bytes that {@code hex} spells; white space between digits is ignored.
   *
   * @throws IllegalArgumentException if something else than pairs of hexadecimal digits is left
   */
  public static Slice ofHex(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("\\s+", ""));
    return new Slice(MemorySegment.ofArray(bytes).asReadOnly());
  }

  /** A view of {@code memory}; its owner promises not to write it while the view is in use. */
  public static Slice view(MemorySegment memory) {
    return new Slice(memory.isReadOnly() ? memory : memory.asReadOnly());
  }

  /** A view of the bytes between position and limit; the buffer itself is left as it is. */
  public static Slice view(ByteBuffer buffer) {
    return view(MemorySegment.ofBuffer(buffer));
  }

  /** All the parts behind one another, copied into one piece of memory outside the heap. */
  public static Slice concat(List<Slice> parts) {
    long size = 0;
    for (Slice part : parts) {
      size = Math.addExact(size, part.size());
    }
    MemorySegment whole = Arena.ofAuto().allocate(size);
    long at = 0;
    for (Slice part : parts) {
      MemorySegment.copy(part.memory, 0, whole, at, part.size());
      at += part.size();
    }
    return view(whole);
  }

  /** How many bytes this is a view of. */
  public long size() {
    return memory.byteSize();
  }

  /** Whether this is a view of nothing. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * A view of a part of this view.
   *
   * @throws IndexOutOfBoundsException if the part is not wholly inside
   */
  public Slice slice(long offset, long size) {
    return new Slice(memory.asSlice(offset, size));
  }

  /** A view of everything from {@code offset} on. */
  public Slice from(long offset) {
    return new Slice(memory.asSlice(offset));
  }

  /** The unsigned byte at {@code offset}. */
  public int u8(long offset) {
    return Byte.toUnsignedInt(memory.get(JAVA_BYTE, offset));
  }

  /** The unsigned 16-bit number at {@code offset}. */
  public int u16(long offset) {
    return Short.toUnsignedInt(memory.get(U16, offset));
  }

  /** The unsigned 24-bit number at {@code offset}. */
  public int u24(long offset) {
    return u8(offset) << 16 | u16(offset + 1);
  }

  /** The unsigned 32-bit number at {@code offset}. */
  public long u32(long offset) {
    return Integer.toUnsignedLong(memory.get(U32, offset));
  }

  /** The signed 32-bit number at {@code offset}. */
  public int i32(long offset) {
    return memory.get(U32, offset);
  }

  /** The 64 bits at {@code offset}; above 2^63-1 they read as negative. */
  public long i64(long offset) {
    return memory.get(U64, offset);
  }

  /** A read-only buffer over the same bytes, for a socket or a file: nothing is copied. */
  public ByteBuffer asByteBuffer() {
    return memory.asByteBuffer();
  }

  /** The memory under this view, read-only. */
  public MemorySegment memory() {
    return memory;
  }

  /** A copy on the heap. */
  public byte[] toByteArray() {
    return memory.toArray(JAVA_BYTE);
  }

  /** A copy outside the heap that nobody else can write. */
  public Slice copy() {
    return concat(List.of(this));
  }

  /** The bytes as text; what is not text in {@code charset} becomes U+FFFD. */
  public String text(Charset charset) {
    return new String(toByteArray(), charset);
  }

  /** Lower-case hexadecimal digits of all the bytes. */
  public String toHex() {
    return HexFormat.of().formatHex(toByteArray());
  }

  /** Two slices are equal when their bytes are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Slice slice
        && slice.size() == size()
        && memory.mismatch(slice.memory) == -1;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (long at = 0; at < size(); at++) {
      hash = 31 * hash + memory.get(JAVA_BYTE, at);
    }
    return hash;
  }

  /** The size and the first bytes: for messages and debuggers. */
  @Override
  public String toString() {
    long shown = Math.min(size(), 16);
    return size()
        + " bytes"
        + (shown == 0 ? "" : " " + slice(0, shown).toHex())
        + (shown < size() ? "…" : "");
  }
}
