package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.report.CampaignReport;
import org.smoothlab.simulator.trace.CampaignResult;
import org.smoothlab.simulator.trace.Verdict;

@Timeout(120)
class CampaignTest {
  /** The camera is away for so long that what it made is lost: about half of the seeds fail. */
  private static final String SHAKY =
      """
      name: shaky
      duration: 30s
      links: {lan: {latency: 5ms}}
      origins: {origin: {link: lan, access: {watch: [home, late]}}, idle: {link: lan}}
      encoders:
        camera: {link: lan, origin: origin, until: 20s}
      viewers:
        home: {count: 2, link: lan, origin: origin, start: 8s, spread: 1s}
        late: {count: 1, link: lan, origin: origin, start: 12s}
      faults:
        - {at: 3s, until: 28s, kill: camera, for: 5s}
        - {at: 9s, until: 11s, drop: home-1}
      expect: {irregular: 0}
      """;

  @Test
  void findsTheSameHoweverManyRunSideBySide() throws Exception {
    CampaignResult alone = run(1);
    CampaignResult together = run(3);

    assertThat(alone.failedCount()).isBetween(1L, 11L);
    assertThat(together.failedCount()).isEqualTo(alone.failedCount());
    assertThat(together.firstFailed()).isEqualTo(alone.firstFailed());
    assertThat(together.hash()).isPresent().isEqualTo(alone.hash());
    assertThat(together.spreads()).isEqualTo(alone.spreads());
  }

  @Test
  void tellsHowToRunAgainWhatFailed() throws Exception {
    CampaignResult result = run(2);
    Verdict first = result.firstFailed().getFirst();

    String text = CampaignReport.text(result, " --content tiny");

    assertThat(text)
        .contains("FAILED: shaky in the virtual world, 12 runs from seed 1 in ")
        .contains("encoder killed")
        .contains(
            "replay: smoothlab run shaky.yaml --virtual --seed "
                + first.experiment().seed()
                + " --content tiny\n");
    assertThat(first.failures().getFirst()).contains("irregular");
  }

  @Test
  void shrinksToTheFaultThatMatters() throws Exception {
    long seed = run(2).firstFailed().getFirst().experiment().seed();

    Shrinker.Shrunk shrunk = shrinker().shrink(SHAKY, seed).orElseThrow();

    assertThat(shrunk.tryCount()).isLessThan(Shrinker.TRY_COUNT_MAX);
    assertThat(shrunk.text())
        .contains("kill")
        .doesNotContain("drop")
        .doesNotContain("idle")
        .doesNotContain("\"late\"");
    Scenario smaller = ScenarioReader.read("smaller.yaml", shrunk.text());
    assertThat(smaller.faults()).hasSize(1);
    assertThat(smaller.topology().hosts()).hasSize(3);
    Verdict again = world().run(smaller, shrunk.verdict().experiment().seed(), newTrace());
    assertThat(again.failures()).isEqualTo(shrunk.verdict().failures());
  }

  @Test
  void shrinksNothingThatPasses() throws Exception {
    assertThat(shrinker().shrink(SHAKY.replace("kill: camera", "kill: idle"), 1)).isEmpty();
  }

  private static CampaignResult run(int jobs) throws Exception {
    AtomicInteger doneMax = new AtomicInteger();
    Campaign.Plan plan =
        new Campaign.Plan(ScenarioReader.read("shaky.yaml", SHAKY), 1, 12, jobs, true);
    CampaignResult result =
        new Campaign(plan, world(), (done, _) -> doneMax.accumulateAndGet(done, Math::max)).run();
    assertThat(doneMax).hasValue(12);
    return result;
  }

  private static Shrinker shrinker() {
    return new Shrinker("shaky.yaml", _ -> world());
  }

  private static World world() {
    return new VirtualWorld(Contents.of(TinyClip.tracks()));
  }

  private static org.smoothlab.simulator.trace.Trace newTrace() {
    return new org.smoothlab.simulator.trace.Trace();
  }
}
