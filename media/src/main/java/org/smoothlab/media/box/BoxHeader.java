package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;

/**
 * The start of a box: {@code [u32 size][u32 type][u64 largesize if size is 1][16 bytes if uuid]}.
 *
 * @param type what the box is
 * @param sizeBytes of the whole box; 0 means to the end of the file
 * @param headerBytes 8, 16, 24 or 32
 * @see "ISO/IEC 14496-12, 4.2 Object structure"
 */
record BoxHeader(BoxType type, long sizeBytes, int headerBytes) {
  static final int BYTES_MIN = 8;

  /** With large size and extended type. */
  static final int BYTES_MAX = 32;

  /**
   * How many bytes the header has that starts with these bytes.
   *
   * @param start at least its first 8 bytes
   */
  static int bytesOf(Slice start) {
    return 8 + (start.u32(0) == 1 ? 8 : 0) + (start.u32(4) == BoxType.UUID_CODE ? 16 : 0);
  }

  /** Reads a header, and nothing of what follows it. */
  static BoxHeader read(SliceReader in) throws MalformedMediaException {
    SliceReader start = in.fork();
    long smallSize = in.u32();
    int code = in.i32();
    long sizeBytes = smallSize == 1 ? in.i64() : smallSize;
    BoxType type =
        code == BoxType.UUID_CODE ? new BoxType(code, in.i64(), in.i64()) : new BoxType(code, 0, 0);
    int headerBytes = (int) (in.position() - start.position());
    if (sizeBytes < 0 || (sizeBytes > 0 && sizeBytes < headerBytes)) {
      throw start.malformed(
          "box %s says %s bytes, expected %d..2^63-1 (ISO/IEC 14496-12, 4.2)"
              .formatted(type, Long.toUnsignedString(sizeBytes), headerBytes));
    }
    return new BoxHeader(type, sizeBytes, headerBytes);
  }

  /** Whether it is as short as its type permits, which is how we write it. */
  boolean isShortest() {
    return sizeBytes != 0 && headerBytes == type.headerBytes();
  }
}
