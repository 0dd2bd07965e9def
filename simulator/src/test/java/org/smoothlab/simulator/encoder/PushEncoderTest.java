package org.smoothlab.simulator.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Sample;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.StreamManifestBox;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.content.Presentation;
import org.smoothlab.simulator.encoder.EncoderReport.FragmentSent;
import org.smoothlab.simulator.encoder.FakeServer.Connection;
import org.smoothlab.simulator.net.Header;

/** What the old Push Encoder did, option by option, on the bytes that leave. */
class PushEncoderTest {
  private static final long SECOND = 1_000_000_000;
  private static final long FRAGMENT_TICKS = 20_000_000;
  private static final String TFXD = "6d1d9b0542d544e680e2141daff757b2";

  @TempDir private Path folder;
  private Path ism = Path.of("");

  @BeforeEach
  void record() throws Exception {
    ism = Recordings.write(folder, 3, 0);
  }

  @Test
  void sendsEachFileAsOneRequestOfItsOwnToItsEnd() throws Exception {
    FakeServer server = play(Recordings.plan(Presentation.read(ism)), 20 * SECOND);

    assertThat(server.posts())
        .extracting(post -> post.path)
        .containsExactly("/live.isml/Streams(4711-stream0)", "/live.isml/Streams(4711-stream1)");
    assertThat(server.posts().getFirst().starts(2)).containsExactly(0L, 20_000_000L, 40_000_000L);
    assertThat(server.posts().getFirst().starts(1)).hasSize(3);
    assertThat(server.posts().getLast().starts(2)).containsExactly(0L, 20_000_000L, 40_000_000L);
    for (Connection post : server.posts()) {
      assertThat(post.body().slice(4, 4).toHex()).isEqualTo("66747970");
      assertThat(post.body().from(post.body().size() - 8).toHex()).isEqualTo("000000086d667261");
      assertThat(post.fragments())
          .allSatisfy(each -> assertThat(each.moof().toHex()).containsOnlyOnce(TFXD));
    }
    assertThat(server.encoder().isDone()).isTrue();
    assertThat(server.reportNanos(FragmentSent.class).getFirst()).isEqualTo(2 * SECOND);
  }

  @Test
  void sendsTheMediaOfItsFilesUnchanged() throws Exception {
    FakeServer server = play(Recordings.plan(Presentation.read(ism)), 20 * SECOND);
    List<Sample> sent = samples(server.posts().getFirst(), 2);
    List<Sample> clip =
        Clips.TRACKS.getFirst().cut(new org.smoothlab.media.FragmentTime(0, 3 * FRAGMENT_TICKS));
    assertThat(sent).isEqualTo(clip);
  }

  @Test
  void sendsOnlyOneFileIfThatIsNamedToo() throws Exception {
    Presentation low = Presentation.read(folder.resolve("low.ismv"), ism);
    FakeServer server = play(Recordings.plan(low), 20 * SECOND);
    assertThat(server.posts()).hasSize(1);
    assertThat(server.reports(FragmentSent.class))
        .extracting(sent -> sent.track().toString())
        .containsOnly("video@80000");
  }

  @Test
  void goesRoundAndRoundWithPicturesThatFollowOneAnother() throws Exception {
    Presentation looped = Presentation.read(ism).looped();
    FakeServer server = play(Recordings.plan(looped), 18 * SECOND + SECOND / 10);
    Connection high = server.posts().getFirst();
    assertThat(high.starts(2)).containsExactly(starts(0, 9));
    assertThat(high.body().toHex()).doesNotContain("000000086d667261");
    // Sound goes to the last frame that ends within six seconds: 281 of 21.3333 ms.
    List<Sample> sound = samples(high, 1);
    assertThat(sound).hasSizeGreaterThan(3 * 281 - 1);
    long lastEnds = 0;
    for (Sample sample : sound) {
      assertThat(sample.decodeTicks()).isBetween(lastEnds, lastEnds + 213_334);
      lastEnds = sample.decodeTicks() + sample.durationTicks();
    }
    assertThat(sound.stream().map(Sample::decodeTicks)).contains(60_000_000L, 120_000_000L);
    assertThat(sound.get(281).data()).isEqualTo(sound.getFirst().data());
  }

  @Test
  void playsARecordingOfABroadcastFromItsFirstSecond() throws Exception {
    Path archive = Recordings.write(folder, 2, 5_123_450_000L);
    Presentation moved = Presentation.read(archive).fromZero();
    FakeServer server = play(Recordings.plan(moved), 10 * SECOND);
    Connection high = server.posts().getFirst();
    assertThat(high.starts(2)).containsExactly(3_450_000L, 23_450_000L);
    assertThat(high.fragments())
        .allSatisfy(each -> assertThat(each.moof().toHex()).containsOnlyOnce(TFXD));
    // What is first is sent when it is over: two seconds after the start.
    assertThat(server.reportNanos(FragmentSent.class).getFirst()).isEqualTo(2 * SECOND);
  }

  @Test
  void movesAllTimesByTheSame() throws Exception {
    Presentation presentation = Presentation.read(ism);
    EncoderPlan plan = Recordings.plan(presentation);
    EncoderPlan moved =
        EncoderPlan.of(plan.programme().from(MediaStart.ticks(5_000_000_000L)), plan.target());
    FakeServer server = play(moved, 20 * SECOND);
    assertThat(server.posts().getFirst().starts(2).getFirst()).isEqualTo(5_000_000_000L);
    assertThat(server.posts().getLast().starts(2).getFirst()).isEqualTo(5_000_000_000L);
  }

  @Test
  void isTheSameUnderAnotherId() throws Exception {
    EncoderPlan plan = Recordings.plan(Presentation.read(ism));
    FakeServer server = play(plan, 20 * SECOND);
    FakeServer other = play(plan.asStream("b"), 20 * SECOND);
    assertThat(other.posts())
        .extracting(post -> post.path)
        .containsExactly("/live.isml/Streams(b-stream0)", "/live.isml/Streams(b-stream1)");
    assertThat(other.posts())
        .extracting(Connection::body)
        .isEqualTo(server.posts().stream().map(Connection::body).toList());
  }

  @Test
  void endsSparseStreamsWithoutASignalAndTheOthersWithOne() throws Exception {
    Lineup lineup =
        new Lineup(
            List.copyOf(Clips.TRACKS),
            List.of(),
            java.util.Optional.of(new SpliceEvents(6, "video")));
    EncoderPlan plan =
        EncoderPlan.of(
                Programme.endless(Clips.TRACKS).with(lineup).ofFragments(4),
                Target.onePost("/live.isml"))
            .with(new EncoderFault.NoSparseEndOfStream());
    FakeServer server = play(plan, 20 * SECOND);
    assertThat(server.posts().getFirst().body().toHex()).endsWith("000000086d667261");
    Connection sparse = server.posts().getLast();
    assertThat(sparse.path).endsWith("Streams(encoder-scte35)");
    assertThat(sparse.body().toHex()).doesNotContain("000000086d667261");
  }

  @Test
  void namesTheStreamsToWaitForBetweenFileTypeAndManifest() throws Exception {
    Slice document = Slice.ofUtf8("<smil><body><par><ref src=\"Streams(x)\"/></par></body></smil>");
    EncoderPlan plan = Recordings.plan(Presentation.read(ism));
    FakeServer server = play(plan.by(plan.delivery().withStreamManifest(document)), 20 * SECOND);
    for (Connection post : server.posts()) {
      assertThat(post.boxes())
          .extracting(box -> box.type().toString())
          .startsWith("ftyp", StreamManifestBox.TYPE.toString(), "liveServerManifest", "moov");
      // [u32 size][uuid][16 bytes][u8 version][u24 flags][document]
      Slice box = post.boxes().get(1).bytes();
      assertThat(box.slice(8, 20).toHex()).isEqualTo("3c2fe51befee40a3ae815300199dc34800000000");
      assertThat(box.from(28)).isEqualTo(document);
    }
  }

  @Test
  void putsItsHeadersOnEveryRequest() throws Exception {
    EncoderPlan plan = Recordings.plan(Presentation.read(ism));
    Header first = new Header("X-Studio", "7");
    Header second = new Header("X-Run", "a,b");
    FakeServer server = play(plan.by(plan.delivery().with(first).with(second)), 20 * SECOND);
    assertThat(server.connections()).hasSize(4);
    assertThat(server.connections())
        .allSatisfy(request -> assertThat(request.headers).containsExactly(first, second));
  }

  @Test
  void takesTwiceAsLongAtHalfTheRateWithTheSameTimes() throws Exception {
    EncoderPlan plan = Recordings.plan(Presentation.read(ism));
    FakeServer server =
        play(plan.by(plan.delivery().at(new Pace.Paced(500_000, false))), 60 * SECOND);
    assertThat(server.posts().getLast().starts(2)).containsExactly(starts(0, 3));
    assertThat(server.reportNanos(FragmentSent.class))
        .contains(4 * SECOND, 8 * SECOND, 12 * SECOND);
    assertThat(server.reportNanos(EncoderReport.Ended.class))
        .allMatch(nanos -> nanos >= 12 * SECOND && nanos < 13 * SECOND);
  }

  @Test
  void leavesFragmentsOutInTheFirstRoundOnly() throws Exception {
    EncoderPlan plan =
        Recordings.plan(Presentation.read(ism).looped()).with(new EncoderFault.Skip(1, 1));
    FakeServer server = play(plan, 12 * SECOND);
    assertThat(server.posts().getLast().starts(2))
        .containsExactly(0L, 40_000_000L, 60_000_000L, 80_000_000L, 100_000_000L);
  }

  @Test
  void sendsTheLastTwoFragmentsOfEachTrackAgainAfterALoss() throws Exception {
    EncoderPlan plan =
        Recordings.plan(Presentation.read(ism).looped())
            .with(new EncoderFault.Outage(11 * SECOND, SECOND));
    FakeServer server = play(plan, 14 * SECOND);
    assertThat(server.posts().getLast().starts(2)).containsExactly(starts(3, 7));
  }

  @Test
  void joinsARoundThatIsUnderWayOnTheClock() throws Exception {
    EncoderPlan plan = Recordings.plan(Presentation.read(ism).looped());
    MediaStart atNoon = MediaStart.clock(12 * 3600 * SECOND);
    FakeServer server =
        play(EncoderPlan.of(plan.programme().from(atNoon), plan.target()), 3 * SECOND);
    assertThat(server.posts().getFirst().starts(2)).containsExactly(432_000_000_000L);
    assertThat(server.reportNanos(FragmentSent.class).getFirst()).isEqualTo(2 * SECOND);
  }

  private static FakeServer play(EncoderPlan plan, long untilNanos) {
    return new FakeServer(plan).start().until(untilNanos);
  }

  private static List<Sample> samples(Connection post, int trackNumber) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (Fragment fragment : post.fragments()) {
      if (fragment.trackNumber() == trackNumber) {
        samples.addAll(FragmentReader.samples(fragment));
      }
    }
    return samples;
  }

  private static Long[] starts(long from, long to) {
    return java.util.stream.LongStream.range(from, to)
        .mapToObj(index -> index * FRAGMENT_TICKS)
        .toArray(Long[]::new);
  }
}
