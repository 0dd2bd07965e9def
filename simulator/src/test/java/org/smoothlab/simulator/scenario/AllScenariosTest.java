package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.report.CampaignReport;
import org.smoothlab.simulator.trace.CampaignResult;

/** Every scenario file under many seeds. */
@Timeout(900)
class AllScenariosTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");
  private static final Path FOLDER = Path.of("target", "clips");

  /** What a large scenario has, too: the others share the rest by how small they are. */
  private static final int SEED_COUNT_MIN = 40;

  /** Of all files together. */
  private static final int RUN_COUNT = Integer.getInteger("test.seeds.campaign", 2_000);

  @Test
  void holdUnderManySeeds() throws Exception {
    List<Scenario> scenarios = scenarios();
    double smallness = scenarios.stream().mapToDouble(AllScenariosTest::smallness).sum();
    int restCount = Math.max(0, RUN_COUNT - SEED_COUNT_MIN * scenarios.size());
    int jobs = Runtime.getRuntime().availableProcessors();
    StringBuilder failed = new StringBuilder();
    int runCount = 0;
    for (Scenario scenario : scenarios) {
      int seedCount = SEED_COUNT_MIN + (int) Math.ceil(restCount * smallness(scenario) / smallness);
      World world = new VirtualWorld(contents(scenario));
      Campaign.Plan plan = new Campaign.Plan(scenario, 1, seedCount, jobs, false);

      CampaignResult result = new Campaign(plan, world, (_, _) -> {}).run();

      runCount += result.subject().runCount();
      if (!result.passed()) {
        failed.append(CampaignReport.text(result, " --content tiny"));
      }
    }
    assertThat(failed.toString()).isEmpty();
    assertThat(runCount).isGreaterThanOrEqualTo(RUN_COUNT);
  }

  private static List<Scenario> scenarios() throws Exception {
    List<Scenario> scenarios = new ArrayList<>();
    try (Stream<Path> all = Files.list(SCENARIOS)) {
      for (Path file : all.filter(one -> one.toString().endsWith(".yaml")).sorted().toList()) {
        scenarios.add(Scenario.read(file));
      }
    }
    return scenarios;
  }

  /** A run takes about as long as all its hosts have to do. */
  private static double smallness(Scenario scenario) {
    return 1e9 / (scenario.topology().hosts().size() * (double) scenario.title().durationNanos());
  }

  private static Contents contents(Scenario scenario) throws IOException {
    Map<Extras, List<ClipTrack>> made = new HashMap<>();
    for (Extras extras : scenario.extras()) {
      made.put(extras, TinyClip.with(extras, FOLDER));
    }
    return new Contents(made);
  }
}
