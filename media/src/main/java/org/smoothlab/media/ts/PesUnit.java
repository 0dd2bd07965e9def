package org.smoothlab.media.ts;

/**
 * What must be known of a PES packet before its first byte is written, and how many transport
 * packets it takes. One object is set anew for each PES packet of a stream: a segment has
 * thousands. One thread's.
 *
 * <pre>
 * 000001 [u8 stream_id][u16 length] 80 [u8 80 PTS, C0 both][u8 header length] PTS5 [DTS5] payload
 * </pre>
 *
 * @see "ISO/IEC 13818-1, 2.4.3.6"
 */
public final class PesUnit {
  /** The longest length that can be told: of what follows its field. */
  public static final int LENGTH_MAX = 0xFFFF;

  /** Up to the end of the length field. */
  public static final int START_BYTES = 6;

  private static final int HEADER_BYTES = START_BYTES + 3;
  private static final int TIME_BYTES = 5;

  private final StreamType type;
  private final boolean carriesClock;
  private long presentationTicks;
  private long decodeTicks;
  private long payloadBytes;
  private boolean randomAccess;

  /**
   * @param type of its stream
   * @param carriesClock whether each begins with the program's clock
   */
  public PesUnit(StreamType type, boolean carriesClock) {
    this.type = type;
    this.carriesClock = carriesClock;
  }

  /**
   * Sets the times.
   *
   * @param presentation of the first access unit, on {@link TsClock}, not wrapped
   * @param decode likewise; not after {@code presentation}
   */
  public void setTimes(long presentation, long decode) {
    if (decode > presentation) {
      throw new IllegalArgumentException("decoded at " + decode + ", shown at " + presentation);
    }
    presentationTicks = presentation;
    decodeTicks = decode;
  }

  /**
   * Sets the content.
   *
   * @param bytes behind the header, at least 1
   * @param decodableHere whether a decoder may begin with it
   */
  public void setPayload(long bytes, boolean decodableHere) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a PES packet without payload");
    }
    payloadBytes = bytes;
    randomAccess = decodableHere;
  }

  /** What its stream is. */
  public StreamType type() {
    return type;
  }

  /** Whether it begins with the program's clock. */
  public boolean carriesClock() {
    return carriesClock;
  }

  /** Whether a decoder may begin with it. */
  public boolean randomAccess() {
    return randomAccess;
  }

  /** When its first access unit is shown, on {@link TsClock}, not wrapped. */
  public long presentationTicks() {
    return presentationTicks;
  }

  /** When its first access unit is decoded, likewise. */
  public long decodeTicks() {
    return decodeTicks;
  }

  /** Bytes behind the header. */
  public long payloadBytes() {
    return payloadBytes;
  }

  /** Bytes of the header: the decoding time is told only where it differs. */
  public int headerBytes() {
    return HEADER_BYTES + (hasDecodeTime() ? 2 : 1) * TIME_BYTES;
  }

  boolean hasDecodeTime() {
    return decodeTicks != presentationTicks;
  }

  /** Bytes of the header behind its own length. */
  int optionalBytes() {
    return headerBytes() - HEADER_BYTES;
  }

  /** What the length field tells: nothing of video. */
  int lengthField() {
    return type.isVideo() ? 0 : Math.toIntExact(sizeBytes() - START_BYTES);
  }

  /** Bytes of header and payload. */
  public long sizeBytes() {
    return headerBytes() + payloadBytes;
  }

  /** Bytes that the adaptation field of its first packet takes at least. */
  int adaptationBytes() {
    if (carriesClock) {
      return TsWriter.CLOCK_FIELD_BYTES;
    }
    return randomAccess ? TsWriter.FLAGS_FIELD_BYTES : 0;
  }

  /** How many transport packets it needs at least. */
  public long packetCount() {
    long behindFirst = sizeBytes() - (TsWriter.PAYLOAD_BYTES_MAX - adaptationBytes());
    return behindFirst <= 0 ? 1 : 1 + Math.ceilDiv(behindFirst, TsWriter.PAYLOAD_BYTES_MAX);
  }

  /** By how many packets more it can be spread, with its whole header in the first one. */
  public long extraPacketsMax() {
    return Math.max(0, payloadBytes - packetCount() + 1);
  }
}
