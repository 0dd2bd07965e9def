package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothlab.simulator.trace.ScoreBoard;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerScore;

/** Watches a run from its first event on, and says at its end what did not hold. */
final class Judge {
  private final Scenario scenario;
  private final ScoreBoard scores = new ScoreBoard();
  private final Invariants invariants;
  private final Ledger ledger = new Ledger();
  private final FailoverTimes failovers;

  /** A judge who sees everything that is added to {@code trace} from now on. */
  Judge(Scenario scenario, Trace trace) {
    this.scenario = scenario;
    this.invariants = new Invariants(scenario);
    this.failovers = new FailoverTimes(scenario);
    trace.observe(scores);
    trace.observe(invariants);
    trace.observe(ledger);
    trace.observe(failovers);
  }

  /** Takes what an inspector has seen. */
  void saw(Sight sight, long atNanos) {
    invariants.saw(sight, atNanos);
  }

  /**
   * What came of it; when everything is over.
   *
   * @param archives the files of those origins whose archives are to be the same
   */
  Verdict verdict(
      Verdict.Experiment experiment, Map<String, Map<String, Archives.FileMark>> archives) {
    List<String> failures = new ArrayList<>(invariants.broken());
    List<ViewerScore> all = scores.scores();
    int viewerCount =
        scenario.topology().viewers().stream().mapToInt(Scenario.PlannedViewers::count).sum();
    if (all.size() < viewerCount) {
      failures.add((viewerCount - all.size()) + " viewers never began");
    }
    List<Verdict.Figure> figures = failovers.figures();
    PointJudge points =
        new PointJudge(scenario, ledger, new PointJudge.Findings(figures, archives));
    for (Expectation expectation : scenario.demands().expectations()) {
      switch (expectation) {
        case Expectation.OfPoints ofPoints -> failures.addAll(points.unmet(ofPoints));
        case Expectation.OfViewers _ -> {}
      }
    }
    Set<String> strangers = strangers();
    for (ViewerScore score : all) {
      if (strangers.contains(score.viewer())) {
        continue;
      }
      for (Expectation expectation : scenario.demands().expectations()) {
        if (expectation instanceof Expectation.OfViewers ofViewers) {
          ofViewers.unmet(score).ifPresent(what -> failures.add(score.viewer() + ": " + what));
        }
      }
    }
    return new Verdict(experiment, all, failures, figures);
  }

  /** Viewers who may watch nowhere: nothing is expected for them. */
  private Set<String> strangers() {
    return scenario.topology().viewers().stream()
        .filter(planned -> !planned.mayWatch(scenario.topology()))
        .flatMap(planned -> planned.hosts().stream())
        .collect(Collectors.toSet());
  }
}
