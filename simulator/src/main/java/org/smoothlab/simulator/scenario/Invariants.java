package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;

/** Watches a trace for what must never happen. */
final class Invariants implements Trace.Observer {
  /** One is enough to fail; some more help to understand. */
  private static final int KEPT_MAX = 10;

  private static final Map<String, Function<Scenario, Invariant>> ALL =
      new TreeMap<>(
          Map.ofEntries(
              entry("published-in-order", _ -> new PublishedInOrder()),
              entry("nothing-rewritten", _ -> new NothingRewritten()),
              entry("look-ahead-kept", LookAheadKept::new),
              entry("received-as-published", ReceivedAsPublished::new),
              entry("gaps-are-holes", _ -> new GapsAreHoles()),
              entry("one-source-per-pull", _ -> new OneSourcePerPull()),
              entry("pulls-where-allowed", PullsWhereAllowed::new),
              entry("nobody-without-right", NobodyWithoutRight::new),
              entry("told-stays-true", _ -> new ToldStaysTrue()),
              entry("archive-is-prefix", _ -> new ArchiveIsPrefix()),
              entry("memory-is-bounded", _ -> new MemoryIsBounded())));

  /** How scenario files call them. */
  static final List<String> NAMES = List.copyOf(ALL.keySet());

  private final List<Watched> watched = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  private static Map.Entry<String, Function<Scenario, Invariant>> entry(
      String name, Function<Scenario, Invariant> make) {
    return Map.entry(name, make);
  }

  private record Watched(String name, Invariant invariant) {}

  /** Those that the scenario names, or all if it names none. */
  Invariants(Scenario scenario) {
    List<String> names = scenario.demands().invariants();
    ALL.forEach((name, make) -> {
      if (names.isEmpty() || names.contains(name)) {
        watched.add(new Watched(name, make.apply(scenario)));
      }
    });
  }

  @Override
  public void happened(TraceEntry entry) {
    for (Watched one : watched) {
      note(one, one.invariant.broken(entry), entry.atNanos());
    }
  }

  /** Takes what was seen behind an event. */
  void saw(Sight sight, long atNanos) {
    for (Watched one : watched) {
      note(one, one.invariant.broken(sight), atNanos);
    }
  }

  private void note(Watched one, Optional<String> what, long atNanos) {
    if (what.isPresent() && broken.size() < KEPT_MAX) {
      broken.add(one.name + " at " + atNanos + " ns: " + what.get());
    }
  }

  List<String> broken() {
    return List.copyOf(broken);
  }
}
