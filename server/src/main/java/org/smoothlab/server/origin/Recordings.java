package org.smoothlab.server.origin;

import java.util.HashSet;
import java.util.Set;

/** Runs of one point whose archive files are still being written. */
final class Recordings {
  /** How long an archive may take to finish its files; longer, and the point has failed. */
  static final long CLOSE_NANOS_MAX = 120_000_000_000L;

  private final Set<Long> open = new HashSet<>();

  void begin(long runNumber) {
    open.add(runNumber);
  }

  /** Whether it was open. */
  boolean close(long runNumber) {
    return open.remove(runNumber);
  }

  /** Nobody waits for them any more. */
  void abandon() {
    open.clear();
  }

  boolean isOpen(long runNumber) {
    return open.contains(runNumber);
  }

  boolean allClosed() {
    return open.isEmpty();
  }
}
