package org.smoothlab.media.bytes;

import java.nio.charset.StandardCharsets;

/**
 * Reads a slice from its start to its end. Reading past the end is the input's fault, and says so:
 * {@code moof/traf/tfxd @+4: needs 4 bytes, has 2}.
 */
public final class SliceReader {
  private final Slice slice;
  private final String where;
  private final long origin;
  private long at;

  /**
   * @param slice what is read
   * @param where a name for messages, such as a box path or an attribute
   */
  public SliceReader(Slice slice, String where) {
    this(slice, where, 0);
  }

  /**
   * @param slice what is read
   * @param where a name for messages
   * @param origin what messages call the position of the first byte
   */
  public SliceReader(Slice slice, String where, long origin) {
    this.slice = slice;
    this.where = where;
    this.origin = origin;
  }

  /** The unsigned byte here. */
  public int u8() throws MalformedMediaException {
    return slice.u8(take(1));
  }

  /** The unsigned 16-bit number here. */
  public int u16() throws MalformedMediaException {
    return slice.u16(take(2));
  }

  /** The unsigned 24-bit number here. */
  public int u24() throws MalformedMediaException {
    return slice.u24(take(3));
  }

  /** The unsigned 32-bit number here. */
  public long u32() throws MalformedMediaException {
    return slice.u32(take(4));
  }

  /** The signed 32-bit number here. */
  public int i32() throws MalformedMediaException {
    return slice.i32(take(4));
  }

  /** The 64 bits here; above 2^63-1 they read as negative. */
  public long i64() throws MalformedMediaException {
    return slice.i64(take(8));
  }

  /** A view of the next {@code size} bytes. */
  public Slice bytes(long size) throws MalformedMediaException {
    return slice.slice(take(size), size);
  }

  /** A view of everything that is left; empty at the end. */
  public Slice rest() {
    Slice rest = slice.from(at);
    at = slice.size();
    return rest;
  }

  /** A view of everything that is left, which stays unread. */
  public Slice peekRest() {
    return slice.from(at);
  }

  /** Another reader at the same place. */
  public SliceReader fork() {
    SliceReader fork = new SliceReader(slice, where, origin);
    fork.at = at;
    return fork;
  }

  /** UTF-8 text up to a zero byte, which is read too, or up to the end. */
  public String zeroEnded() {
    long end = at;
    while (end < slice.size() && slice.u8(end) != 0) {
      end++;
    }
    String text = slice.slice(at, end - at).text(StandardCharsets.UTF_8);
    at = Math.min(end + 1, slice.size());
    return text;
  }

  /** Passes over {@code size} bytes. */
  public void skip(long size) throws MalformedMediaException {
    take(size);
  }

  /** How many bytes are left. */
  public long remaining() {
    return slice.size() - at;
  }

  /** How many bytes have been read. */
  public long position() {
    return at;
  }

  /** What this reads, for messages. */
  public String where() {
    return where;
  }

  /** An error at this place: {@code where @+position: what}. */
  public MalformedMediaException malformed(String what) {
    return new MalformedMediaException(where + " @+" + (origin + at) + ": " + what);
  }

  /** A refusal at this place: {@code where @+position: what}. */
  public UnsupportedMediaException unsupported(String what) {
    return new UnsupportedMediaException(where + " @+" + (origin + at) + ": " + what);
  }

  private long take(long size) throws MalformedMediaException {
    if (size < 0 || size > remaining()) {
      throw malformed("needs " + Long.toUnsignedString(size) + " bytes, has " + remaining());
    }
    long from = at;
    at += size;
    return from;
  }
}
