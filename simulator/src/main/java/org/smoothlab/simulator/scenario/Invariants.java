package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;

/** Watches a trace for what must never happen. */
final class Invariants implements Trace.Observer {
  /** One is enough to fail; some more help to understand. */
  private static final int KEPT_MAX = 10;

  private static final Map<String, Supplier<Invariant>> ALL =
      new TreeMap<>(Map.of("published-in-order", Invariant.PublishedInOrder::new));

  /** How scenario files call them. */
  static final List<String> NAMES = List.copyOf(ALL.keySet());

  private final List<Invariant> invariants;
  private final List<String> broken = new ArrayList<>();

  /**
   * @param names of those to watch; empty for all
   */
  Invariants(List<String> names) {
    invariants =
        ALL.entrySet().stream()
            .filter(entry -> names.isEmpty() || names.contains(entry.getKey()))
            .map(entry -> entry.getValue().get())
            .toList();
  }

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
