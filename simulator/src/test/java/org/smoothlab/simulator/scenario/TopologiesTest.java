package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.simulator.report.TableReport;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

/** The topologies of redundant events: what goes wrong in them, nobody who watches may notice. */
@Timeout(300)
class TopologiesTest {
  private static final Path FOLDER = Path.of("..", "scenarios");
  private static final int SEEDS = Integer.getInteger("test.seeds.topologies", 20);

  @ParameterizedTest
  @ValueSource(strings = {"dual-encoder", "dual-origin"})
  void survivesItsFaults(String name) throws Exception {
    Scenario scenario = Scenario.read(FOLDER.resolve(name + ".yaml"));
    World world = new VirtualWorld(Contents.of(Clips.TRACKS));

    List<String> bad = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Verdict verdict = world.run(scenario, seed, new Trace());
      if (!verdict.passed()) {
        bad.add(TableReport.verdict(verdict));
      }
    }

    assertThat(bad).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dual-encoder", "dual-origin"})
  void writesTheSameTraceForTheSameSeed(String name) throws Exception {
    Scenario scenario = Scenario.read(FOLDER.resolve(name + ".yaml"));

    assertThat(trace(scenario, 3)).isEqualTo(trace(scenario, 3)).isNotEqualTo(trace(scenario, 4));
  }

  private static String trace(Scenario scenario, long seed) {
    Trace trace = new Trace();
    new VirtualWorld(Contents.of(Clips.TRACKS)).run(scenario, seed, trace);
    return trace.jsonLines();
  }
}
