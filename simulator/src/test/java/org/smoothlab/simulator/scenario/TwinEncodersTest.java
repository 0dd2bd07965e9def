package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
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
  private static final boolean SOAK = Boolean.getBoolean("test.soak");
  private static final int VIRTUAL_SEEDS =
      Integer.getInteger("test.seeds.virtual", SOAK ? 500 : 30);
  private static final int SOCKET_SEEDS = Integer.getInteger("test.seeds.sockets", SOAK ? 20 : 4);

  /** Five times as fast as life: fragments of 400 ms. */
  private static final int HURRY = 5;

  /** Runs on sockets are mostly waiting: some go side by side. */
  private static final int SIDE_BY_SIDE = 4;

  /** What came of many seeds. */
  private record Outcomes(List<String> bad, int killedCount) {}

  @Test
  void losesNothingInVirtualTime() throws Exception {
    Scenario scenario = Scenario.read(FILE);
    World world = new VirtualWorld(Contents.of(Clips.TRACKS));

    Outcomes outcomes = run(scenario, world, seeds(VIRTUAL_SEEDS));

    assertThat(outcomes.bad()).isEmpty();
    assertThat(outcomes.killedCount()).isEqualTo(VIRTUAL_SEEDS);
  }

  @Test
  void losesNothingOnSockets() throws Exception {
    // How long the picture stands says something of this machine; what is shown must be the same.
    Scenario scenario = withoutTimes(Scenario.read(FILE));
    World world = new SocketWorld(Contents.of(Clips.TRACKS), HURRY);

    List<String> bad = new ArrayList<>();
    int killedCount = 0;
    for (Outcomes outcomes : sideBySide(scenario, world)) {
      bad.addAll(outcomes.bad());
      killedCount += outcomes.killedCount();
    }

    assertThat(bad).isEmpty();
    assertThat(killedCount).isEqualTo(SOCKET_SEEDS);
  }

  private static List<Outcomes> sideBySide(Scenario scenario, World world) throws Exception {
    List<Callable<Outcomes>> lanes = new ArrayList<>();
    for (int lane = 0; lane < SIDE_BY_SIDE; lane++) {
      int first = lane;
      LongStream seeds = seeds(SOCKET_SEEDS).filter(seed -> seed % SIDE_BY_SIDE == first);
      lanes.add(() -> run(scenario, world, seeds));
    }
    List<Outcomes> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Outcomes> lane : threads.invokeAll(lanes)) {
        all.add(lane.get());
      }
    }
    return all;
  }

  private static LongStream seeds(int count) {
    return LongStream.rangeClosed(1, count);
  }

  private static Outcomes run(Scenario scenario, World world, LongStream seeds) throws Exception {
    List<String> bad = new ArrayList<>();
    int killedCount = 0;
    for (long seed : seeds.toArray()) {
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
    return scenario.withDemands(
        Scenario.Demands.of(
            List.of(
                new Expectation.IrregularAtMost(0),
                new Expectation.StartupAtMost(Long.MAX_VALUE),
                new Expectation.PlayedAtLeast(1))));
  }
}
