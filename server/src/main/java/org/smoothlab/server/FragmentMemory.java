package org.smoothlab.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much memory there is for fragments. They live outside the heap, in automatic arenas, which
 * the JVM counts as it counts direct buffers: beyond {@code -XX:MaxDirectMemorySize}, by default
 * the size of the heap, an allocation fails, and with it the ingest session that needed it.
 */
final class FragmentMemory {
  /** A single point leaves this part to the others and to what is just arriving. */
  private static final int SHARE = 2;

  private FragmentMemory() {}

  /** What the JVM lets fragments have, all together. */
  static long limitBytes() {
    long setBytes =
        Long.parseLong(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue());
    return setBytes == 0 ? Runtime.getRuntime().maxMemory() : setBytes;
  }

  /**
   * What a single point may have of {@code limitBytes}: at this bound its DVR window shrinks, which
   * viewers can live with; at the JVM's, encoders would be cut off.
   */
  static long pointBytesMax(long limitBytes) {
    return limitBytes / SHARE;
  }
}
