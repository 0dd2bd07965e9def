package org.smoothlab.simulator.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.encoder.EncoderReport.FragmentSent;
import org.smoothlab.simulator.encoder.FakeServer.Connection;

class EncoderTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1000 * MS;
  private static final long FRAGMENT_TICKS = 20_000_000;
  private static final Programme PROGRAMME = Programme.endless(Clips.TRACKS);
  private static final EncoderPlan PLAN =
      EncoderPlan.of(PROGRAMME, Target.onePost("/news/live.isml"));

  @Test
  void probesThenAnnouncesThenSendsEachFragmentWhenItIsCaptured() throws Exception {
    FakeServer server = new FakeServer(PLAN).start().until(4 * SECOND + 40 * MS);

    assertThat(server.connections())
        .extracting(connection -> connection.path)
        .containsExactly("/news/live.isml/Streams(encoder)", "/news/live.isml/Streams(encoder)");
    assertThat(server.connections())
        .extracting(connection -> connection.probe)
        .containsExactly(true, false);
    assertThat(server.posts().getFirst().boxes())
        .extracting(box -> box.type().toString())
        .startsWith("ftyp", "liveServerManifest", "moov", "moof", "mdat");
    assertThat(server.reports(FragmentSent.class))
        .extracting(sent -> sent.track() + " " + sent.time().startTicks())
        .containsExactly(
            "video@200000 0",
            "video@80000 0",
            "audio@64000 0",
            "video@200000 20000000",
            "video@80000 20000000",
            "audio@64000 20053333");
    // The last AAC frames of the fragments end 5.3333 and 10.6666 ms after the picture.
    assertThat(server.reportNanos(FragmentSent.class))
        .containsExactly(
            2 * SECOND,
            2 * SECOND,
            2 * SECOND + 5_333_300,
            4 * SECOND,
            4 * SECOND,
            4 * SECOND + 10_666_600);
  }

  @Test
  void startsAtOnceWithoutAProbe() {
    FakeServer server = new FakeServer(PLAN.by(Delivery.standard().direct())).start();
    assertThat(server.connections()).singleElement().matches(connection -> !connection.probe);
  }

  @Test
  void endsWithAnEmptyMfraAndTheEndOfTheRequest() {
    EncoderPlan plan =
        new EncoderPlan(PROGRAMME.ofFragments(3), PLAN.target(), PLAN.delivery(), List.of());
    FakeServer server = new FakeServer(plan).start().until(60 * SECOND);

    Connection post = server.posts().getFirst();
    assertThat(post.ended).isTrue();
    assertThat(post.body().from(post.body().size() - 8)).isEqualTo(Slice.ofHex("000000086d667261"));
    assertThat(server.reports(FragmentSent.class)).hasSize(9);
    assertThat(server.reports(EncoderReport.Ended.class))
        .containsExactly(new EncoderReport.Ended("encoder", 200));
    assertThat(server.encoder().isDone()).isTrue();
  }

  @Test
  void stopsAfterTheFragmentThatHasBegun() throws Exception {
    Pace dribbled = new Pace.Paced(1_000_000, true);
    EncoderPlan plan =
        new EncoderPlan(
            Programme.endless(Clips.TRACKS.subList(0, 1)),
            PLAN.target(),
            Delivery.standard().at(dribbled).in(Dialect.piff().inPiecesOf(1000)),
            List.of());
    FakeServer server = new FakeServer(plan).start().until(3 * SECOND);
    server.fire(new Event.StopAsked());
    assertThat(server.posts().getFirst().ended).isFalse();
    server.until(4 * SECOND);
    assertThat(server.posts().getFirst().ended).isTrue();
    assertThat(server.posts().getFirst().starts(1)).containsExactly(0L, FRAGMENT_TICKS);
  }

  @Test
  void spreadsADribbledFragmentOverItsCapture() {
    EncoderPlan plan =
        new EncoderPlan(
            Programme.endless(Clips.TRACKS.subList(0, 1)),
            PLAN.target(),
            Delivery.standard()
                .at(new Pace.Paced(1_000_000, true))
                .in(Dialect.piff().inPiecesOf(5000)),
            List.of());
    Connection post = new FakeServer(plan).start().until(2 * SECOND).posts().getFirst();
    // The header, then a fragment of about 50 kB.
    List<Long> times = post.sendNanos.subList(1, post.sendNanos.size());
    assertThat(times).hasSizeBetween(8, 14).isSorted().doesNotHaveDuplicates();
    assertThat(times.getFirst()).isBetween(100 * MS, 300 * MS);
    assertThat(times.getLast()).isEqualTo(2 * SECOND);
  }

  @Test
  void changesOnlyThePaceWithTheRateOfItsClock() throws Exception {
    Delivery slow = PLAN.delivery().at(new Pace.Paced(500_000, false));
    FakeServer server = new FakeServer(PLAN.by(slow)).start().until(8 * SECOND);
    assertThat(server.reportNanos(FragmentSent.class))
        .startsWith(4 * SECOND, 4 * SECOND, 4 * SECOND + 10_666_600, 8 * SECOND);
    assertThat(server.posts().getFirst().starts(1)).containsExactly(0L, FRAGMENT_TICKS);
  }

  @Test
  void sendsAsFastAsItIsReadWithoutAPace() {
    EncoderPlan plan =
        new EncoderPlan(
            PROGRAMME.ofFragments(50),
            PLAN.target(),
            PLAN.delivery().at(new Pace.Unpaced()),
            List.of());
    FakeServer server = new FakeServer(plan).start();
    assertThat(server.reports(FragmentSent.class)).hasSize(150);
    assertThat(server.encoder().isDone()).isTrue();
  }

  @Test
  void waitsForAServerThatDoesNotReadAndGivesTheConnectionUpAfterTenSeconds() {
    FakeServer server =
        new FakeServer(PLAN.by(PLAN.delivery().in(Dialect.piff().inPiecesOf(1000))))
            .reading(false)
            .start()
            .until(10 * SECOND - 1);
    Connection post = server.posts().getFirst();
    assertThat(post.sendNanos).hasSize(PostStream.PIECES_UNDER_WAY_MAX);
    assertThat(post.dropped).isFalse();
    server.until(10 * SECOND);
    assertThat(post.dropped).isTrue();
    assertThat(server.reports(EncoderReport.Reconnecting.class)).hasSize(1);
  }

  @Test
  void sendsTheSameHeaderAndTheLastTwoFragmentsAgainAfterALoss() throws Exception {
    FakeServer server = new FakeServer(PLAN).start().until(9 * SECOND);
    server.fire(new Event.Lost(1, "reset by peer"));
    server.until(13 * SECOND);

    Connection before = server.posts().getFirst();
    Connection after = server.posts().getLast();
    assertThat(after.openedNanos).isEqualTo(9 * SECOND + 500 * MS);
    assertThat(after.header()).isEqualTo(before.header());
    assertThat(before.starts(1)).containsExactly(starts(0, 4));
    assertThat(after.starts(1)).containsExactly(starts(2, 6));
    List<Fragment> again = after.fragments().subList(0, 6);
    List<Fragment> first = before.fragments().subList(6, 12);
    assertThat(again).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void sendsAgainWhatWasUnderWayWhenTheConnectionBroke() throws Exception {
    FakeServer server = new FakeServer(PLAN).start().until(9 * SECOND);
    server.reading(false).until(15 * SECOND);
    server.fire(new Event.Lost(1, "reset by peer"));
    server.reading(true).until(17 * SECOND);
    // Numbers 0 to 3 were read; 4 to 6 were sent, but nobody knows how far they came.
    assertThat(server.posts().getFirst().starts(1)).containsExactly(starts(0, 7));
    assertThat(server.posts().getLast().starts(1)).containsExactly(starts(2, 8));
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToEightSeconds() {
    FakeServer server = new FakeServer(PLAN).posted(_ -> 503).start().until(30 * SECOND);
    assertThat(server.posts())
        .extracting(post -> post.openedNanos / MS)
        .containsExactly(0L, 500L, 1500L, 3500L, 7500L, 15_500L, 23_500L);
  }

  @Test
  void doesNotGoBackFurtherWithEveryFailedAttempt() throws Exception {
    FakeServer server =
        new FakeServer(PLAN).posted(post -> post == 0 || post > 4 ? 200 : 503).start();
    server.until(9 * SECOND).fire(new Event.Lost(1, "gone"));
    server.until(26 * SECOND);
    assertThat(server.posts()).hasSize(6);
    assertThat(server.posts().getLast().starts(1)).startsWith(starts(2, 6));
  }

  @Test
  void takesARefusalAsFinal() {
    FakeServer server = new FakeServer(PLAN).probed(404).start().until(60 * SECOND);
    assertThat(server.connections()).hasSize(1);
    assertThat(server.reports(EncoderReport.Refused.class))
        .containsExactly(new EncoderReport.Refused("encoder", 404, "said the server"));
    assertThat(server.encoder().isDone()).isTrue();

    FakeServer late = new FakeServer(PLAN).posted(_ -> 409).start().until(60 * SECOND);
    assertThat(late.posts()).singleElement().matches(post -> post.dropped);
    assertThat(late.encoder().isDone()).isTrue();
  }

  @Test
  void connectsAgainWhenTheServerEndsTheRequestBeforeTheEncoder() {
    FakeServer server = new FakeServer(PLAN).start().until(5 * SECOND);
    server.fire(new Event.Answered(1, 200, ""));
    server.until(6 * SECOND);
    assertThat(server.posts()).hasSize(2);
    assertThat(server.encoder().isDone()).isFalse();
  }

  @Test
  void leavesOutTheOldestWhenItIsMoreThanAMinuteBehind() throws Exception {
    EncoderPlan plan = PLAN.with(new EncoderFault.Outage(5 * SECOND, 100 * SECOND));
    FakeServer server = new FakeServer(plan).start().until(110 * SECOND);
    // At 105 s 52 fragments are captured: numbers 0 and 1 were sent, 30 are kept.
    assertThat(server.reports(EncoderReport.FragmentsLeftOut.class)).hasSize(3);
    assertThat(server.posts().getLast().starts(1)).containsExactly(starts(22, 55));
  }

  @Test
  void beginsOnTheClockInStepWithAnEncoderThatBeganEarlier() throws Exception {
    // 45296.5 s and 45303.1 s after midnight; two encoders, 6.6 s apart.
    long epochNanos = 1_767_270_896L * SECOND + 500 * MS;
    MediaStart early = MediaStart.clock(epochNanos);
    MediaStart late = MediaStart.clock(epochNanos + 6_600 * MS);
    FakeServer first = new FakeServer(plan(PROGRAMME.from(early))).start().until(20 * SECOND);
    FakeServer second = new FakeServer(plan(PROGRAMME.from(late))).start().until(13_400 * MS);

    assertThat(first.posts().getFirst().starts(1)).startsWith(starts(22_648, 22_650));
    assertThat(second.posts().getFirst().starts(1)).startsWith(starts(22_651, 22_653));
    // A fragment that ends at 45298 s goes out 1.5 s after 45296.5 s.
    assertThat(first.reportNanos(FragmentSent.class)).first().isEqualTo(1_500 * MS);
    List<Slice> ofFirst = payloads(first);
    List<Slice> ofSecond = payloads(second);
    assertThat(ofFirst).endsWith(ofSecond.toArray(Slice[]::new));
  }

  @Test
  void sendsWhatWasCapturedBeforeTheStartAtOnce() throws Exception {
    MediaStart start = MediaStart.clock(100 * SECOND).withBacklog(3);
    FakeServer server = new FakeServer(plan(PROGRAMME.from(start))).start().until(0);
    assertThat(server.posts().getFirst().starts(1)).containsExactly(starts(47, 50));
  }

  @Test
  void addsAnOffsetToEveryTimeOnTheWire() throws Exception {
    EncoderPlan plan = plan(PROGRAMME.from(MediaStart.ticks(5_000_000_000L)));
    Connection post = new FakeServer(plan).start().until(5 * SECOND).posts().getFirst();
    assertThat(post.starts(1)).containsExactly(5_000_000_000L, 5_020_000_000L);
    assertThat(post.starts(3)).containsExactly(5_000_000_000L, 5_020_053_333L);
  }

  @Test
  void sendsOneRequestPerTrackOrPerFile() throws Exception {
    FakeServer perTrack = new FakeServer(plan(StreamLayout.POST_PER_TRACK)).start();
    assertThat(perTrack.posts())
        .extracting(post -> post.path)
        .containsExactly(
            "/news/live.isml/Events(e1)/Streams(9092-stream0)",
            "/news/live.isml/Events(e1)/Streams(9092-stream1)",
            "/news/live.isml/Events(e1)/Streams(9092-stream2)");
    FakeServer perFile = new FakeServer(plan(StreamLayout.POST_PER_FILE)).start().until(3 * SECOND);
    assertThat(perFile.posts()).hasSize(2);
    assertThat(perFile.posts().getFirst().fragments())
        .extracting(Fragment::trackNumber)
        .containsExactly(1, 3);
    assertThat(perFile.posts().getLast().fragments())
        .extracting(Fragment::trackNumber)
        .containsExactly(2);
  }

  @Test
  void wantsToBeStartedFirstAndOnce() {
    Encoder encoder = new Encoder(PLAN);
    assertThatThrownBy(() -> encoder.on(new Event.Woke(), 0))
        .isInstanceOf(IllegalStateException.class);
    encoder.on(new Event.Started(), 0);
    assertThatThrownBy(() -> encoder.on(new Event.Started(), 1))
        .isInstanceOf(IllegalStateException.class);
  }

  private static EncoderPlan plan(Programme programme) {
    return EncoderPlan.of(programme, PLAN.target());
  }

  private static EncoderPlan plan(StreamLayout layout) {
    return EncoderPlan.of(PROGRAMME, new Target("/news/live.isml", "e1", "9092", layout));
  }

  private static Long[] starts(long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(index -> index * FRAGMENT_TICKS)
        .toArray(Long[]::new);
  }

  private static List<Slice> payloads(FakeServer server) throws Exception {
    return server.posts().getFirst().fragments().stream()
        .filter(fragment -> fragment.trackNumber() == 1)
        .map(Fragment::payload)
        .toList();
  }
}
