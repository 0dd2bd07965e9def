package org.smoothlab.server.archive;

import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What time it is.
 *
 * @param wall names runs
 * @param nanos elapsed time, the same as that of the origin's calls
 */
public record ArchiveClocks(Supplier<Instant> wall, LongSupplier nanos) {
  /** Those of the machine. */
  public static final ArchiveClocks SYSTEM = new ArchiveClocks(Instant::now, System::nanoTime);
}
