package org.smoothlab.simulator.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.VirtualScheduler;
import org.smoothlab.simulator.trace.Irregularity;
import org.smoothlab.simulator.trace.ViewerEvent;

class ViewerTest {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final String VIDEO_LOW = "/live/event.isml/QualityLevels(250000)/Fragments(video=";

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final FakeOrigin origin = new FakeOrigin(scheduler);
  private final List<ViewerEvent> noted = new ArrayList<>();

  @Test
  void startsThreeFragmentsBehindTheEdgeAndFollowsTheLookAhead() {
    watch(fixedLow(), 20);

    assertThat(origin.asked)
        .startsWith(
            "/live/event.isml/Manifest",
            VIDEO_LOW + "40000000)",
            "/live/event.isml/QualityLevels(128000)/Fragments(audio=40000000)");
    assertThat(fragmentStarts("video")).startsWith(40_000_000L, 60_000_000L, 80_000_000L);
    assertThat(manifestCount()).as("tfrf makes the manifest unnecessary").isEqualTo(1);
    assertThat(irregularities()).isEmpty();
  }

  @Test
  void playsInRealTimeWithoutAStall() {
    ViewerDriver driver = watch(fixedLow(), 60);
    driver.stop();

    assertThat(of(ViewerEvent.PlaybackStarted.class))
        .containsExactly(new ViewerEvent.PlaybackStarted(20_000_000));
    assertThat(of(ViewerEvent.Stalled.class)).isEmpty();
    assertThat(of(ViewerEvent.Ended.class))
        .containsExactly(new ViewerEvent.Ended(60 * SECOND_NANOS - 20_000_000));
  }

  @Test
  void fetchesEachFragmentOnceAndInOrder() {
    watch(fixedLow(), 60);

    assertThat(fragmentStarts("video")).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(30);
    assertThat(fragmentStarts("audio")).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(30);
  }

  @Test
  void readsTheManifestAgainWhenThereIsNoLookAhead() {
    origin.distort = ViewerTest::withoutLookAhead;

    watch(fixedLow(), 30);

    assertThat(manifestCount()).isBetween(5L, 40L);
    assertThat(fragmentStarts("video")).hasSizeGreaterThan(14);
    assertThat(irregularities()).isEmpty();
  }

  @Test
  void playsToTheEndOfTheEvent() {
    origin.endsAfterCount = 12;

    watch(fixedLow(), 60);

    assertThat(fragmentStarts("video")).endsWith(220_000_000L);
    assertThat(of(ViewerEvent.Stalled.class)).isEmpty();
    // From fragment 2 to fragment 11.
    assertThat(of(ViewerEvent.Ended.class))
        .containsExactly(new ViewerEvent.Ended(20 * SECOND_NANOS));
  }

  @Test
  void countsAStallAndItsLength() {
    origin.distort = answer -> isBetween(10, 20) ? answer.with(412) : answer;

    watch(fixedLow(), 40);

    // Fragments 2..8 are in when the origin falls silent: 14 s of media, begun at 20 ms.
    assertThat(of(ViewerEvent.Stalled.class)).hasSize(1);
    ViewerEvent.Resumed resumed = of(ViewerEvent.Resumed.class).getFirst();
    assertThat(resumed.stallNanos()).isBetween(6 * SECOND_NANOS, 7 * SECOND_NANOS);
    assertThat(irregularities()).isEmpty();
  }

  @Test
  void triesAnotherLevelWhenOneIsMissing() {
    origin.distort =
        answer ->
            answer.path().contains("(250000)") && isBetween(10, 20) ? answer.with(404) : answer;

    watch(fixedLow(), 30);

    assertThat(of(ViewerEvent.Switched.class))
        .contains(new ViewerEvent.Switched("video", 250_000, 800_000));
    assertThat(fragmentStarts("video")).hasSizeGreaterThan(14);
    assertThat(irregularities()).isEmpty();
  }

  @Test
  void skipsWhatNobodyHasAndSaysThatItIsMissing() {
    origin.distort =
        answer -> answer.path().contains("video=160000000") ? answer.with(404) : answer;

    watch(fixedLow(), 60);

    assertThat(irregularities())
        .containsExactly(
            new ViewerEvent.Irregular(
                Irregularity.FRAGMENT_MISSING, "video: nothing for 160000000..180000000"));
    assertThat(of(ViewerEvent.Skipped.class)).hasSize(1);
    assertThat(fragmentStarts("video")).contains(140_000_000L, 180_000_000L);
  }

  @Test
  void startsAgainNearTheEdgeWhenItHasLeftTheWindow() {
    origin.distort =
        answer -> answer.path().contains("=") && isBetween(10, 11) ? answer.with(410) : answer;

    watch(fixedLow(), 40);

    assertThat(manifestCount()).isGreaterThanOrEqualTo(2);
    assertThat(fragmentStarts("video").getLast()).isGreaterThan(400_000_000L);
  }

  @Test
  void comesBackAfterLostConnections() {
    origin.distort = answer -> isBetween(4, 8) ? answer.with(0) : answer;

    watch(fixedLow(), 40);

    assertThat(of(ViewerEvent.BackedOff.class)).isNotEmpty();
    assertThat(fragmentStarts("video")).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(18);
    assertThat(irregularities()).isEmpty();
  }

  @Test
  void waitsForAnEventThatHasNotBegun() {
    origin.distort = answer -> isBetween(0, 5) ? answer.with(404) : answer;

    watch(fixedLow(), 20);

    assertThat(of(ViewerEvent.BackedOff.class))
        .contains(new ViewerEvent.BackedOff("manifest", 404, SECOND_NANOS));
    assertThat(of(ViewerEvent.PlaybackStarted.class)).hasSize(1);
    assertThat(irregularities()).isEmpty();
  }

  @Test
  void givesUpARequestThatIsNeverAnswered() {
    origin.answers = false;

    watch(fixedLow(), 50);

    assertThat(origin.asked)
        .containsExactly(
            "/live/event.isml/Manifest",
            "canceled",
            "/live/event.isml/Manifest",
            "canceled",
            "/live/event.isml/Manifest");
  }

  @Test
  void climbsOneLevelWhenThereIsRoom() {
    watch(ViewerSettings.of(FakeOrigin.MANIFEST), 60);

    assertThat(of(ViewerEvent.Switched.class))
        .containsExactly(new ViewerEvent.Switched("video", 250_000, 800_000));
  }

  @Test
  void findsAFragmentOfAnotherTime() {
    Slice other = FakeOrigin.fragment(new FragmentTime(80_000_001, 20_000_000), List.of(), 1000);
    origin.distort =
        answer -> answer.path().contains("video=80000000") ? answer.with(other) : answer;

    watch(fixedLow(), 10);

    assertThat(irregularities())
        .contains(
            new ViewerEvent.Irregular(
                Irregularity.WRONG_TIME, "video: asked for 80000000, tfxd says 80000001"));
  }

  @Test
  void findsARepeatedFragment() {
    Slice again = FakeOrigin.fragment(new FragmentTime(60_000_000, 20_000_000), List.of(), 1000);
    origin.distort =
        answer -> answer.path().contains("video=80000000") ? answer.with(again) : answer;

    watch(fixedLow(), 10);

    assertThat(irregularities().stream().map(ViewerEvent.Irregular::kind))
        .contains(Irregularity.FRAGMENT_REPEATED);
  }

  @Test
  void findsALookAheadThatGoesBack() {
    Slice back =
        FakeOrigin.fragment(
            new FragmentTime(60_000_000, 20_000_000),
            List.of(new FragmentTime(60_000_000, 20_000_000)),
            1000);
    origin.distort =
        answer -> answer.path().contains("video=60000000") ? answer.with(back) : answer;

    watch(fixedLow(), 10);

    assertThat(irregularities().stream().map(ViewerEvent.Irregular::kind))
        .contains(Irregularity.LOOK_AHEAD_BROKEN);
  }

  @Test
  void findsABodyThatIsNoFragment() {
    origin.distort =
        answer ->
            answer.path().contains("video=60000000")
                ? answer.with(Slice.copyOf(new byte[100]))
                : answer;

    watch(fixedLow(), 10);

    assertThat(irregularities().getFirst().kind()).isEqualTo(Irregularity.NOT_A_FRAGMENT);
  }

  @Test
  void findsAStatusThatTheProtocolDoesNotHave() {
    origin.distort = answer -> isBetween(1, 2) ? answer.with(500) : answer;

    watch(fixedLow(), 10);

    assertThat(irregularities().getFirst().kind()).isEqualTo(Irregularity.UNEXPECTED_STATUS);
    assertThat(fragmentStarts("video")).hasSizeGreaterThan(4);
  }

  @Test
  void goesToAnotherServerWhenItsOwnIsGone() {
    FakeOrigin second = new FakeOrigin(scheduler);
    origin.distort = answer -> isBetween(10, 60) ? answer.with(0) : answer;
    watchBoth(second, 40);

    assertThat(of(ViewerEvent.ServerChanged.class))
        .containsExactly(new ViewerEvent.ServerChanged("second"));
    assertThat(second.asked.getFirst()).isEqualTo("/live/event.isml/Manifest");
    assertThat(fragmentStarts("video")).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(18);
    assertThat(of(ViewerEvent.Stalled.class)).isEmpty();
    assertThat(irregularities()).isEmpty();
  }

  @Test
  void comesBackWhenTheOtherServerIsGoneToo() {
    FakeOrigin second = new FakeOrigin(scheduler);
    origin.distort = answer -> isBetween(10, 20) ? answer.with(503) : answer;
    second.distort = answer -> isBetween(22, 60) ? answer.with(503) : answer;
    watchBoth(second, 40);

    assertThat(of(ViewerEvent.ServerChanged.class))
        .containsExactly(
            new ViewerEvent.ServerChanged("second"), new ViewerEvent.ServerChanged("origin"));
    assertThat(fragmentStarts("video")).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(18);
  }

  private void watchBoth(FakeOrigin second, int seconds) {
    ViewerSettings settings =
        fixedLow()
            .withManifests(
                List.of(FakeOrigin.MANIFEST, URI.create("http://second/live/event.isml/Manifest")));
    Transport both =
        (request, listener) ->
            (request.uri().getHost().equals("second") ? second : origin).call(request, listener);
    new ViewerDriver(new Viewer(settings), both, scheduler, noted::add).start();
    scheduler.runUntil(seconds * SECOND_NANOS, 200_000);
  }

  private ViewerDriver watch(ViewerSettings settings, int seconds) {
    ViewerDriver driver = new ViewerDriver(new Viewer(settings), origin, scheduler, noted::add);
    driver.start();
    scheduler.runUntil(seconds * SECOND_NANOS, 200_000);
    return driver;
  }

  private static ViewerSettings fixedLow() {
    return ViewerSettings.of(FakeOrigin.MANIFEST).withRule(new FixedLevelRule(0));
  }

  private boolean isBetween(int fromSeconds, int toSeconds) {
    return scheduler.nowNanos() >= fromSeconds * SECOND_NANOS
        && scheduler.nowNanos() < toSeconds * SECOND_NANOS;
  }

  private static FakeOrigin.Answer withoutLookAhead(FakeOrigin.Answer answer) {
    if (answer.status() != 200 || answer.path().endsWith("Manifest")) {
      return answer;
    }
    String ticks = answer.path().replaceAll(".*=(\\d+)\\)", "$1");
    FragmentTime time = new FragmentTime(Long.parseLong(ticks), FakeOrigin.FRAGMENT_TICKS);
    return answer.with(FakeOrigin.fragment(time, List.of(), 1000));
  }

  private long manifestCount() {
    return origin.asked.stream().filter(path -> path.endsWith("/Manifest")).count();
  }

  private List<Long> fragmentStarts(String stream) {
    return of(ViewerEvent.FragmentArrived.class).stream()
        .filter(arrived -> arrived.track().streamName().equals(stream))
        .map(arrived -> arrived.time().startTicks())
        .toList();
  }

  private List<ViewerEvent.Irregular> irregularities() {
    return of(ViewerEvent.Irregular.class);
  }

  private <E extends ViewerEvent> List<E> of(Class<E> kind) {
    return noted.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
