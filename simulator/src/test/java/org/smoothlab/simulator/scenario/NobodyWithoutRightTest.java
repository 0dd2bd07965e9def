package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.ViewerEvent;

class NobodyWithoutRightTest {
  private static final String POINT = "/live/event.isml";
  private static final TrackId VIDEO = new TrackId("video", 1);
  private static final FragmentTime TIME = new FragmentTime(0, 20);
  private static final String DOORS =
      """
      name: doors
      duration: 10s
      links: {lan: {}}
      origins:
        hub:
          link: lan
          access: {publish: [camera], syndicate: [edge], watch: []}
          points: {/live/event.isml: {pushTo: annex}}
        annex: {link: lan, access: {publish: [hub], syndicate: [], watch: [home]}}
        edge: {link: lan, access: {publish: []}, points: {/live/event.isml: {pullFrom: hub}}}
        spy: {link: lan, points: {/live/event.isml: {pullFrom: [hub, annex]}}}
      encoders:
        camera: {link: lan, origin: hub}
        impostor: {link: lan, origins: [hub, edge]}
      viewers:
        home: {link: lan, origins: [annex, hub]}
        lurker: {link: lan, origins: [annex, edge]}
      """;

  private NobodyWithoutRight invariant = watch(DOORS);

  @Test
  void isContentWithThoseWhoMay() {
    tell("hub", new OriginEvent.SessionOpened(POINT, "Streams(s)", "camera"));
    tell("hub", accepted());
    tell("hub", new RelayTrace.PushConnected(leg("http://annex/live/event.isml")));
    tell("annex", new OriginEvent.SessionOpened(POINT, "Streams(s)", "hub"));
    tell("edge", new OriginEvent.SessionOpened(POINT, "Streams(s)", "hub"));
    tell("edge", new RelayTrace.PullConnected(leg("http://hub/live/event.isml")));
    tell("home-1", new ViewerEvent.ManifestArrived(100, 1));
    tell("lurker-1", new ViewerEvent.ServerChanged("edge"));
    tell("lurker-1", arrived());
  }

  @Test
  void findsAnEncoderThatIsLetIn() {
    assertThat(broken("hub", new OriginEvent.SessionOpened(POINT, "Streams(s)", "impostor")))
        .containsExactly("hub/live/event.isml lets impostor in, who may not publish there");
  }

  @Test
  void findsACallerWhomNobodyKnows() {
    assertThat(broken("hub", new OriginEvent.SessionOpened(POINT, "Streams(s)", "127.0.0.1:7")))
        .containsExactly("hub/live/event.isml lets 127.0.0.1:7 in, who may not publish there");
  }

  @Test
  void findsAnOriginThatIsGivenWhatItMustNotPull() {
    assertThat(broken("spy", new RelayTrace.PullConnected(leg("http://hub/live/event.isml"))))
        .containsExactly("spy/live/event.isml pulls from hub, where it may not");
    assertThat(broken("spy", new OriginEvent.SessionOpened(POINT, "Streams(s)", "annex")))
        .containsExactly("spy/live/event.isml pulls from annex, where it may not");
  }

  @Test
  void findsAPushThatIsTaken() {
    assertThat(broken("hub", new RelayTrace.PushConnected(leg("http://edge/live/event.isml"))))
        .containsExactly(
            "hub/live/event.isml pushes to http://edge/live/event.isml, where it may not");
  }

  @Test
  void findsAViewerWhoGetsSomethingFromTheServerThatIsAsked() {
    assertThat(broken("lurker-1", new ViewerEvent.ManifestArrived(100, 1)))
        .containsExactly("lurker-1 gets a manifest from annex, where it may not watch");
    tell("home-1", new ViewerEvent.ServerChanged("hub"));
    assertThat(broken("home-1", arrived()))
        .containsExactly("home-1 gets video@1 at 0 from hub, where it may not watch");
  }

  @Test
  void findsWhatComesToAnOriginThatNobodyMayFeed() {
    invariant = watch(DOORS.replace("spy: {link: lan,", "spy: {link: lan, access: {publish: []},"));

    assertThat(broken("spy", accepted()))
        .containsExactly(
            "spy/live/event.isml takes in something, where nobody may give it anything");
  }

  @Test
  void letsWhoIsLedAstrayHaveWhatTheOtherGives() {
    invariant = watch(DOORS + "faults: [{at: 1s, wrong-target: hub, instead: annex, for: 1s}]\n");

    tell("home-1", new ViewerEvent.ServerChanged("hub"));
    tell("home-1", arrived());
    assertThat(broken("annex", new OriginEvent.SessionOpened(POINT, "Streams(s)", "camera")))
        .containsExactly("annex/live/event.isml lets camera in, who may not publish there");
  }

  @Test
  void doesNotBlameOriginsForAnswersThatAFaultGives() {
    invariant = watch(DOORS + "faults: [{at: 1s, stale: annex, for: 1s}]\n");

    tell("lurker-1", new ViewerEvent.ManifestArrived(100, 1));
  }

  private static OriginEvent accepted() {
    return new OriginEvent.Accepted(POINT, VIDEO, TIME, 1);
  }

  private static ViewerEvent arrived() {
    return new ViewerEvent.FragmentArrived(VIDEO, TIME, 1, new ViewerEvent.Transfer(1, 1, 1));
  }

  private static RelayTrace.Leg leg(String url) {
    return new RelayTrace.Leg(POINT, url, "s");
  }

  private void tell(String who, RunEvent event) {
    assertThat(broken(who, event)).isEmpty();
  }

  private List<String> broken(String who, RunEvent event) {
    return invariant.broken(new TraceEntry(0, who, event)).stream().toList();
  }

  private static NobodyWithoutRight watch(String text) {
    try {
      return new NobodyWithoutRight(ScenarioReader.read("doors.yaml", text));
    } catch (ScenarioException wrong) {
      throw new AssertionError(wrong);
    }
  }
}
