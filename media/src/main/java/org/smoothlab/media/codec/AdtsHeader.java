package org.smoothlab.media.codec;

import org.smoothlab.media.bytes.UnsupportedMediaException;

/**
 * What stands before each AAC frame where no file tells of them all. Extensions are not told: a
 * decoder finds band replication in the frames.
 *
 * <pre>
 * FFF [0 00 1: MPEG-4, no CRC] [u2 object type - 1][u4 rate][0][u3 channels][0000]
 * [u13 bytes with this header][u11 7FF: variable rate][u2 0: one frame]
 * </pre>
 *
 * @param objectType of the core coder, 1..4: 2 is AAC-LC
 * @param rateIndex 0..12, of the core coder's rate
 * @param channelConfiguration 1..7
 * @see "ISO/IEC 14496-3, 1.A.2.2.1"
 */
public record AdtsHeader(int objectType, int rateIndex, int channelConfiguration) {
  /** Its size. */
  public static final int BYTES = 7;

  /** The largest frame behind it. */
  public static final int FRAME_BYTES_MAX = (1 << 13) - 1 - BYTES;

  private static final long SYNC_AND_VERSION = 0xFFF1;
  private static final long VARIABLE_RATE = 0x7FF;

  /**
   * For a track.
   *
   * @throws UnsupportedMediaException if it has a coder, a rate or channels that cannot be told
   */
  public static AdtsHeader of(AacConfig config) throws UnsupportedMediaException {
    int rateIndex = config.rateIndex();
    boolean tellable =
        config.objectType() >= 1
            && config.objectType() <= 4
            && rateIndex >= 0
            && config.channelConfiguration() >= 1
            && config.channelConfiguration() <= 7;
    if (!tellable) {
      throw new UnsupportedMediaException(
          "AAC of object type %d, %d Hz, channel configuration %d has no ADTS header (ISO/IEC 14496-3, 1.A.2.2.1)"
              .formatted(config.objectType(), config.coreRateHz(), config.channelConfiguration()));
    }
    return new AdtsHeader(config.objectType(), rateIndex, config.channelConfiguration());
  }

  /**
   * The header of one frame in the low 56 bits.
   *
   * @param frameBytes without the header, up to {@link #FRAME_BYTES_MAX}
   */
  public long bits(long frameBytes) {
    if (frameBytes < 0 || frameBytes > FRAME_BYTES_MAX) {
      throw new IllegalArgumentException("frameBytes out of 0..8184: " + frameBytes);
    }
    return SYNC_AND_VERSION << 40
        | (objectType - 1L) << 38
        | (long) rateIndex << 34
        | (long) channelConfiguration << 30
        | (frameBytes + BYTES) << 13
        | VARIABLE_RATE << 2;
  }
}
