package org.smoothlab.simulator.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.codec.SpliceInsert;
import org.smoothlab.media.smooth.Announce;
import org.smoothlab.media.smooth.EventSample;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;

class LineupTest {
  private static final long SECOND = 1_000_000_000;
  private static final long FRAGMENT = 2 * SECOND;
  private static final LineupPlan.Moment LATE_AUDIO = new LineupPlan.Moment("audio", 5 * SECOND);
  private static final LineupPlan.Moment STOPPING_RUNG =
      new LineupPlan.Moment("video@80000", 4 * SECOND);

  @TempDir private Path folder;

  @Test
  void aLateTrackAnnouncesItselfWhenItsFirstFragmentBegins() throws Exception {
    FakeServer server = server(plan(List.of(LATE_AUDIO), List.of()), 10 * SECOND);
    assertThat(server.posts())
        .extracting(post -> post.path)
        .containsExactly("/a.isml/Streams(encoder)", "/a.isml/Streams(encoder-stream1)");
    FakeServer.Connection late = server.posts().getLast();
    // Five seconds are three fragments, rounded up; the sound begins up to an AAC frame late.
    assertThat(late.openedNanos).isBetween(6 * SECOND, 6 * SECOND + 22_000_000);
    assertThat(late.starts(3)).first().isEqualTo(60_160_000L);
    assertThat(Announce.read(late.boxes().subList(0, 3)).tracks())
        .extracting(TrackInfo::trackNumber)
        .containsExactly(3);
    assertThat(server.posts().getFirst().starts(1)).first().isEqualTo(0L);
    assertThat(Announce.read(server.posts().getFirst().boxes().subList(0, 3)).tracks()).hasSize(2);
  }

  @Test
  void aRungStopsWithItsOwnEndOfStreamWhileTheOthersGoOn() throws Exception {
    FakeServer server = server(plan(List.of(), List.of(STOPPING_RUNG)), 20 * SECOND);
    FakeServer.Connection stopped = server.posts().getLast();
    assertThat(stopped.ended).isTrue();
    assertThat(stopped.starts(2)).containsExactly(0L, 20_000_000L);
    assertThat(stopped.body().toHex()).endsWith("000000086d667261");
    assertThat(server.posts().getFirst().ended).isFalse();
    assertThat(server.posts().getFirst().starts(1)).hasSize(10);
    assertThat(server.encoder().isDone()).isFalse();
  }

  @Test
  void namesTheTracksThereAreWhenOneIsNotThere() {
    LineupPlan plan =
        new LineupPlan(
            Extras.NONE,
            Optional.empty(),
            List.of(new LineupPlan.Moment("audio_deu", 1)),
            List.of());
    assertThatThrownBy(() -> plan.lineup(Clips.TRACKS, FRAGMENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no track 'audio_deu', there are [video@200000, video@80000, audio@64000]");
  }

  @Test
  void tellsEachBreakFourSecondsBeforeInAPostOfItsOwn() throws Exception {
    FakeServer server = server(withSplices(10), 37 * SECOND);
    List<FakeServer.Connection> events =
        server.posts().stream().filter(post -> post.path.contains("scte35")).toList();
    assertThat(events)
        .extracting(post -> post.path)
        .containsOnly("/a.isml/Streams(encoder-scte35)");
    assertThat(events)
        .extracting(post -> post.openedNanos)
        .containsExactly(6 * SECOND, 16 * SECOND, 26 * SECOND, 36 * SECOND);
    assertThat(events).allMatch(post -> post.ended && post.body().toHex().endsWith("6d667261"));
    TrackInfo track = Announce.read(events.getFirst().boxes().subList(0, 3)).tracks().getFirst();
    assertThat(track.stream().sparse().parentName()).isEqualTo("video");
    assertThat(track.stream().sparse().manifestOutput()).isTrue();
    assertThat(track.level().bitrateBps()).isZero();
    assertThat(track.level().customAttributes().getFirst().value())
        .isEqualTo("urn:scte:scte35:2013:bin");
    Fragment second = events.get(1).fragments().getFirst();
    assertThat(second.time().startTicks()).isEqualTo(160_000_000);
    EventSample event = EventSample.read(second.payload());
    assertThat(event.id()).isEqualTo(2);
    assertThat(event.deltaTicks()).isEqualTo(40_000_000);
    assertThat(SpliceInsert.read(event.message()))
        .isEqualTo(new SpliceInsert(2, true, Optional.of(20 * 90_000L), Optional.of(270_000L)));
  }

  @Test
  void sendsAnEventAgainUntilItArrives() throws Exception {
    // The first POST is the video's; the first two of the event fail.
    FakeServer server =
        new FakeServer(withSplices(10))
            .posted(post -> post == 1 || post == 2 ? 503 : 200)
            .start()
            .until(9 * SECOND);
    List<FakeServer.Connection> events =
        server.posts().stream().filter(post -> post.path.contains("scte35")).toList();
    assertThat(events)
        .extracting(post -> post.openedNanos)
        .containsExactly(6 * SECOND, 6_500_000_000L, 7_500_000_000L);
    assertThat(events.getLast().body()).isEqualTo(events.getFirst().body());
  }

  @Test
  void givesTheEventsUpWhenTheyAreRefusedAndGoesOnWithTheRest() {
    FakeServer server =
        new FakeServer(withSplices(10))
            .posted(post -> post == 1 ? 404 : 200)
            .start()
            .until(40 * SECOND);
    assertThat(server.reports(EncoderReport.Refused.class))
        .containsExactly(new EncoderReport.Refused("encoder-scte35", 404, "said the server"));
    assertThat(server.posts()).hasSize(2);
    assertThat(server.encoder().isDone()).isFalse();
  }

  @Test
  void endsWithTheProgrammeAndOnDemand() {
    EncoderPlan plan = withSplices(10);
    EncoderPlan ending = EncoderPlan.of(plan.programme().ofFragments(10), plan.target());
    FakeServer server = new FakeServer(ending).start().until(60 * SECOND);
    assertThat(server.encoder().isDone()).isTrue();
    assertThat(server.posts()).hasSize(3);

    FakeServer stopped = new FakeServer(plan).start().until(12 * SECOND);
    stopped.fire(new Event.StopAsked());
    stopped.until(60 * SECOND);
    assertThat(stopped.encoder().isDone()).isTrue();
    assertThat(stopped.posts()).hasSize(2);
  }

  @Test
  void doesNotTellWhatWasMissedWhileTheEncoderWasDead() {
    EncoderPlan plan =
        withSplices(10)
            .with(
                new EncoderFault.Restart(
                    10 * SECOND, 20 * SECOND, EncoderFault.Restart.Times.CONTINUE));
    FakeServer server = new FakeServer(plan).start().until(40 * SECOND);
    assertThat(
            server.posts().stream()
                .filter(post -> post.path.contains("scte35"))
                .map(post -> post.openedNanos))
        .containsExactly(6 * SECOND, 36 * SECOND);
    assertThat(server.reports(EncoderReport.FragmentsLeftOut.class))
        .contains(
            new EncoderReport.FragmentsLeftOut(
                "encoder-scte35",
                new org.smoothlab.media.TrackId("scte35", 0),
                2,
                "lost in a restart"));
  }

  /** Everything in one POST, through FFmpeg's demultiplexer and decoders. */
  @Test
  void tracksOfEveryKindAreDecodedByFfmpeg() throws Exception {
    Path cache = Path.of("target", "clips");
    LoopClip clip = LoopClip.load(Ladder.small(), cache, EncodeProgress.SILENT);
    Set<Extras.Kind> kinds = EnumSet.allOf(Extras.Kind.class);
    kinds.remove(Extras.Kind.CAPTIONS); // FFmpeg has no decoder of TTML
    List<ClipTrack> tracks = clip.with(new Extras(List.of("eng", "deu"), kinds), cache);
    EncoderPlan plan =
        EncoderPlan.of(Programme.endless(tracks).ofFragments(4), Target.onePost("/a.isml"));
    FakeServer server = new FakeServer(plan).start().until(60 * SECOND);
    Path file =
        Files.write(folder.resolve("all.ismv"), server.posts().getFirst().body().toByteArray());
    assertThat(ForeignReader.read(file))
        .containsExactly(
            new ForeignReader.Decoded("h264", 320, 200),
            new ForeignReader.Decoded("h264", 160, 200),
            new ForeignReader.Decoded("aac", 2, 375),
            new ForeignReader.Decoded("aac", 2, 375),
            new ForeignReader.Decoded("mjpeg", 160, 4),
            new ForeignReader.Decoded("ac3", 2, 250),
            new ForeignReader.Decoded("eac3", 2, 250),
            new ForeignReader.Decoded("hevc", 320, 200));
  }

  private static EncoderPlan withSplices(int seconds) {
    LineupPlan plan =
        new LineupPlan(Extras.NONE, Optional.of(seconds * SECOND), List.of(), List.of());
    return plan(plan);
  }

  private static EncoderPlan plan(List<LineupPlan.Moment> late, List<LineupPlan.Moment> stops) {
    return plan(new LineupPlan(Extras.NONE, Optional.empty(), late, stops));
  }

  private static EncoderPlan plan(LineupPlan plan) {
    Lineup lineup = plan.lineup(Clips.TRACKS, FRAGMENT);
    return EncoderPlan.of(Programme.endless(Clips.TRACKS).with(lineup), Target.onePost("/a.isml"))
        .by(Delivery.standard().direct());
  }

  private static FakeServer server(EncoderPlan plan, long untilNanos) {
    return new FakeServer(plan).start().until(untilNanos);
  }
}
