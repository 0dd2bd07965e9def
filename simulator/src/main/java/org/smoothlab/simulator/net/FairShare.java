package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Max-min fairness: no flow can get more without taking from one that has no more than it. This is
 * what long-lived TCP flows of equal round-trip time come to, and it needs no packets.
 *
 * @see "D. Bertsekas, R. Gallager, Data Networks, 6.5.2, progressive filling"
 */
final class FairShare {
  private FairShare() {}

  /** Sets the rate of each flow. */
  static void assign(Collection<Flow> flows, long nowNanos) {
    Set<Pipe> pipes = new LinkedHashSet<>();
    List<Flow> open = new ArrayList<>(flows);
    open.forEach(flow -> flow.path().forEach(pipes::add));
    for (Pipe pipe : pipes) {
      pipe.freeBytesPerNano = pipe.bytesPerNano(nowNanos);
      pipe.openFlowCount = 0;
    }
    open.forEach(flow -> flow.path().forEach(pipe -> pipe.openFlowCount++));
    while (!open.isEmpty()) {
      open = fillNarrowest(open, pipes);
    }
  }

  /** Gives the flows of the narrowest pipe their share; the others are returned. */
  private static List<Flow> fillNarrowest(List<Flow> open, Set<Pipe> pipes) {
    double share = Double.POSITIVE_INFINITY;
    Pipe narrowest = open.getFirst().path().getFirst();
    for (Pipe pipe : pipes) {
      if (pipe.openFlowCount > 0 && pipe.freeBytesPerNano / pipe.openFlowCount < share) {
        share = pipe.freeBytesPerNano / pipe.openFlowCount;
        narrowest = pipe;
      }
    }
    List<Flow> left = new ArrayList<>();
    for (Flow flow : open) {
      if (share != Double.POSITIVE_INFINITY && !flow.path().contains(narrowest)) {
        left.add(flow);
        continue;
      }
      flow.rate(share);
      for (Pipe pipe : flow.path()) {
        pipe.openFlowCount--;
        // Rounding must not leave a hair below nothing: a later share would be negative.
        pipe.freeBytesPerNano = Math.max(0, pipe.freeBytesPerNano - share);
      }
    }
    return left;
  }
}
