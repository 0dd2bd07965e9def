package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

/**
 * Runs scenario files with one seed after the other until a run fails, and says which; the empty
 * text when none of {@value #SEED_COUNT_MAX} does.
 */
public final class SearchForBug implements Callable<String> {
  static final int SEED_COUNT_MAX = 200;

  private static final Path SCENARIOS = Path.of("..", "scenarios");

  /** Those whose encoders need nothing that must be encoded. */
  static final List<String> FILES =
      List.of(
          "encoder-drop",
          "twin-encoders-kill",
          "failover-encoder",
          "failover-origin",
          "failover-edge",
          "failover-target",
          "first-light",
          "closed-doors");

  /** One to be made by its name. */
  public SearchForBug() {}

  @Override
  public String call() throws IOException, InterruptedException, ScenarioException {
    World world = new VirtualWorld(Contents.of(TinyClip.tracks()));
    List<Scenario> scenarios = new ArrayList<>();
    for (String file : FILES) {
      scenarios.add(Scenario.read(SCENARIOS.resolve(file + ".yaml")));
    }
    for (int seed = 1; seed <= SEED_COUNT_MAX; seed++) {
      for (Scenario scenario : scenarios) {
        Verdict verdict = Campaign.run(world, scenario, seed, new Trace(0));
        if (!verdict.passed()) {
          String name = scenario.title().name();
          return name + " seed " + seed + ": " + verdict.failures().getFirst();
        }
      }
    }
    return "";
  }
}
