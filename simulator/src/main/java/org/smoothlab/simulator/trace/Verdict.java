package org.smoothlab.simulator.trace;

import java.util.List;

/**
 * What came of a run.
 *
 * @param experiment what was run
 * @param viewers what it was like for each of them
 * @param failures what did not hold, in words; none means passed
 * @param figures what was measured on the way
 */
public record Verdict(
    Experiment experiment, List<ViewerScore> viewers, List<String> failures, List<Figure> figures) {
  public Verdict {
    viewers = List.copyOf(viewers);
    failures = List.copyOf(failures);
    figures = List.copyOf(figures);
  }

  /** One without figures. */
  public Verdict(Experiment experiment, List<ViewerScore> viewers, List<String> failures) {
    this(experiment, viewers, failures, List.of());
  }

  /**
   * How long something took.
   *
   * @param kind what, such as {@code encoder killed}: until the next new fragment
   */
  public record Figure(String kind, long nanos) {}

  /**
   * @param scenario its name
   * @param seed of all that is random
   * @param world {@code virtual} or {@code sockets}
   * @param replay the command that runs the same again
   */
  public record Experiment(String scenario, long seed, String world, String replay) {}

  /** Whether everything held. */
  public boolean passed() {
    return failures.isEmpty();
  }
}
