package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.simulator.report.TableReport;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.WorldEvent;

/**
 * One of two encoders dies in the middle of a fragment, again and again. It dies at a byte that the
 * seed chooses: of 90 000 bytes in two seconds, three are the first of a fragment.
 */
@Timeout(900)
class TwinEncodersTest {
  private static final Path FILE = Path.of("..", "scenarios", "twin-encoders-kill.yaml");
  private static final int VIRTUAL_SEEDS = Integer.getInteger("test.seeds.virtual", 500);
  private static final int SOCKET_SEEDS = Integer.getInteger("test.seeds.sockets", 20);

  /** Ten times as fast as life: fragments of 200 ms. */
  private static final int HURRY = 10;

  /** What came of many seeds. */
  private record Outcomes(List<String> bad, int killedCount) {}

  @Test
  void losesNothingInVirtualTime() throws Exception {
    Scenario scenario = Scenario.read(FILE);
    World world = new VirtualWorld(Clips.TRACKS);

    Outcomes outcomes = run(scenario, world, VIRTUAL_SEEDS);

    assertThat(outcomes.bad()).isEmpty();
    assertThat(outcomes.killedCount()).isEqualTo(VIRTUAL_SEEDS);
  }

  @Test
  void losesNothingOnSockets() throws Exception {
    // How long the picture stands says something of this machine; what is shown must be the same.
    Scenario scenario = withoutTimes(Scenario.read(FILE));
    World world = new SocketWorld(Clips.TRACKS, HURRY);

    Outcomes outcomes = run(scenario, world, SOCKET_SEEDS);

    assertThat(outcomes.bad()).isEmpty();
    assertThat(outcomes.killedCount()).isEqualTo(SOCKET_SEEDS);
  }

  private static Outcomes run(Scenario scenario, World world, int seeds) throws Exception {
    List<String> bad = new ArrayList<>();
    int killedCount = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      Trace trace = new Trace();
      Verdict verdict = world.run(scenario, seed, trace);
      killedCount += count(trace, WorldEvent.FaultStruck.class);
      if (!verdict.passed()) {
        bad.add(TableReport.verdict(verdict));
      }
    }
    return new Outcomes(bad, killedCount);
  }

  private static int count(Trace trace, Class<?> kind) {
    return (int) trace.entries().stream().filter(entry -> kind.isInstance(entry.event())).count();
  }

  private static Scenario withoutTimes(Scenario scenario) {
    return new Scenario(
        scenario.title(),
        scenario.topology(),
        scenario.faults(),
        List.of(
            new Expectation.IrregularAtMost(0),
            new Expectation.StartupAtMost(Long.MAX_VALUE),
            new Expectation.PlayedAtLeast(1)));
  }
}
