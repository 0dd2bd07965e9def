package org.smoothlab.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.smoothlab.media.box.TfxdBox;
import org.smoothlab.media.bytes.Slice;

/**
 * A fragment that is sent again and again under another time, so that a benchmark measures who
 * takes it and not who makes it. The splitter copies what it takes, so the memory may be rewritten.
 */
final class FragmentTemplate {
  /** Version and flags, behind size, type and extended type. */
  private static final int TIME_IN_TFXD = 4 + 4 + 16 + 4;

  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment memory;
  private final Slice view;
  private final long timeAt;

  /**
   * @param fragment with one {@code tfxd} of version 1, and its time in no other place
   */
  FragmentTemplate(Slice fragment) {
    memory = Arena.ofAuto().allocate(fragment.size());
    MemorySegment.copy(fragment.memory(), 0, memory, 0, fragment.size());
    view = Slice.view(memory);
    timeAt = find(fragment) + TIME_IN_TFXD;
  }

  /** The same fragment, starting at {@code startTicks}; valid until the next call. */
  Slice at(long startTicks) {
    memory.set(U64, timeAt, startTicks);
    return view;
  }

  private static long find(Slice fragment) {
    for (long at = 0; at + TIME_IN_TFXD < fragment.size(); at++) {
      if (fragment.i64(at + 8) == TfxdBox.TYPE.uuidHigh()
          && fragment.i64(at + 16) == TfxdBox.TYPE.uuidLow()) {
        return at;
      }
    }
    throw new IllegalArgumentException("no tfxd in the fragment");
  }
}
