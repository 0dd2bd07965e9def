package org.smoothlab.media.box;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;

/** Writes boxes; their sizes are filled in when their bodies are written. */
public final class BoxWriter {
  private static final int BYTES_EXPECTED = 64;

  private final SliceWriter out;

  /** Nothing is written yet. */
  public BoxWriter() {
    this(BYTES_EXPECTED);
  }

  /** Nothing is written yet, and about {@code expectedBytes} will be. */
  BoxWriter(int expectedBytes) {
    this.out = new SliceWriter(expectedBytes);
  }

  /** Writes a box: {@code [u32 size][u32 type][16 bytes if uuid][body]}. */
  public BoxWriter box(BoxType type, Consumer<BoxWriter> body) {
    int start = out.size();
    out.u32(0).i32(type.fourCc());
    if (type.isUuid()) {
      out.i64(type.uuidHigh()).i64(type.uuidLow());
    }
    body.accept(this);
    out.u32At(start, out.size() - start);
    return this;
  }

  /** Writes a full box: {@code [header][u8 version][u24 flags][body]}. */
  public BoxWriter fullBox(BoxType type, int version, int flags, Consumer<BoxWriter> body) {
    return box(type, box -> body.accept(box.u8(version).u24(flags)));
  }

  /** Writes 8 bits. */
  public BoxWriter u8(int value) {
    out.u8(value);
    return this;
  }

  /** Writes 16 bits. */
  public BoxWriter u16(int value) {
    out.u16(value);
    return this;
  }

  /** Writes a signed number in 16 bits. */
  public BoxWriter i16(int value) {
    out.i16(value);
    return this;
  }

  /** Writes 24 bits. */
  public BoxWriter u24(int value) {
    out.u24(value);
    return this;
  }

  /** Writes 32 bits. */
  public BoxWriter u32(long value) {
    out.u32(value);
    return this;
  }

  /** Writes a signed number in 32 bits. */
  public BoxWriter i32(int value) {
    out.i32(value);
    return this;
  }

  /** Writes 64 bits; a number above 2^63-1 comes as negative. */
  public BoxWriter i64(long value) {
    out.i64(value);
    return this;
  }

  /** Writes an unsigned number in 1 to 4 bytes. */
  BoxWriter unsigned(int bytes, long value) {
    return switch (bytes) {
      case 1 -> u8(Math.toIntExact(value));
      case 2 -> u16(Math.toIntExact(value));
      case 3 -> u24(Math.toIntExact(value));
      default -> u32(value);
    };
  }

  /** Writes four characters, each up to U+00FF. */
  public BoxWriter fourCc(String fourCc) {
    byte[] bytes = fourCc.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length != 4) {
      throw new IllegalArgumentException("not four characters: " + fourCc);
    }
    out.bytes(Slice.copyOf(bytes));
    return this;
  }

  /** Writes 64 bits in version 1 of a box, else 32. */
  BoxWriter sized(int version, long value) {
    return version == 1 ? i64(value) : u32(value);
  }

  /** Writes a copy of the bytes. */
  public BoxWriter bytes(Slice bytes) {
    out.bytes(bytes);
    return this;
  }

  /** Writes that many zero bytes. */
  public BoxWriter zeros(int count) {
    out.zeros(count);
    return this;
  }

  /** Writes the text in UTF-8 and a zero byte. */
  public BoxWriter zeroEnded(String text) {
    out.bytes(Slice.ofUtf8(text)).u8(0);
    return this;
  }

  /** How many bytes have been written. */
  public int sizeBytes() {
    return out.size();
  }

  /** What has been written so far: a copy, on the heap. */
  public Slice toSlice() {
    return out.toSlice();
  }
}
