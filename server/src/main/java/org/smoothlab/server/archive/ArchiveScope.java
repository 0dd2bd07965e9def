package org.smoothlab.server.archive;

import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What all points of an archive share.
 *
 * @param disk where everything is
 * @param shelf where viewers find what is recorded
 * @param clocks what time it is
 * @param figures what is counted
 */
record ArchiveScope(Disk disk, RunShelf shelf, ArchiveClocks clocks, ArchiveFigures figures) {
  Supplier<Instant> wallClock() {
    return clocks.wall();
  }

  LongSupplier nanoClock() {
    return clocks.nanos();
  }
}
