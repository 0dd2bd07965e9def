package org.smoothlab.simulator.net;

/** One direction of one link. */
final class Pipe {
  private final CapacityTrace trace;
  private long limitBps = CapacityTrace.UNLIMITED_BPS;

  // Scratch of FairShare while it fills the pipes.
  double freeBytesPerNano;
  int openFlowCount;
  boolean crossed;

  Pipe(CapacityTrace trace) {
    this.trace = trace;
  }

  /** Puts a ceiling over the trace. */
  void limit(long capacityBps) {
    limitBps = capacityBps;
  }

  double bytesPerNano(long nowNanos) {
    long capacityBps = Math.min(limitBps, trace.capacityBps(nowNanos));
    return capacityBps == CapacityTrace.UNLIMITED_BPS
        ? Double.POSITIVE_INFINITY
        : capacityBps / 8e9;
  }

  long nextStepNanos(long nowNanos) {
    return trace.nextStepNanos(nowNanos);
  }
}
