package org.smoothlab.simulator.encoder;

/**
 * How an encoder writes what the standard leaves open.
 *
 * @param style whose boxes
 * @param codecData where parameter sets are
 * @param pieceBytes the body is handed on in pieces of at most this size, 1..65536; a piece is an
 *     HTTP chunk, and its ends have nothing to do with boxes
 * @param chunks in which fragments are sent
 */
public record Dialect(Style style, CodecData codecData, int pieceBytes, ChunkLength chunks) {
  /** Whose boxes. */
  public enum Style {
    /** As [MS-SSTR] 2.2.7 has it: a live server manifest, and {@code tfxd} in each fragment. */
    PIFF,

    /**
     * As FFmpeg's {@code ismv} muxer: the same with its own form of the server manifest, fragments
     * numbered over all tracks of a connection, and sound that begins before 0 with the encoder's
     * priming sample.
     */
    ISMV,

    /**
     * As GStreamer's {@code ismlmux}: no server manifest; {@code tfdt} in place of {@code tfxd}; a
     * clock of its own for each track; {@code sdtp}, and all flags with each sample.
     */
    ISMLMUX,

    /**
     * As the ingest of DASH-IF, interface 1, has CMAF: no server manifest; {@code tfdt} in place of
     * {@code tfxd}; before each fragment a {@code styp} and a {@code prft} with the wall time; the
     * brand {@code lmsg} on the last one, and no {@code mfra}. In chunks, each has a {@code prft},
     * and the first of a fragment the {@code styp}.
     */
    CMAF,

    /**
     * As FFmpeg's {@code mp4} muxer with {@code -movflags +cmaf+separate_moof}: no server manifest,
     * a clock of its own for each track, {@code tfdt}, what samples have in common in {@code tfhd};
     * nothing says where a fragment begins but its key frame.
     */
    FMP4
  }

  /** Where H.264 parameter sets are. */
  public enum CodecData {
    /** In the header. */
    ANNOUNCED,

    /**
     * Only in front of each key frame, the header has an empty {@code avcC}: FFmpeg through its
     * {@code fifo} muxer without {@code -flags +global_header}.
     */
    IN_BAND
  }

  private static final int PIECE_BYTES = 32_768;

  public Dialect {
    if (pieceBytes < 1 || pieceBytes > 65_536) {
      throw new IllegalArgumentException("pieceBytes out of 1..65536: " + pieceBytes);
    }
  }

  /** That of the standard. */
  public static Dialect piff() {
    return new Dialect(Style.PIFF, CodecData.ANNOUNCED, PIECE_BYTES, ChunkLength.WHOLE_FRAGMENTS);
  }

  /** FFmpeg's. */
  public static Dialect ismv() {
    return new Dialect(Style.ISMV, CodecData.ANNOUNCED, PIECE_BYTES, ChunkLength.WHOLE_FRAGMENTS);
  }

  /** GStreamer's. */
  public static Dialect ismlmux() {
    return new Dialect(
        Style.ISMLMUX, CodecData.ANNOUNCED, PIECE_BYTES, ChunkLength.WHOLE_FRAGMENTS);
  }

  /** DASH-IF's. */
  public static Dialect cmaf() {
    return new Dialect(Style.CMAF, CodecData.ANNOUNCED, PIECE_BYTES, ChunkLength.WHOLE_FRAGMENTS);
  }

  /** That of FFmpeg's CMAF. */
  public static Dialect fmp4() {
    return new Dialect(Style.FMP4, CodecData.ANNOUNCED, PIECE_BYTES, ChunkLength.WHOLE_FRAGMENTS);
  }

  /** The same without codec data in the header. */
  public Dialect inBand() {
    return new Dialect(style, CodecData.IN_BAND, pieceBytes, chunks);
  }

  /** The same in other pieces. */
  public Dialect inPiecesOf(int bytes) {
    return new Dialect(style, codecData, bytes, chunks);
  }

  /** The same in chunks of this length. */
  public Dialect inChunksOf(ChunkLength length) {
    return new Dialect(style, codecData, pieceBytes, length);
  }
}
