package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerEvent;

/** What a run finds when things go wrong for good. */
class StageTest {
  private static final String SMALL =
      """
      name: small
      duration: 40s
      links:
        lan: {capacity: 20Mbps, latency: 5ms}
        homes: {up: 1Mbps, down: 5Mbps, latency: 10ms}
      origins:
        origin: {link: lan}
      encoders:
        camera: {link: lan, origin: origin, until: 30s}
      viewers:
        home: {count: 2, link: homes, origin: origin, start: 8s, spread: 1s}
      expect: {startup: 2s, stalled: 0s, played: 15s}
      """;

  @Test
  void passesWithoutFaults() throws Exception {
    assertThat(run(SMALL).failures()).isEmpty();
  }

  @Test
  void failsWhenTheOnlyEncoderStaysDead() throws Exception {
    Verdict verdict = run(SMALL + "faults: [{at: 13s, kill: camera}]\n");

    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.failures()).hasSize(4).allMatch(what -> what.startsWith("home-"));
    assertThat(verdict.failures().getFirst()).contains("stalled").contains("expected at most 0 ms");
    assertThat(verdict.experiment().replay())
        .isEqualTo("smoothlab run small.yaml --virtual --seed 5");
  }

  @Test
  void findsTheHoleThatADeadEncoderLeaves() throws Exception {
    Verdict verdict = run(SMALL + "faults: [{at: 13s, kill: camera, for: 7s}]\n");

    assertThat(verdict.viewers())
        .allMatch(score ->
            score.irregular().first().stream()
                .anyMatch(what -> what.startsWith("FRAGMENT_MISSING video")));
  }

  @Test
  void failsWhenThereIsNobodyToWatch() throws Exception {
    Verdict verdict = run(SMALL.replace("start: 8s", "start: 50s"));

    assertThat(verdict.failures()).containsExactly("2 viewers never began");
  }

  @Test
  void stallsOnASlowLinkAndGoesOn() throws Exception {
    Verdict verdict = run(SMALL + "faults: [{at: 12s, slow: homes, to: 20kbps, for: 8s}]\n");

    assertThat(verdict.failures()).isNotEmpty().allMatch(what -> what.contains("stalled"));
  }

  @Test
  void sharesOneLinkAmongAllOnIt() throws Exception {
    // 80 kbit/s and 64 kbit/s for each of two viewers do not fit 200 kbit/s; for one they do.
    String narrow = SMALL.replace("down: 5Mbps", "down: 200kbps");

    assertThat(run(narrow.replace("startup: 2s", "startup: 9s")).failures()).isEmpty();
    assertThat(run(narrow.replace("latency: 10ms}", "latency: 10ms, shared: true}")).failures())
        .isNotEmpty();
  }

  @Test
  void goesOnBehindAPartition() throws Exception {
    Verdict verdict =
        run(
            SMALL.replace("stalled: 0s", "stalled: 3s")
                + "faults: [{at: 14s, partition: home-1, for: 5s}]\n");

    assertThat(verdict.failures()).isEmpty();
  }

  @Test
  void tracesWhatEverybodyDid() throws Exception {
    Trace trace = new Trace();
    new VirtualWorld(Contents.of(Clips.TRACKS)).run(scenario(SMALL), 5, trace);

    assertThat(trace.entries().stream().map(entry -> entry.who()).distinct())
        .containsExactlyInAnyOrder("world", "camera", "origin", "home-1", "home-2");
    assertThat(trace.entries())
        .filteredOn(entry -> entry.event() instanceof ViewerEvent.PlaybackStarted)
        .hasSize(2);
  }

  private static Verdict run(String text) throws ScenarioException {
    return new VirtualWorld(Contents.of(Clips.TRACKS)).run(scenario(text), 5, new Trace());
  }

  private static Scenario scenario(String text) throws ScenarioException {
    return ScenarioReader.read("small.yaml", text);
  }
}
