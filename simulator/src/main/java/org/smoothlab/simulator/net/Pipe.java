package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.List;

/** One direction of one link. */
final class Pipe {
  private final CapacityTrace trace;
  // Ceilings may overlap; the lowest counts.
  private final List<Long> limitsBps = new ArrayList<>();

  // Scratch of FairShare while it fills the pipes.
  double freeBytesPerNano;
  int openFlowCount;
  boolean crossed;

  Pipe(CapacityTrace trace) {
    this.trace = trace;
  }

  /** Puts a ceiling over the trace. */
  void limit(long capacityBps) {
    limitsBps.add(capacityBps);
  }

  /** Takes a ceiling away again. */
  void unlimit(long capacityBps) {
    limitsBps.remove(Long.valueOf(capacityBps));
  }

  double bytesPerNano(long nowNanos) {
    long capacityBps = trace.capacityBps(nowNanos);
    for (long limitBps : limitsBps) {
      capacityBps = Math.min(capacityBps, limitBps);
    }
    return capacityBps == CapacityTrace.UNLIMITED_BPS
        ? Double.POSITIVE_INFINITY
        : capacityBps / 8e9;
  }

  long nextStepNanos(long nowNanos) {
    return trace.nextStepNanos(nowNanos);
  }
}
