package org.smoothlab.media.transmux;

import org.smoothlab.media.ts.StreamType;

/**
 * What differs between the two video codings where their units are put behind one another.
 *
 * @see "ISO/IEC 14496-10, table 7-1; ISO/IEC 23008-2, table 7-1"
 */
enum NalCoding {
  AVC(StreamType.AVC, 0x0000_0001_09F0L, 6),
  HEVC(StreamType.HEVC, 0x00_0000_0146_0150L, 7);

  private final StreamType streamType;
  private final long delimiter;
  private final int delimiterBytes;

  NalCoding(StreamType streamType, long delimiter, int delimiterBytes) {
    this.streamType = streamType;
    this.delimiter = delimiter;
    this.delimiterBytes = delimiterBytes;
  }

  StreamType streamType() {
    return streamType;
  }

  /** Start code and access unit delimiter before a picture of any kind. */
  long delimiter() {
    return delimiter;
  }

  int delimiterBytes() {
    return delimiterBytes;
  }

  boolean isDelimiter(int firstByte) {
    return this == AVC ? (firstByte & 0x1F) == 9 : hevcType(firstByte) == 35;
  }

  boolean isSequenceParameterSet(int firstByte) {
    return this == AVC ? (firstByte & 0x1F) == 7 : hevcType(firstByte) == 33;
  }

  /** Whether a unit must stay in front of the sequence parameter sets that refer to it. */
  boolean isVideoParameterSet(int firstByte) {
    return this == HEVC && hevcType(firstByte) == 32;
  }

  private static int hevcType(int firstByte) {
    return firstByte >> 1 & 0x3F;
  }
}
