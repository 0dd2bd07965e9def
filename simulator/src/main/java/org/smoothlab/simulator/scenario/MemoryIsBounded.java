package org.smoothlab.simulator.scenario;

import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothlab.server.origin.Holding;
import org.smoothlab.simulator.trace.TraceEntry;

/** What a point holds in memory stays within the bounds that have names. */
final class MemoryIsBounded implements Invariant {
  @Override
  public Optional<String> broken(TraceEntry entry) {
    return Optional.empty();
  }

  @Override
  public Optional<String> broken(Sight sight) {
    if (!(sight instanceof Sight.Held(var point, var holdings))) {
      return Optional.empty();
    }
    String beyond =
        holdings.stream()
            .filter(holding -> !holding.isWithinBound())
            .map(MemoryIsBounded::told)
            .collect(Collectors.joining("; "));
    return beyond.isEmpty()
        ? Optional.empty()
        : Optional.of(point.origin() + point.point() + " holds " + beyond);
  }

  private static String told(Holding holding) {
    return "%d %s, at most %d".formatted(holding.amount(), holding.what(), holding.amountMax());
  }
}
