package org.smoothlab.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.smoothlab.server.origin.PointSettings;

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
   * The same settings with a live cache that fits into {@code limitBytes}: at its bound the DVR
   * window shrinks, which viewers can live with; at the JVM's, encoders would be cut off.
   */
  static PointSettings fit(PointSettings settings, long limitBytes) {
    PointSettings.Limits limits = settings.limits();
    long shareBytes = limitBytes / SHARE;
    return limits.liveCacheBytesMax() <= shareBytes
        ? settings
        : settings.withLimits(
            new PointSettings.Limits(
                limits.sessionCountMax(),
                limits.trackCountMax(),
                limits.bitrateBpsMax(),
                shareBytes));
  }
}
