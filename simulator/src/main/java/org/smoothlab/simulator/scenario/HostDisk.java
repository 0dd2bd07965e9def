package org.smoothlab.simulator.scenario;

import java.util.function.LongSupplier;
import org.smoothlab.server.archive.SimulatedDisk;

/** The disk of a host: how full and how slow it is, and what is left of it behind a kill. */
final class HostDisk {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final SimulatedDisk disk;
  private long bytesPerSecond = Long.MAX_VALUE;
  private long busyUntilNanos;

  HostDisk(SimulatedDisk disk) {
    this.disk = disk;
  }

  SimulatedDisk disk() {
    return disk;
  }

  /** What the next process finds: all that was written, and as much room as at first. */
  HostDisk afterKill() {
    return new HostDisk(disk.afterKill());
  }

  /** Nothing more fits, or everything does. */
  void full(boolean now) {
    disk.limit(now ? disk.usedBytes() : Long.MAX_VALUE);
  }

  /**
   * From now on it takes no more in a second.
   *
   * @param newBytesPerSecond at least 1; {@link Long#MAX_VALUE} for as much as comes
   */
  void slow(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
    busyUntilNanos = 0;
  }

  /** When it takes the next: in the past if at once. */
  long freeNanos(long nowNanos) {
    return Math.max(busyUntilNanos, nowNanos);
  }

  /** Lets something be written, which takes its time: what comes meanwhile waits. */
  long during(LongSupplier writing, long nowNanos) {
    if (bytesPerSecond == Long.MAX_VALUE) {
      return writing.getAsLong();
    }
    long beforeBytes = disk.usedBytes();
    long nextNanos = writing.getAsLong();
    long writtenBytes = Math.max(0, disk.usedBytes() - beforeBytes);
    busyUntilNanos = nowNanos + (long) ((double) writtenBytes / bytesPerSecond * NANOS_PER_SECOND);
    return nextNanos;
  }
}
