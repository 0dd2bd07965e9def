package org.smoothlab.media.ts;

import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;

/**
 * One PES packet as it was read.
 *
 * @param pid of its stream
 * @param streamId of its header
 * @param presentationTicks 90 kHz, 33 bits as written
 * @param decodeTicks likewise; equal where it is not told
 * @param randomAccess whether its first packet says that a decoder may begin here
 * @param payload behind the header
 * @see "ISO/IEC 13818-1, 2.4.3.6"
 */
public record TsUnit(
    int pid,
    int streamId,
    long presentationTicks,
    long decodeTicks,
    boolean randomAccess,
    Slice payload) {
  private static final int START_CODE = 1;
  private static final int FIRST_VIDEO_ID = 0xE0;

  /**
   * Reads a whole PES packet.
   *
   * @throws MalformedMediaException if it has no times, or its length is another one
   */
  static TsUnit read(int pid, boolean randomAccess, Slice bytes) throws MalformedMediaException {
    SliceReader in = new SliceReader(bytes, "PES of PID %d".formatted(pid));
    if (in.u24() != START_CODE) {
      throw in.malformed("no start code of a PES packet (ISO/IEC 13818-1, 2.4.3.7)");
    }
    int streamId = in.u8();
    int length = in.u16();
    boolean mayBeUnbounded = streamId >= FIRST_VIDEO_ID;
    if (length != in.remaining() && !(length == 0 && mayBeUnbounded)) {
      throw in.malformed(
          "length %d, %d bytes follow (ISO/IEC 13818-1, 2.4.3.7)"
              .formatted(length, in.remaining()));
    }
    if ((in.u8() & 0xC0) != 0x80) {
      throw in.malformed("not the header of MPEG-2 (ISO/IEC 13818-1, 2.4.3.6)");
    }
    int whichTimes = in.u8() >> 6;
    SliceReader header = new SliceReader(in.bytes(in.u8()), in.where());
    if (whichTimes < 2) {
      throw in.malformed("no presentation time");
    }
    long presentationTicks = time(header, whichTimes);
    long decodeTicks = whichTimes == 3 ? time(header, 1) : presentationTicks;
    if (TsClock.distance(decodeTicks, presentationTicks) < 0) {
      throw in.malformed("decoded at %d, shown at %d".formatted(decodeTicks, presentationTicks));
    }
    return new TsUnit(pid, streamId, presentationTicks, decodeTicks, randomAccess, in.rest());
  }

  private static long time(SliceReader in, int prefix) throws MalformedMediaException {
    long bits = (long) in.u8() << 32 | in.u32();
    if (bits >>> 36 != prefix || (bits & 0x1_0001_0001L) != 0x1_0001_0001L) {
      throw in.malformed(
          "not a time with prefix %d: %010x (ISO/IEC 13818-1, 2.4.3.6)".formatted(prefix, bits));
    }
    return (bits >>> 33 & 7) << 30 | (bits >>> 17 & 0x7FFF) << 15 | (bits >>> 1 & 0x7FFF);
  }
}
