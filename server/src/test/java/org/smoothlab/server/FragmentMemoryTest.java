package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.PointSettings;

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
    PointSettings settings = FragmentMemory.fit(PointSettings.DEFAULT, GIB);

    assertThat(settings.limits().liveCacheBytesMax()).isEqualTo(GIB / 2);
    assertThat(settings.limits().sessionCountMax())
        .isEqualTo(PointSettings.DEFAULT.limits().sessionCountMax());
  }

  @Test
  void leavesAlonePointsThatFit() {
    assertThat(FragmentMemory.fit(PointSettings.DEFAULT, 2 * GIB)).isSameAs(PointSettings.DEFAULT);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
