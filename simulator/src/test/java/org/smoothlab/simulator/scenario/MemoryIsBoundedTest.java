package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.Holding;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.Trace;

class MemoryIsBoundedTest {
  private static Optional<String> look(Holding... holdings) {
    Scenario.Place point = new Scenario.Place("origin", "/live/event.isml");
    return new MemoryIsBounded().broken(new Sight.Held(point, List.of(holdings)));
  }

  @Test
  void isContentUpToTheBounds() {
    assertThat(look(new Holding("tracks", 64, 64), new Holding("feeds", 0, 1))).isEmpty();
  }

  @Test
  void findsWhatIsBeyondItsBound() {
    assertThat(look(new Holding("tracks", 65, 64), new Holding("feeds", 0, 1)))
        .contains("origin/live/event.isml holds 65 tracks, at most 64");
  }

  @Test
  void holdsAPointToACacheThatIsTooSmallForItsWindow() throws Exception {
    Scenario scenario =
        ScenarioReader.read(
            "small.yaml",
            """
            name: small
            duration: 40s
            links: {lan: {latency: 5ms}}
            origins:
              one: {link: lan, liveCacheBytes: 30kB, archive: false}
              two: {link: lan, liveCacheBytes: 30kB, points: {/live/event.isml: {pullFrom: [one]}}}
            encoders: {camera: {link: lan, origin: one}}
            expect: {}
            """);
    Trace trace = new Trace();

    assertThat(new VirtualWorld(Contents.of(TinyClip.tracks())).run(scenario, 1, trace).failures())
        .isEmpty();
    assertThat(trace.entries())
        .extracting(entry ->
            entry.event() instanceof OriginEvent.Evicted gone ? gone.cause() : "something else")
        .contains("LIVE_CACHE");
  }
}
