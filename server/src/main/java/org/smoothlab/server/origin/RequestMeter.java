package org.smoothlab.server.origin;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests and says how many came in the last second. Viewers neither lock nor allocate:
 * they share a striped counter, and the first of each quarter of a second notes what it stood at.
 */
final class RequestMeter {
  private static final long QUARTER_NANOS = 250_000_000L;
  private static final int QUARTERS_PER_SECOND = 4;

  /** More than a second has, so that a reader and the next writer do not meet. */
  private static final int NOTE_COUNT = 8;

  private static final long NEVER = Long.MIN_VALUE;

  private final LongAdder total = new LongAdder();
  private final AtomicLong newest = new AtomicLong(NEVER);

  /** Quarters in which requests came, and the total before each of them. */
  private final AtomicLongArray quarters = new AtomicLongArray(NOTE_COUNT);

  private final AtomicLongArray totals = new AtomicLongArray(NOTE_COUNT);
  private final AtomicLong noteCount = new AtomicLong();

  RequestMeter() {
    for (int i = 0; i < NOTE_COUNT; i++) {
      quarters.set(i, NEVER);
    }
  }

  void count(long nowNanos) {
    long quarter = Math.floorDiv(nowNanos, QUARTER_NANOS);
    long seen = newest.get();
    if (quarter > seen && newest.compareAndSet(seen, quarter)) {
      int slot = (int) (noteCount.getAndIncrement() % NOTE_COUNT);
      totals.set(slot, total.sum());
      quarters.set(slot, quarter);
    }
    total.increment();
  }

  /** Requests of the last four whole quarters of a second. */
  long perSecond(long nowNanos) {
    long quarter = Math.floorDiv(nowNanos, QUARTER_NANOS);
    return Math.max(0, totalBefore(quarter) - totalBefore(quarter - QUARTERS_PER_SECOND));
  }

  /** How many had come when this quarter began: as many as when the next noted one began. */
  private long totalBefore(long quarter) {
    long earliest = Long.MAX_VALUE;
    long before = total.sum();
    for (int i = 0; i < NOTE_COUNT; i++) {
      long noted = quarters.get(i);
      if (noted >= quarter && noted < earliest) {
        earliest = noted;
        before = totals.get(i);
      }
    }
    return before;
  }
}
