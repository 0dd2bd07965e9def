package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class FragmentMemoryTest {
  private static final long GIB = 1L << 30;

  @Test
  void isCountedByTheJvmAsDirectMemory() {
    long beforeBytes = directBytes();
    MemorySegment fragment = Arena.ofAuto().allocate(64 << 20);

    assertThat(directBytes() - beforeBytes).isGreaterThanOrEqualTo(fragment.byteSize());
  }

  @Test
  void isAsLargeAsTheHeapUnlessToldOtherwise() {
    // The tests are started without MaxDirectMemorySize.
    assertThat(FragmentMemory.limitBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
  }

  @Test
  void leavesHalfOfItToOthers() {
    assertThat(FragmentMemory.pointBytesMax(GIB)).isEqualTo(GIB / 2);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
