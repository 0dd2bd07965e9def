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
    open.forEach(flow -> pipes.addAll(flow.path()));
    for (Pipe pipe : pipes) {
      pipe.freeBytesPerNano = pipe.bytesPerNano(nowNanos);
      pipe.openFlowCount = 0;
      pipe.crossed = false;
    }
    open.forEach(FairShare::enter);
    // Most flows are the only ones, or share nothing but one line: viewers at home. Filling step by
    // step would take the square of their number.
    List<Flow> crossing = new ArrayList<>();
    for (Flow flow : open) {
      if (isCrossed(flow)) {
        crossing.add(flow);
      } else {
        flow.rate(equalShare(flow));
      }
    }
    pipes.removeIf(pipe -> !pipe.crossed);
    while (!crossing.isEmpty()) {
      crossing = fillNarrowest(crossing, pipes);
    }
  }

  /** A pipe is crossed when one of its flows can be held up by another pipe as well. */
  private static void enter(Flow flow) {
    int finiteCount = 0;
    for (Pipe pipe : flow.path()) {
      finiteCount += pipe.freeBytesPerNano == Double.POSITIVE_INFINITY ? 0 : 1;
    }
    for (Pipe pipe : flow.path()) {
      pipe.openFlowCount++;
      pipe.crossed |= finiteCount > 1 && pipe.freeBytesPerNano != Double.POSITIVE_INFINITY;
    }
  }

  private static boolean isCrossed(Flow flow) {
    for (Pipe pipe : flow.path()) {
      if (pipe.crossed) {
        return true;
      }
    }
    return false;
  }

  private static double equalShare(Flow flow) {
    double share = Double.POSITIVE_INFINITY;
    for (Pipe pipe : flow.path()) {
      share = Math.min(share, pipe.freeBytesPerNano / pipe.openFlowCount);
    }
    return share;
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
