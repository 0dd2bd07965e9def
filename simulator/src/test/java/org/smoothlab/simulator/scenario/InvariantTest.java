package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.ViewerEvent;
import org.smoothlab.simulator.trace.WorldEvent;

class InvariantTest {
  private static final String POINT = "/live/event.isml";
  private static final TrackId VIDEO = new TrackId("video", 1);
  private static final TrackId AUDIO = new TrackId("audio", 1);

  private final Trace trace = new Trace();
  private Invariants invariants = watch("all", 0);
  private long nowNanos;

  @BeforeEach
  void watchAll() {
    trace.observe(entry -> invariants.happened(entry));
  }

  @Test
  void isContentWithFragmentsInOrderAndWithHoles() {
    publish(VIDEO, 0, 20);
    publish(AUDIO, 0, 21);
    publish(VIDEO, 20, 20);
    publish(VIDEO, 60, 20);

    assertThat(invariants.broken()).isEmpty();
  }

  @Test
  void findsAFragmentThatIsPublishedTwice() {
    publish(VIDEO, 0, 20);
    publish(VIDEO, 0, 20);

    assertThat(invariants.broken())
        .containsExactly(
            "published-in-order at 3 ns: origin/live/event.isml video@1 publishes 0 behind 20");
  }

  @Test
  void findsAnOverlap() {
    publish(VIDEO, 0, 20);
    publish(VIDEO, 19, 20);

    assertThat(invariants.broken()).hasSize(1);
  }

  @Test
  void letsThePastComeBehindLiveButOnlyWhereNothingIs() {
    publish(VIDEO, 40, 20);
    publishPast(20, 20);
    publishPast(0, 20);
    publish(VIDEO, 60, 20);
    publish(VIDEO, 100, 20);
    publishPast(80, 20);
    assertThat(invariants.broken()).isEmpty();

    publishPast(20, 20);
    publishPast(90, 20);
    assertThat(invariants.broken())
        .extracting(each -> each.substring(each.indexOf("publishes")))
        .contains("publishes 20 behind 40", "publishes 90 behind 100");
  }

  private void publishPast(long startTicks, long durationTicks) {
    FragmentTime time = new FragmentTime(startTicks, durationTicks);
    tell("origin", new OriginEvent.Past(POINT, VIDEO, time, startTicks));
    tell("origin", published(VIDEO, time, startTicks));
  }

  @Test
  void letsANewRunBeginAnew() {
    publish(VIDEO, 40, 20);
    tell("origin", new OriginEvent.RunStarted(POINT, 2, ""));
    publish(VIDEO, 0, 20);

    assertThat(invariants.broken()).isEmpty();
  }

  @Test
  void findsOtherContentAtAPublishedTimeAlsoBehindARestartOnTheSameDisk() {
    publish(VIDEO, 40, 20);
    tell("origin", new WorldEvent.NodeDown("origin"));
    tell("origin", new WorldEvent.NodeUp("origin", true));
    tell("origin", new OriginEvent.Accepted(POINT, VIDEO, new FragmentTime(40, 20), 99));

    assertThat(invariants.broken())
        .containsExactly(
            "nothing-rewritten at 4 ns: origin/live/event.isml video@1 takes 40 as"
                + " 0000000000000063, it was 0000000000000028");
  }

  @Test
  void letsAnOriginWithoutItsDiskBeginAnew() {
    publish(VIDEO, 40, 20);
    tell("origin", new WorldEvent.NodeDown("origin"));
    tell("origin", new WorldEvent.NodeUp("origin", false));
    tell("origin", new OriginEvent.Accepted(POINT, VIDEO, new FragmentTime(40, 20), 99));

    assertThat(invariants.broken()).isEmpty();
  }

  @Test
  void findsWhatIsPublishedWithoutHavingBeenTakenIn() {
    tell("origin", published(VIDEO, new FragmentTime(0, 20), 7));

    assertThat(invariants.broken())
        .containsExactly(
            "nothing-rewritten at 0 ns: origin/live/event.isml video@1 publishes 0,"
                + " which it never took in");
  }

  @Test
  void findsAFragmentAboveTheHorizon() {
    invariants = watch("look-ahead-kept", 2);
    accept(VIDEO, 0, 20);
    tell("origin", published(VIDEO, new FragmentTime(0, 20), 0, 20));
    nowNanos += 3_000_000_000L;
    accept(VIDEO, 20, 20);

    assertThat(invariants.broken())
        .containsExactly(
            "look-ahead-kept at 3000000002 ns: origin/live/event.isml video@1 publishes 0,"
                + " which announces 1 of 2");
  }

  @Test
  void letsTheEndOfAStreamAnnounceLess() {
    invariants = watch("look-ahead-kept", 2);
    accept(VIDEO, 0, 20);
    tell("origin", published(VIDEO, new FragmentTime(0, 20), 0));
    nowNanos += 1_000_000_000L;
    tell("origin", new OriginEvent.SessionEnded(POINT, "camera", "END_OF_STREAM "));
    nowNanos += 3_000_000_000L;
    accept(VIDEO, 20, 20);

    assertThat(invariants.broken()).isEmpty();
  }

  @Test
  void findsAFragmentInThePlaceOfAnAnnouncedOne() {
    invariants = watch("look-ahead-kept", 1);
    tell("origin", published(VIDEO, new FragmentTime(0, 20), 0, 20));
    tell("origin", published(VIDEO, new FragmentTime(30, 20), 0, 50));

    assertThat(invariants.broken())
        .containsExactly(
            "look-ahead-kept at 1 ns: origin/live/event.isml video@1 publishes 30"
                + " where 20 was announced");
  }

  @Test
  void letsAnAnnouncedFragmentBeMissing() {
    invariants = watch("look-ahead-kept", 1);
    tell("origin", published(VIDEO, new FragmentTime(0, 20), 0, 20));
    tell("origin", published(VIDEO, new FragmentTime(40, 20), 0, 60));

    assertThat(invariants.broken()).isEmpty();
  }

  @Test
  void findsAViewerWhoGetsOtherContentOrTooEarly() {
    publish(VIDEO, 40, 20);
    receive(VIDEO, 40, 40);
    receive(VIDEO, 40, 41);
    receive(VIDEO, 60, 60);

    assertThat(invariants.broken())
        .containsExactly(
            "received-as-published at 3 ns: home-1 gets video@1 at 40 with other content than was"
                + " published",
            "received-as-published at 4 ns: home-1 gets video@1 at 60, which was not published");
  }

  @Test
  void findsAPullInputWithTwoSources() {
    tell("origin", connected("http://a/live/event.isml"));
    tell("origin", connected("http://a/live/event.isml"));
    tell("origin", new RelayTrace.PullLost(POINT, "http://a/live/event.isml", "reset"));
    tell("origin", connected("http://b/live/event.isml"));
    assertThat(invariants.broken()).isEmpty();

    tell("origin", connected("http://a/live/event.isml"));

    assertThat(invariants.broken())
        .containsExactly(
            "one-source-per-pull at 4 ns: origin/live/event.isml pulls from"
                + " http://b/live/event.isml and http://a/live/event.isml");
  }

  @Test
  void findsAHoleWhereSomethingWasTakenIn() {
    accept(VIDEO, 0, 20);
    tell("origin", new OriginEvent.Gap(POINT, VIDEO, 20, 40));
    accept(VIDEO, 40, 20);
    tell("origin", new OriginEvent.Gap(POINT, VIDEO, 41, 60));

    assertThat(invariants.broken())
        .containsExactly(
            "gaps-are-holes at 3 ns: origin/live/event.isml video@1 has a hole at 41, but was"
                + " taken in to 60");
  }

  @Test
  void watchesOnlyWhatTheScenarioNames() {
    invariants = watch("one-source-per-pull", 0);
    publish(VIDEO, 0, 20);
    publish(VIDEO, 0, 20);

    assertThat(invariants.broken()).isEmpty();
  }

  private static RunEvent connected(String url) {
    return new RelayTrace.PullConnected(new RelayTrace.Leg(POINT, url, "one"));
  }

  private void accept(TrackId track, long startTicks, long durationTicks) {
    tell(
        "origin",
        new OriginEvent.Accepted(
            POINT, track, new FragmentTime(startTicks, durationTicks), startTicks));
  }

  private void publish(TrackId track, long startTicks, long durationTicks) {
    accept(track, startTicks, durationTicks);
    tell("origin", published(track, new FragmentTime(startTicks, durationTicks), startTicks));
  }

  private void receive(TrackId track, long startTicks, long hash) {
    tell(
        "home-1",
        new ViewerEvent.FragmentArrived(
            track, new FragmentTime(startTicks, 20), 1, new ViewerEvent.Transfer(100, 1, hash)));
  }

  private static OriginEvent published(
      TrackId track, FragmentTime time, long hash, long... following) {
    List<FragmentTime> times =
        Arrays.stream(following).mapToObj(start -> new FragmentTime(start, 20)).toList();
    return new OriginEvent.Published(POINT, track, time, new OriginEvent.Body(100, hash, times));
  }

  private void tell(String who, RunEvent event) {
    trace.add(nowNanos++, who, event);
  }

  private static Invariants watch(String name, int lookAhead) {
    String text =
        """
        name: small
        duration: 40s
        links: {lan: {}}
        origins: {origin: {link: lan, lookAheadChunks: %d}}
        viewers: {home: {link: lan, origin: origin}}
        expect: {}
        """
            .formatted(lookAhead);
    String named = name.equals("all") ? text : text + "invariants: [" + name + "]\n";
    try {
      return new Invariants(ScenarioReader.read("small.yaml", named));
    } catch (ScenarioException wrong) {
      throw new AssertionError(wrong);
    }
  }
}
