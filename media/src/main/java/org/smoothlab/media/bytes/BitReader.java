package org.smoothlab.media.bytes;

/**
 * Reads bits, the highest of each byte first, and the Exp-Golomb codes of the video standards.
 *
 * @see "ISO/IEC 14496-10, 7.2 and 9.1"
 */
public final class BitReader {
  private final Slice slice;
  private final String where;
  private long atBit;

  /**
   * @param slice what is read
   * @param where a name for messages
   */
  public BitReader(Slice slice, String where) {
    this.slice = slice;
    this.where = where;
  }

  /** One bit. */
  public boolean flag() throws MalformedMediaException {
    return bits(1) == 1;
  }

  /**
   * An unsigned number of {@code count} bits.
   *
   * @param count in 0..32
   */
  public long bits(int count) throws MalformedMediaException {
    if (count < 0 || count > 32) {
      throw new IllegalArgumentException("count out of 0..32: " + count);
    }
    if (count > remainingBits()) {
      throw new MalformedMediaException(
          where + " @bit " + atBit + ": needs " + count + " bits, has " + remainingBits());
    }
    long value = 0;
    for (int i = 0; i < count; i++, atBit++) {
      value = value << 1 | (slice.u8(atBit >> 3) >> (7 - (atBit & 7)) & 1);
    }
    return value;
  }

  /** An unsigned Exp-Golomb code, {@code ue(v)}: 0..2^32-2. */
  public long ue() throws MalformedMediaException {
    int zeros = 0;
    while (!flag()) {
      if (++zeros > 31) {
        throw new MalformedMediaException(
            where
                + " @bit "
                + atBit
                + ": Exp-Golomb code with more than 31 leading zeros (ISO/IEC 14496-10, 9.1)");
      }
    }
    return (1L << zeros) - 1 + bits(zeros);
  }

  /** A signed Exp-Golomb code, {@code se(v)}. */
  public long se() throws MalformedMediaException {
    long code = ue();
    return (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
  }

  /** Passes over {@code count} bits. */
  public void skip(int count) throws MalformedMediaException {
    int left = count;
    while (left > 0) {
      int step = Math.min(left, 32);
      bits(step);
      left -= step;
    }
  }

  /** How many bits are left. */
  public long remainingBits() {
    return slice.size() * 8 - atBit;
  }
}
