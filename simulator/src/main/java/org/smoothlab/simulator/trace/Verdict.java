package org.smoothlab.simulator.trace;

import java.util.List;

/**
 * What came of a run.
 *
 * @param experiment what was run
 * @param viewers what it was like for each of them
 * @param failures what did not hold, in words; none means passed
 */
public record Verdict(Experiment experiment, List<ViewerScore> viewers, List<String> failures) {
  public Verdict {
    viewers = List.copyOf(viewers);
    failures = List.copyOf(failures);
  }

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
