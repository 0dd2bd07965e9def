package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.Verdict;

/** Says which expectations of publishing points were not met. */
final class PointJudge {
  private final Paths paths;
  private final Ledger ledger;
  private final Findings findings;

  /**
   * What was found out when the run was over.
   *
   * @param figures how long failover took
   * @param archives the files of origins, by their names, by the origin's
   */
  record Findings(
      List<Verdict.Figure> figures, Map<String, Map<String, Archives.FileMark>> archives) {}

  PointJudge(Scenario scenario, Ledger ledger, Findings findings) {
    this.paths = new Paths(scenario.topology());
    this.ledger = ledger;
    this.findings = findings;
  }

  /** What did not hold, in words. */
  List<String> unmet(Expectation.OfPoints expectation) {
    return switch (expectation) {
      case Expectation.MissingAtMost(long count) -> missing(count);
      case Expectation.EdgeWithin(long nanos) -> late(nanos);
      case Expectation.FailoverWithin(long nanos) ->
          findings.figures.stream()
              .filter(figure -> figure.nanos() > nanos)
              .map(figure ->
                  "failover: %s, next fragment after %s, expected within %s"
                      .formatted(figure.kind(), millis(figure.nanos()), millis(nanos)))
              .toList();
      case Expectation.ArchivesEqual(List<String> origins) -> differing(origins);
    };
  }

  private List<String> differing(List<String> origins) {
    Map<String, Archives.FileMark> first = filesOf(origins.getFirst());
    List<String> failures = new ArrayList<>();
    if (first.isEmpty()) {
      failures.add("archives: nothing at " + origins.getFirst());
    }
    for (String other : origins.subList(1, origins.size())) {
      Archives.difference(first, filesOf(other))
          .ifPresent(what ->
              failures.add(
                  "archives: %s and %s differ in %s".formatted(origins.getFirst(), other, what)));
    }
    return failures;
  }

  private Map<String, Archives.FileMark> filesOf(String origin) {
    return findings.archives.getOrDefault(origin, Map.of());
  }

  private List<String> missing(long countMax) {
    List<String> failures = new ArrayList<>();
    for (Scenario.Place point : paths.points()) {
      List<String> holes = new ArrayList<>();
      Map<TrackId, NavigableMap<Long, Long>> taken = ledger.takenBy(paths.relatives(point));
      ledger
          .holding(point)
          .shown()
          .forEach((track, shown) ->
              taken
                  .getOrDefault(track, new TreeMap<>())
                  .subMap(shown.firstKey(), true, shown.lastKey(), true)
                  .keySet()
                  .stream()
                  .filter(startTicks -> !shown.containsKey(startTicks))
                  .forEach(startTicks -> holes.add(track + " at " + startTicks)));
      if (holes.size() > countMax) {
        failures.add(
            "missing: %d at %s, expected at most %d: %s"
                .formatted(holes.size(), name(point), countMax, some(holes)));
      }
    }
    return failures;
  }

  private List<String> late(long nanos) {
    List<String> failures = new ArrayList<>();
    long fromNanos = ledger.faultsOverNanos() + (ledger.faultsOverNanos() == 0 ? 0 : nanos);
    long toNanos = ledger.endNanos() - nanos;
    for (Scenario.Place point : paths.points()) {
      if (!paths.lives(point, ledger.down())) {
        continue;
      }
      List<String> late = new ArrayList<>();
      Map<TrackId, NavigableMap<Long, Long>> shown = ledger.holding(point).shown();
      ledger
          .takenBy(paths.relatives(point))
          .forEach((track, taken) ->
              taken.forEach((startTicks, atNanos) -> {
                long shownNanos =
                    shown
                        .getOrDefault(track, new TreeMap<>())
                        .getOrDefault(startTicks, Long.MAX_VALUE);
                if (atNanos >= fromNanos && atNanos <= toNanos && shownNanos - nanos > atNanos) {
                  late.add(track + " at " + startTicks + after(shownNanos, atNanos));
                }
              }));
      if (!late.isEmpty()) {
        failures.add(
            "edge: %d later than %s at %s: %s"
                .formatted(late.size(), millis(nanos), name(point), some(late)));
      }
    }
    return failures;
  }

  private static String after(long shownNanos, long takenNanos) {
    return shownNanos == Long.MAX_VALUE ? " never" : " after " + millis(shownNanos - takenNanos);
  }

  private static String some(List<String> all) {
    return String.join(", ", all.subList(0, Math.min(5, all.size())));
  }

  private static String name(Scenario.Place point) {
    return point.origin() + point.point();
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + " ms";
  }
}
