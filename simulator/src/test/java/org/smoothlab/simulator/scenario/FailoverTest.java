package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.report.CampaignReport;
import org.smoothlab.simulator.trace.CampaignResult;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

/** How long it takes until the next new fragment is there when somebody has died. */
@Timeout(300)
class FailoverTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");

  /** Kills of each kind. */
  private static final int KILL_COUNT =
      Integer.getInteger("test.seeds.failover", Boolean.getBoolean("test.soak") ? 1_000 : 50);

  /** Two pictures and a sound. */
  private static final int TRACK_COUNT = 3;

  /** In front of each edge. */
  private static final int VIEWER_COUNT =
      Integer.getInteger("test.viewers.failover", Boolean.getBoolean("test.soak") ? 500 : 50);

  /** Of all viewers, half watch each edge, the source of one of which dies. */
  private static final String AUDIENCE =
      """
      name: audience
      duration: 36s
      links:
        studio: {capacity: 50Mbps, latency: 5ms}
        rack: {latency: 1ms}
        homes: {up: 5Mbps, down: 20Mbps, latency: 15ms}
      origins:
        ingest-a: {link: rack, points: {/live/event.isml: {autoStart: true}}}
        ingest-b: {link: rack, points: {/live/event.isml: {autoStart: true}}}
        edge-1: {link: rack, points: {/live/event.isml: {pullFrom: [ingest-a, ingest-b]}}}
        edge-2: {link: rack, points: {/live/event.isml: {pullFrom: [ingest-b, ingest-a]}}}
      encoders:
        main: {link: studio, origins: [ingest-a, ingest-b], until: 33s}
        backup: {link: studio, origins: [ingest-a, ingest-b], until: 33s}
      viewers:
        north:
          {count: COUNT, link: homes, origins: [edge-1, edge-2], start: 10s, spread: 3s, startBehind: 3, buffer: 6s}
        south:
          {count: COUNT, link: homes, origins: [edge-2, edge-1], start: 10s, spread: 3s, startBehind: 3, buffer: 6s}
      faults:
        - {at: 17s, until: 20s, kill: ingest-a, for: 6s, disk: lost}
        - {at: 25s, until: 27s, kill: edge-2, for: 60s}
      expect: {irregular: 0, startup: 3s, stalled: 0s, played: 16s}
      """;

  @ParameterizedTest
  @CsvSource({
    "failover-encoder, encoder killed",
    "failover-origin, origin killed",
    "failover-edge, edge restarted",
    "failover-target, target restarted"
  })
  void losesRepeatsAndDisordersNothing(String file, String kind, TestReporter reporter)
      throws Exception {
    Scenario scenario = Scenario.read(SCENARIOS.resolve(file + ".yaml"));
    int jobs = Runtime.getRuntime().availableProcessors();
    Campaign.Plan plan = new Campaign.Plan(scenario, 1, KILL_COUNT, jobs, false);

    CampaignResult result = new Campaign(plan, world(), (_, _) -> {}).run();

    reporter.publishEntry(file, CampaignReport.text(result, ""));
    assertThat(result.failedCount()).as(CampaignReport.text(result, " --content tiny")).isZero();
    assertThat(result.spreads())
        .filteredOn(spread -> spread.kind().equals(kind))
        .singleElement()
        .extracting(CampaignResult.Spread::count)
        .isEqualTo(KILL_COUNT * TRACK_COUNT);
  }

  /** Where retries of two seconds at the dead origin were 151 ms more than viewers had left. */
  @ParameterizedTest
  @ValueSource(longs = {431, 621, 764, 857})
  void leavesADeadOriginBeforeViewersRunDry(long seed) throws Exception {
    Scenario scenario = Scenario.read(SCENARIOS.resolve("failover-origin.yaml"));

    assertThat(world().run(scenario, seed, new Trace(0)).failures()).isEmpty();
  }

  @Test
  void keepsThePictureMovingForAllViewers() throws Exception {
    Verdict verdict =
        world()
            .run(
                ScenarioReader.read(
                    "audience.yaml", AUDIENCE.replace("COUNT", String.valueOf(VIEWER_COUNT))),
                1,
                new Trace(0));

    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.viewers()).hasSize(2 * VIEWER_COUNT);
    assertThat(verdict.figures()).extracting(Verdict.Figure::kind).contains("origin killed");
  }

  private static World world() {
    return new VirtualWorld(Contents.of(TinyClip.tracks()));
  }
}
