package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;

/** Watches a trace for what must never happen. */
final class Invariants implements Trace.Observer {
  /** One is enough to fail; some more help to understand. */
  private static final int KEPT_MAX = 10;

  private final List<Invariant> invariants = List.of(new Invariant.PublishedInOrder());
  private final List<String> broken = new ArrayList<>();

  @Override
  public void happened(TraceEntry entry) {
    for (Invariant invariant : invariants) {
      invariant
          .broken(entry)
          .filter(_ -> broken.size() < KEPT_MAX)
          .ifPresent(what -> broken.add("at " + entry.atNanos() + " ns: " + what));
    }
  }

  List<String> broken() {
    return List.copyOf(broken);
  }
}
