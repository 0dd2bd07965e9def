package org.smoothlab.server.origin;

import java.util.Arrays;

/** How many bits per second came in the last ten seconds. Under the lock of its point. */
final class ByteMeter {
  private static final long BUCKET_NANOS = 500_000_000L;
  private static final int BUCKET_COUNT = 20;
  private static final long WINDOW_NANOS = BUCKET_COUNT * BUCKET_NANOS;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long[] bytes = new long[BUCKET_COUNT];
  private final long[] buckets = new long[BUCKET_COUNT];
  private long sinceNanos = Long.MAX_VALUE;

  ByteMeter() {
    Arrays.fill(buckets, Long.MIN_VALUE);
  }

  /**
   * @param lastingNanos how long it took to make what came: the first bytes did not come in no time
   */
  void add(long moreBytes, long lastingNanos, long nowNanos) {
    if (sinceNanos == Long.MAX_VALUE) {
      sinceNanos = nowNanos - Math.clamp(lastingNanos, 0, WINDOW_NANOS);
    }
    long bucket = Math.floorDiv(nowNanos, BUCKET_NANOS);
    int slot = Math.floorMod(bucket, BUCKET_COUNT);
    if (buckets[slot] != bucket) {
      buckets[slot] = bucket;
      bytes[slot] = 0;
    }
    bytes[slot] += moreBytes;
  }

  /** Over ten seconds, or over the time since the first bytes if that is shorter. */
  long bitrateBps(long nowNanos) {
    if (sinceNanos == Long.MAX_VALUE) {
      return 0;
    }
    long newest = Math.floorDiv(nowNanos, BUCKET_NANOS);
    long sumBytes = 0;
    for (int slot = 0; slot < BUCKET_COUNT; slot++) {
      if (buckets[slot] > newest - BUCKET_COUNT && buckets[slot] <= newest) {
        sumBytes += bytes[slot];
      }
    }
    long overNanos = Math.clamp(nowNanos - sinceNanos, NANOS_PER_SECOND, WINDOW_NANOS);
    // A double is exact for all that a network brings in ten seconds.
    return Math.round(sumBytes * 8.0 * NANOS_PER_SECOND / overNanos);
  }
}
