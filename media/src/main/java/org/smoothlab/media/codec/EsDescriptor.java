package org.smoothlab.media.codec;

import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * The elementary stream descriptor that an {@code esds} box holds behind its version and flags.
 *
 * <pre>
 * [u8 3][length] [u16 ES_ID][u8 flags] …
 *   [u8 4][length] [u8 object type][u8 stream type][u24 buffer][u32 maximum][u32 average]
 *     [u8 5][length] decoder specific info
 *   [u8 6][length] [u8 2]
 * </pre>
 *
 * @param objectTypeIndication 0x40 for MPEG-4 AAC
 * @param maximumBitrateBps in 0..2^32-1, 0 when unknown
 * @param averageBitrateBps in 0..2^32-1, 0 when unknown or varying
 * @param decoderSpecificInfo for AAC the {@code AudioSpecificConfig}; empty when there is none
 * @see "ISO/IEC 14496-1, 7.2.6; ISO/IEC 14496-14, 5.6"
 */
public record EsDescriptor(
    int objectTypeIndication,
    long maximumBitrateBps,
    long averageBitrateBps,
    Slice decoderSpecificInfo) {
  /** {@code objectTypeIndication} of MPEG-4 audio. */
  public static final int MPEG4_AUDIO = 0x40;

  private static final int STREAM_TAG = 3;
  private static final int DECODER_CONFIG_TAG = 4;
  private static final int SPECIFIC_INFO_TAG = 5;
  private static final int SYNC_LAYER_TAG = 6;
  private static final int AUDIO_STREAM = 0x15; // stream type 5, not up-stream, reserved bit
  private static final int LENGTH_BYTES_MAX = 4;
  private static final String WHERE = "esds";

  /** Reads the descriptor; what is not named above is ignored. */
  public static EsDescriptor read(Slice body) throws MalformedMediaException {
    SliceReader stream = find(new SliceReader(body, WHERE), STREAM_TAG);
    stream.skip(2); // ES_ID
    int flags = stream.u8();
    if ((flags & 0x80) != 0) {
      stream.skip(2); // dependsOn_ES_ID
    }
    if ((flags & 0x40) != 0) {
      stream.skip(stream.u8()); // URLstring
    }
    if ((flags & 0x20) != 0) {
      stream.skip(2); // OCR_ES_Id
    }
    SliceReader config = find(stream, DECODER_CONFIG_TAG);
    int objectType = config.u8();
    config.skip(4); // stream type and buffer size
    long maximumBps = config.u32();
    long averageBps = config.u32();
    Optional<SliceReader> info = next(config, SPECIFIC_INFO_TAG);
    return new EsDescriptor(
        objectType, maximumBps, averageBps, info.map(SliceReader::rest).orElse(Slice.EMPTY));
  }

  /** The descriptor of an audio stream. */
  public Slice write() {
    SliceWriter config = new SliceWriter();
    config
        .u8(objectTypeIndication)
        .u8(AUDIO_STREAM)
        .u24(0)
        .u32(maximumBitrateBps)
        .u32(averageBitrateBps);
    if (!decoderSpecificInfo.isEmpty()) {
      writeDescriptor(config, SPECIFIC_INFO_TAG, decoderSpecificInfo);
    }
    SliceWriter stream = new SliceWriter();
    stream.u16(0).u8(0);
    writeDescriptor(stream, DECODER_CONFIG_TAG, config.toSlice());
    writeDescriptor(stream, SYNC_LAYER_TAG, Slice.copyOf((byte) 2));
    SliceWriter out = new SliceWriter();
    writeDescriptor(out, STREAM_TAG, stream.toSlice());
    return out.toSlice();
  }

  private static SliceReader find(SliceReader in, int tag) throws MalformedMediaException {
    return next(in, tag)
        .orElseThrow(
            () -> in.malformed("descriptor with tag " + tag + " is missing (ISO/IEC 14496-1)"));
  }

  /** The body of the next descriptor of this tag; others on the way are passed over. */
  private static Optional<SliceReader> next(SliceReader in, int tag)
      throws MalformedMediaException {
    while (in.remaining() > 0) {
      int found = in.u8();
      Slice body = in.bytes(readLength(in));
      if (found == tag) {
        return Optional.of(new SliceReader(body, WHERE + "/" + tag));
      }
    }
    return Optional.empty();
  }

  private static long readLength(SliceReader in) throws MalformedMediaException {
    long length = 0;
    for (int count = 0; count < LENGTH_BYTES_MAX; count++) {
      int next = in.u8();
      length = (length << 7) | (next & 0x7F);
      if ((next & 0x80) == 0) {
        return length;
      }
    }
    throw in.malformed("a descriptor length of more than four bytes (ISO/IEC 14496-1, 8.3.3)");
  }

  /** Four bytes of length, as all known writers do: some readers expect them. */
  private static void writeDescriptor(SliceWriter out, int tag, Slice body) {
    int length = Math.toIntExact(body.size());
    out.u8(tag)
        .u8(0x80 | ((length >> 21) & 0x7F))
        .u8(0x80 | ((length >> 14) & 0x7F))
        .u8(0x80 | ((length >> 7) & 0x7F))
        .u8(length & 0x7F)
        .bytes(body);
  }
}
