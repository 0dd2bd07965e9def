package org.smoothlab.media.ts;

/**
 * What tables call the codecs of HLS, and how their PES packets are called.
 *
 * @see "ISO/IEC 13818-1, table 2-34; ATSC A/52, annex A and G"
 */
public enum StreamType {
  /** H.264 in Annex B. */
  AVC(0x1B, StreamType.FIRST_VIDEO_ID),
  /** HEVC in Annex B. */
  HEVC(0x24, StreamType.FIRST_VIDEO_ID),
  /** AAC in ADTS. */
  AAC(0x0F, StreamType.FIRST_AUDIO_ID),
  /** AC-3. */
  AC_3(0x81, StreamType.PRIVATE_ID),
  /** E-AC-3. */
  E_AC_3(0x87, StreamType.PRIVATE_ID);

  private static final int FIRST_VIDEO_ID = 0xE0;
  private static final int FIRST_AUDIO_ID = 0xC0;
  private static final int PRIVATE_ID = 0xBD;

  private final int code;
  private final int pesStreamId;

  StreamType(int code, int pesStreamId) {
    this.code = code;
    this.pesStreamId = pesStreamId;
  }

  /** Its number in a {@link ProgramMap}. */
  public int code() {
    return code;
  }

  /** {@code stream_id} of its PES packets. */
  public int pesStreamId() {
    return pesStreamId;
  }

  /** Whether it is pictures: their PES packets do not tell their length. */
  public boolean isVideo() {
    return pesStreamId == FIRST_VIDEO_ID;
  }
}
