package org.smoothlab.media.ts;

import org.smoothlab.media.bytes.Slice;

/**
 * The checksum of tables: polynomial 0x04C11DB7 from all ones, highest bit first, nothing inverted.
 *
 * @see "ISO/IEC 13818-1, annex A"
 */
final class SectionCrc {
  private static final int POLYNOMIAL = 0x04C1_1DB7;

  private SectionCrc() {}

  /** The checksum of these bytes, 32 bits; 0 over a section with its own at the end. */
  static long of(Slice bytes) {
    int crc = -1;
    for (long at = 0; at < bytes.size(); at++) {
      crc ^= bytes.u8(at) << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
      }
    }
    return Integer.toUnsignedLong(crc);
  }
}
