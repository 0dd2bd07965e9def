package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.simulator.report.TableReport;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

@Timeout(300)
class WorldsTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");

  /** Four times as fast as life: a fragment is half a second. */
  private static final int HURRY = 4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "first-light",
        "encoder-drop",
        "twin-encoders-kill",
        "tracks-of-every-kind",
        "recorded"
      })
  void reachesTheSameVerdictInBothWorlds(String name) throws Exception {
    Scenario scenario = Scenario.read(SCENARIOS.resolve(name + ".yaml"));

    Verdict virtual = new VirtualWorld(Clips.contents(scenario)).run(scenario, 1, new Trace());
    Verdict sockets =
        new SocketWorld(Clips.contents(scenario), HURRY).run(scenario, 1, new Trace());

    assertThat(virtual.failures()).as(TableReport.verdict(virtual)).isEmpty();
    assertThat(sockets.failures()).as(TableReport.verdict(sockets)).isEmpty();
    assertThat(sockets.viewers()).hasSameSizeAs(virtual.viewers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "first-light",
        "encoder-drop",
        "twin-encoders-kill",
        "tracks-of-every-kind",
        "recorded"
      })
  void writesTheSameTraceForTheSameSeed(String name) throws Exception {
    Scenario scenario = Scenario.read(SCENARIOS.resolve(name + ".yaml"));

    assertThat(virtualTrace(scenario, 7)).isEqualTo(virtualTrace(scenario, 7));
  }

  @Test
  void drawsOtherFaultsFromAnotherSeed() throws Exception {
    Scenario scenario = Scenario.read(SCENARIOS.resolve("encoder-drop.yaml"));

    assertThat(virtualTrace(scenario, 1)).isNotEqualTo(virtualTrace(scenario, 2));
  }

  private static String virtualTrace(Scenario scenario, long seed) {
    Trace trace = new Trace();
    Verdict verdict = new VirtualWorld(Clips.contents(scenario)).run(scenario, seed, trace);
    assertThat(verdict.failures()).as(TableReport.verdict(verdict)).isEmpty();
    return trace.jsonLines();
  }
}
