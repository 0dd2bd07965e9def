package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.simulator.content.TinyClip;
import org.smoothlab.simulator.report.TableReport;
import org.smoothlab.simulator.trace.EncoderEvent;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.Verdict;
import org.smoothlab.simulator.trace.ViewerEvent;

/** Rights in the socket world: of an origin in this process, and of one that is its own. */
@Timeout(120)
class DoorsOnSocketsTest {
  private static final int HURRY = 4;

  /** The hub is a process because the plan would kill it, when all is over. */
  private static final String DOORS =
      """
      name: doors
      duration: 16s
      links: {lan: {latency: 1ms}}
      origins:
        hub:
          link: lan
          access: {publish: [camera], syndicate: [edge], watch: []}
          points: {/live/event.isml: {autoStart: true}}
        edge:
          link: lan
          access: {publish: [], syndicate: [], watch: [home]}
          points: {/live/event.isml: {pullFrom: hub}}
        spy:
          link: lan
          access: {publish: [], watch: []}
          points: {/live/event.isml: {pullFrom: [hub, edge]}}
      encoders:
        camera: {link: lan, origin: hub, until: 12s}
        impostor: {link: lan, origins: [hub, edge], start: 2s, until: 12s}
      viewers:
        home: {link: lan, origin: edge, start: 5s}
        lurker: {link: lan, origins: [edge, hub, spy], start: 5s}
      faults: [{at: 15s, kill: hub}]
      expect: {irregular: 0, played: 2s}
      """;

  @Test
  void letsInWhomTheFileNamesAndNobodyElse() throws Exception {
    Scenario scenario = ScenarioReader.read("doors.yaml", DOORS);
    Trace trace = new Trace();

    Verdict verdict =
        new SocketWorld(Contents.of(TinyClip.tracks()), HURRY).run(scenario, 1, trace);

    assertThat(verdict.failures()).as(TableReport.verdict(verdict)).isEmpty();
    assertThat(who(trace, entry -> entry.event() instanceof OriginEvent.Published))
        .containsExactlyInAnyOrder("hub", "edge");
    assertThat(peers(trace)).containsExactlyInAnyOrder("camera at hub", "hub at edge");
    assertThat(who(trace, entry -> entry.event() instanceof ViewerEvent.FragmentArrived))
        .containsExactly("home-1");
    // They were there, and were refused.
    assertThat(
            who(
                trace,
                entry ->
                    entry.event() instanceof EncoderEvent.Refused(int status) && status == 403))
        .containsExactly("impostor");
    assertThat(who(trace, DoorsOnSocketsTest::isRefusedViewer)).containsExactly("lurker-1");
    assertThat(who(trace, DoorsOnSocketsTest::isRefusedPull)).containsExactly("spy");
  }

  private static boolean isRefusedViewer(TraceEntry entry) {
    return entry.event() instanceof ViewerEvent.BackedOff back && back.status() == 403;
  }

  private static boolean isRefusedPull(TraceEntry entry) {
    return entry.event() instanceof RelayTrace.PullLost lost && lost.why().contains("403");
  }

  private static Set<String> who(Trace trace, Predicate<TraceEntry> wanted) {
    return trace.entries().stream().filter(wanted).map(TraceEntry::who).collect(Collectors.toSet());
  }

  private static Set<String> peers(Trace trace) {
    return trace.entries().stream()
        .filter(entry -> entry.event() instanceof OriginEvent.SessionOpened)
        .map(entry -> ((OriginEvent.SessionOpened) entry.event()).peer() + " at " + entry.who())
        .collect(Collectors.toSet());
  }
}
