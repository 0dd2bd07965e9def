package org.smoothlab.simulator.content;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.Slice;

/** The byte stream form of H.264, as encoders give it. */
final class AnnexB {
  private static final int START_CODE_BYTES = 3;

  private AnnexB() {}

  /**
   * Puts the length of each NAL unit, 4 bytes, in the place of its start code.
   *
   * @param stream begins with a start code, of 3 or 4 bytes
   */
  static Slice toLengths(byte[] stream) {
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at + START_CODE_BYTES <= stream.length; at++) {
      if (stream[at] == 0 && stream[at + 1] == 0 && stream[at + 2] == 1) {
        starts.add(at + START_CODE_BYTES);
        at += START_CODE_BYTES - 1;
      }
    }
    ByteBuffer out = ByteBuffer.allocate(stream.length + starts.size());
    for (int index = 0; index < starts.size(); index++) {
      int from = starts.get(index);
      int to = index + 1 < starts.size() ? starts.get(index + 1) - START_CODE_BYTES : stream.length;
      // A NAL unit never ends in a zero: that byte belongs to a start code of four.
      while (to > from && stream[to - 1] == 0) {
        to--;
      }
      out.putInt(to - from).put(stream, from, to - from);
    }
    return Slice.view(out.flip());
  }
}
