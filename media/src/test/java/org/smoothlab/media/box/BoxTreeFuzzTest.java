package org.smoothlab.media.box;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Any bytes as a file of boxes: read, written again, dumped. */
class BoxTreeFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void writesWhatItReadsByteForByte(byte[] data) {
    Slice bytes = Slice.copyOf(data);
    String dump = BoxDump.of(bytes, 200);
    if (dump.lines().count() > 201) {
      throw new AssertionError("a dump without bound");
    }
    try {
      BoxWriter out = new BoxWriter();
      BoxList.read(bytes, "fuzz").write(out);
      if (!out.toSlice().equals(bytes.slice(0, out.sizeBytes()))) {
        throw new AssertionError("written otherwise than read");
      }
    } catch (MediaException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("an error without message", e);
      }
    }
  }
}
