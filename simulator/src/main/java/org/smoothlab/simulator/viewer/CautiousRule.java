package org.smoothlab.simulator.viewer;

import java.util.List;

/**
 * The manner of the classic Smooth players: conservative, one step up at a time, down at once.
 *
 * <p>Up by one level when the safe throughput carries it, at least {@value #FRAGMENTS_BETWEEN_UPS}
 * fragments came since the last switch, and the buffer is at 12 s or 40 % of what it can be. Down
 * to what the safe throughput carries, and by at least one level when the buffer is below 7 s or 20
 * %. The percentages count near the live edge, where the buffer can never be 12 s long.
 *
 * @see "S. Akhshabi, A. Begen, C. Dovrolis, An experimental evaluation of rate-adaptation
 *     algorithms in adaptive streaming over HTTP, MMSys 2011"
 */
public final class CautiousRule implements AbrRule {
  /** How much of the estimate is believed, in percent. */
  private static final int SAFE_PERCENT = 80;

  private static final int FRAGMENTS_BETWEEN_UPS = 3;
  private static final long UP_BUFFER_NANOS = 12_000_000_000L;
  private static final int UP_BUFFER_PERCENT = 40;
  private static final long DOWN_BUFFER_NANOS = 7_000_000_000L;
  private static final int DOWN_BUFFER_PERCENT = 20;

  @Override
  public int choose(State state) {
    if (state.throughputBps().isEmpty()) {
      return state.current();
    }
    int carried = carried(state.bitratesBps(), state.throughputBps().getAsLong());
    int current = state.current();
    Buffer buffer = state.buffer();
    if (carried < current) {
      return carried;
    }
    if (buffer.aheadNanos() < bound(buffer, DOWN_BUFFER_NANOS, DOWN_BUFFER_PERCENT)
        && buffer.fragmentsSinceSwitch() > 0) {
      return Math.max(0, current - 1);
    }
    boolean mayRise =
        carried > current
            && buffer.fragmentsSinceSwitch() >= FRAGMENTS_BETWEEN_UPS
            && buffer.aheadNanos() >= bound(buffer, UP_BUFFER_NANOS, UP_BUFFER_PERCENT);
    return mayRise ? current + 1 : current;
  }

  /** The highest level below the safe throughput; the lowest one when none is. */
  private static int carried(List<Long> bitratesBps, long throughputBps) {
    long safeBps = throughputBps / 100 * SAFE_PERCENT;
    int level = 0;
    while (level + 1 < bitratesBps.size() && bitratesBps.get(level + 1) <= safeBps) {
      level++;
    }
    return level;
  }

  private static long bound(Buffer buffer, long nanos, int percent) {
    return Math.min(nanos, buffer.maxNanos() / 100 * percent);
  }
}
