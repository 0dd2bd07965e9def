package org.smoothlab.simulator.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.simulator.encoder.EncoderFault.Restart;
import org.smoothlab.simulator.encoder.EncoderReport.FragmentSent;
import org.smoothlab.simulator.encoder.FakeServer.Connection;

class EncoderFaultTest {
  private static final long SECOND = 1_000_000_000;
  private static final long FRAGMENT_TICKS = 20_000_000;
  private static final EncoderPlan PLAN =
      EncoderPlan.of(Programme.endless(Clips.TRACKS), Target.onePost("/live.isml"));

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2000, 32_768, 100_000, 250_000})
  void breaksTheFirstConnectionAtExactlyTheByteAndLosesNothing(long bodyBytes) throws Exception {
    EncoderPlan plan = PLAN.with(new EncoderFault.BreakAfter(0, bodyBytes));
    FakeServer server = new FakeServer(plan).start().until(30 * SECOND);
    FakeServer undisturbed = new FakeServer(PLAN).start().until(30 * SECOND);

    Connection broken = server.posts().getFirst();
    assertThat(broken.dropped).isTrue();
    assertThat(broken.body().size()).isEqualTo(bodyBytes);
    assertThat(undisturbed.posts().getFirst().body().slice(0, bodyBytes)).isEqualTo(broken.body());
    assertThat(server.posts()).hasSize(2);
    List<Fragment> received = new ArrayList<>(broken.fragments());
    server.posts().getLast().fragments().stream()
        .filter(fragment -> !received.contains(fragment))
        .forEach(received::add);
    assertThat(received)
        .containsExactlyInAnyOrderElementsOf(undisturbed.posts().getFirst().fragments());
  }

  @Test
  void breaksOnlyTheRequestThatIsMeant() {
    EncoderPlan plan =
        EncoderPlan.of(
                Programme.endless(Clips.TRACKS),
                new Target("/live.isml", "", "a", StreamLayout.POST_PER_TRACK))
            .with(new EncoderFault.BreakAfter(1, 10_000));
    FakeServer server = new FakeServer(plan).start().until(10 * SECOND);
    assertThat(server.posts())
        .filteredOn(post -> post.dropped)
        .extracting(post -> post.path)
        .containsExactly("/live.isml/Streams(a-stream1)");
    assertThat(server.posts()).hasSize(4);
  }

  @Test
  void isAwayDuringAnOutageAndCatchesUpAfterIt() throws Exception {
    EncoderPlan plan = PLAN.with(new EncoderFault.Outage(9 * SECOND, 7 * SECOND));
    FakeServer server = new FakeServer(plan).start().until(21 * SECOND);
    assertThat(server.posts())
        .extracting(post -> post.openedNanos)
        .containsExactly(0L, 16 * SECOND);
    assertThat(server.posts().getFirst().dropped).isTrue();
    assertThat(server.posts().getLast().starts(1)).containsExactly(starts(2, 10));
    assertThat(server.reports(EncoderReport.FragmentsLeftOut.class)).isEmpty();
  }

  @Test
  void losesWhatWasCapturedWhileItWasDownWhenItStartsAnewOnItsTimeline() throws Exception {
    EncoderPlan plan = PLAN.with(new Restart(9 * SECOND, 6 * SECOND, Restart.Times.CONTINUE));
    FakeServer server = new FakeServer(plan).start().until(21 * SECOND);
    // At 15 s number 7 is being captured: 4, 5 and 6 are lost.
    assertThat(server.posts().getLast().starts(1)).containsExactly(starts(7, 10));
    assertThat(server.reports(EncoderReport.FragmentsLeftOut.class))
        .extracting(EncoderReport.FragmentsLeftOut::fragmentCount)
        .containsExactly(3L, 3L, 3L);
    assertThat(sequenceNumber(server.posts().getLast())).isEqualTo(1);
  }

  @Test
  void sendsItsFirstTimesAgainWhenItStartsAnewWithoutATimeline() throws Exception {
    EncoderPlan plan = PLAN.with(new Restart(9 * SECOND, 6 * SECOND, Restart.Times.BEGIN_AGAIN));
    FakeServer server = new FakeServer(plan).start().until(19 * SECOND + SECOND / 2);
    assertThat(server.posts().getLast().starts(1)).containsExactly(starts(0, 2));
    assertThat(server.reportNanos(FragmentSent.class)).contains(17 * SECOND, 19 * SECOND);
  }

  @Test
  void keepsItsConnectionWhileItStallsAndSendsTheRestAtOnce() throws Exception {
    EncoderPlan plan = PLAN.with(new EncoderFault.Stall(5 * SECOND, 8 * SECOND));
    FakeServer server = new FakeServer(plan).start().until(14 * SECOND);
    Connection post = server.posts().getFirst();
    assertThat(post.sendNanos).noneMatch(nanos -> nanos > 5 * SECOND && nanos < 13 * SECOND);
    assertThat(post.sendNanos).contains(13 * SECOND);
    assertThat(post.starts(1)).containsExactly(starts(0, 7));
    assertThat(server.connections()).hasSize(2);
  }

  @Test
  void leavesOutTheFragmentsItIsToldAndSendsTheOthersUnchanged() throws Exception {
    EncoderPlan plan = PLAN.with(new EncoderFault.Skip(3, 4));
    List<Fragment> sent =
        new FakeServer(plan).start().until(17 * SECOND).posts().getFirst().fragments();
    List<Fragment> all =
        new FakeServer(PLAN).start().until(17 * SECOND).posts().getFirst().fragments();
    assertThat(sent).hasSize(all.size() - 6).isSubsetOf(all);
    assertThat(sent)
        .filteredOn(fragment -> fragment.trackNumber() == 1)
        .extracting(fragment -> fragment.time().startTicks() / FRAGMENT_TICKS)
        .containsExactly(0L, 1L, 2L, 5L, 6L, 7L);
  }

  @Test
  void endsWithoutEndOfStreamInTwoWays() throws Exception {
    FakeServer clean = finite(new EncoderFault.NoEndOfStream());
    assertThat(clean.posts().getFirst().ended).isTrue();
    assertThat(lastBox(clean)).isEqualTo("mdat");
    assertThat(clean.encoder().isDone()).isTrue();

    FakeServer reset = finite(new EncoderFault.ResetAtEnd());
    assertThat(reset.posts().getFirst().ended).isFalse();
    assertThat(reset.posts()).singleElement().matches(post -> post.dropped);
    assertThat(lastBox(reset)).isEqualTo("mdat");
    assertThat(reset.encoder().isDone()).isTrue();
  }

  @Test
  void leavesOutWhatItIsToldOfItsHeader() throws Exception {
    assertThat(types(new EncoderFault.NoHeader())).startsWith("liveServerManifest", "moof");
    assertThat(types(new EncoderFault.NoManifestBox())).startsWith("ftyp", "moov", "moof");
    assertThat(types(new EncoderFault.NoHeader(), new EncoderFault.NoManifestBox()))
        .startsWith("moof", "mdat");
  }

  @Test
  void writesOtherTimesFromTheFragmentThatBeginsAfterItsClockIsSet() throws Exception {
    // At 5 s number 2 is being captured; the picture and its pace stay what they were.
    EncoderPlan plan = PLAN.with(new EncoderFault.ClockStep(5 * SECOND, 10 * SECOND));
    FakeServer server = new FakeServer(plan).start().until(11 * SECOND);
    FakeServer undisturbed = new FakeServer(PLAN).start().until(11 * SECOND);
    assertThat(server.posts().getFirst().starts(1))
        .containsExactly(0L, 20_000_000L, 40_000_000L, 160_000_000L, 180_000_000L);
    assertThat(server.reportNanos(FragmentSent.class))
        .isEqualTo(undisturbed.reportNanos(FragmentSent.class));
    assertThat(server.posts().getFirst().fragments())
        .extracting(Fragment::payload)
        .isEqualTo(
            undisturbed.posts().getFirst().fragments().stream().map(Fragment::payload).toList());
  }

  @Test
  void writesTimesThatWereThereBeforeWhenItsClockIsSetBack() throws Exception {
    EncoderPlan plan = PLAN.with(new EncoderFault.ClockStep(9 * SECOND, -4 * SECOND));
    Connection post = new FakeServer(plan).start().until(15 * SECOND).posts().getFirst();
    assertThat(post.starts(1)).containsExactly(times(0, 1, 2, 3, 4, 3, 4));
  }

  @Test
  void sendsAgainWhatItHadWrittenBeforeItsClockWasSet() throws Exception {
    EncoderPlan plan =
        PLAN.with(
            new EncoderFault.ClockStep(9 * SECOND, 100 * SECOND),
            new EncoderFault.Outage(11 * SECOND, SECOND));
    FakeServer server = new FakeServer(plan).start().until(15 * SECOND);
    assertThat(server.posts().getLast().starts(1)).containsExactly(times(3, 4, 55, 56));
  }

  @Test
  void comesEarlierAndEarlierWithAClockThatRunsFastUntilItIsRightAgain() throws Exception {
    EncoderPlan plan =
        PLAN.with(
            new EncoderFault.ClockDrift(4 * SECOND, 250_000),
            new EncoderFault.ClockDrift(12 * SECOND, 0));
    FakeServer server = new FakeServer(plan).start().until(19 * SECOND);
    Connection post = server.posts().getFirst();
    assertThat(post.starts(1)).containsExactly(times(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    // Eight seconds of the wall are ten of the clock.
    assertThat(server.reportNanos(FragmentSent.class))
        .contains(
            4 * SECOND,
            4 * SECOND + 1_600_000_000L,
            4 * SECOND + 3_200_000_000L,
            12 * SECOND,
            14 * SECOND,
            16 * SECOND);
  }

  @Test
  void driftsByMillionthsOverADay() {
    Capture capture = new Capture(PLAN.programme(), Pace.REAL, 0);
    capture.drift(0, -50);
    // 50 millionths of a day are 4.32 s, at the clock's own pace.
    assertThat(capture.dueNanos(864_000_000_000L)).isEqualTo(86_404_320_216_011L);
  }

  @Test
  void takesAClockThatIsSetWhileItRuns() throws Exception {
    FakeServer server = new FakeServer(PLAN).start().until(3 * SECOND);
    server.fire(new Event.ClockStepped(2 * SECOND));
    server.fire(new Event.ClockDrifted(1_000_000));
    server.until(6 * SECOND);
    assertThat(server.posts().getFirst().starts(1)).containsExactly(times(0, 1, 3, 4));
  }

  @Test
  void doesOneFaultAfterTheOther() throws Exception {
    EncoderPlan plan =
        PLAN.with(
            new EncoderFault.Stall(3 * SECOND, 2 * SECOND),
            new EncoderFault.Outage(10 * SECOND, SECOND),
            new Restart(20 * SECOND, SECOND, Restart.Times.CONTINUE));
    FakeServer server = new FakeServer(plan).start().until(40 * SECOND);
    assertThat(server.posts())
        .extracting(post -> post.openedNanos)
        .containsExactly(0L, 11 * SECOND, 21 * SECOND);
    assertThat(server.posts().getLast().starts(1)).containsExactly(starts(10, 20));
  }

  @Test
  void refusesTimedFaultsThatOverlap() {
    assertThatThrownBy(() ->
            PLAN.with(
                new EncoderFault.Outage(5 * SECOND, 10 * SECOND),
                new EncoderFault.Stall(6 * SECOND, SECOND)))
        .hasMessageContaining("overlap");
  }

  private static List<String> types(EncoderFault... faults) throws Exception {
    return finite(faults).posts().getFirst().boxes().stream()
        .map(box -> box.type().toString())
        .toList();
  }

  private static FakeServer finite(EncoderFault... faults) {
    EncoderPlan plan =
        new EncoderPlan(
            Programme.endless(Clips.TRACKS).ofFragments(2),
            PLAN.target(),
            PLAN.delivery(),
            List.of(faults));
    return new FakeServer(plan).start().until(60 * SECOND);
  }

  private static String lastBox(FakeServer server) throws Exception {
    return server.posts().getFirst().boxes().getLast().type().toString();
  }

  // [u32 size][moof][u32 size][mfhd][u8 version][u24 flags][u32 sequence_number]
  private static long sequenceNumber(Connection post) throws Exception {
    return post.fragments().getFirst().moof().u32(20);
  }

  private static Long[] times(long... indices) {
    return LongStream.of(indices).mapToObj(index -> index * FRAGMENT_TICKS).toArray(Long[]::new);
  }

  private static Long[] starts(long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(index -> index * FRAGMENT_TICKS)
        .toArray(Long[]::new);
  }
}
