package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.origin.TestTrack.time;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.server.origin.Refusal.Kind;

class PublishingPointTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String PATH = "/live/event.isml";

  private final EffectLog log = new EffectLog();
  private final Origin origin =
      new Origin(
          OriginSettings.DEFAULT, new WallClock(Instant.parse("2026-01-01T00:00:00Z"), 0), log);

  private PublishingPoint started(PointSettings settings) {
    PublishingPoint point = origin.create(PATH, settings);
    point.command(Target.STARTED, 0);
    return point;
  }

  private static SourceId id(String streamId, String remote) {
    return new SourceId("", streamId, remote);
  }

  private static Source source(PublishingPoint point, SourceId id, TestTrack... tracks) {
    Source source = admitted(point.open(id, 0));
    assertThat(source.announce(announcement(tracks), 0)).isEmpty();
    return source;
  }

  private static Announcement announcement(TestTrack... tracks) {
    return new Announcement(Stream.of(tracks).map(TestTrack::info).toList(), List.of());
  }

  private static Source admitted(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).source();
  }

  private static Refusal denied(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Denied.class);
    return ((Admission.Denied) admission).refusal();
  }

  private static Lookup find(PublishingPoint point, TestTrack track, long index) {
    return point
        .view()
        .timeline(track.name())
        .orElseThrow()
        .find(track.bitrateBps(), List.of(), index * FRAGMENT);
  }

  private static List<FragmentTime> published(PublishingPoint point, TestTrack track) {
    return point.view().timeline(track.name()).orElseThrow().windowTimes();
  }

  private static void deliver(Source source, TestTrack track, long index, long nowNanos) {
    assertThat(source.deliver(track.fragment(index), nowNanos)).isEmpty();
  }

  private static SmoothManifest manifest(PublishingPoint point) {
    try {
      return ManifestReader.read(Slice.concat(point.view().manifest(true)));
    } catch (org.smoothlab.media.bytes.MediaException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void holdsBackAsManyFragmentsAsItLooksAhead() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source source = source(point, id("a", "e:1"), HIGH);
    deliver(source, HIGH, 0, 0);
    deliver(source, HIGH, 1, 2 * SECOND);
    assertThat(find(point, HIGH, 0)).isEqualTo(Lookup.Absence.SOON);
    deliver(source, HIGH, 2, 4 * SECOND);
    assertThat(find(point, HIGH, 0)).isInstanceOf(PublishedFragment.class);
    assertThat(find(point, HIGH, 1)).isEqualTo(Lookup.Absence.SOON);
    assertThat(find(point, HIGH, 2)).isEqualTo(Lookup.Absence.SOON);
    assertThat(find(point, HIGH, 3)).isEqualTo(Lookup.Absence.SOON);
    assertThat(find(point, HIGH, 4)).isEqualTo(Lookup.Absence.NOWHERE);
    assertThat(published(point, HIGH)).containsExactly(time(0));
  }

  @Test
  void announcesTheNextFragmentsInEachPublishedOne() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source source = source(point, id("a", "e:1"), HIGH);
    for (int i = 0; i < 3; i++) {
      deliver(source, HIGH, i, i);
    }
    PublishedFragment first = (PublishedFragment) find(point, HIGH, 0);
    // version 1, two entries: 2 s for 2 s and 4 s for 2 s ([MS-SSTR] 2.2.4.5)
    assertThat(first.head().toHex())
        .contains(
            "0000003d75756964d4807ef2ca3946958e5426cb9e46a79f0100000002"
                + "0000000001312d000000000001312d000000000002625a000000000001312d00");
    assertThat(first.whole().getLast().toByteArray()).isEqualTo(HIGH.payload(0));
    assertThat(first.raw().getFirst()).isSameAs(first.whole().getLast());
    assertThat(first.info().getFirst().size()).isEqualTo(first.head().size() - 8);
  }

  @Test
  void publishesATimeWhenAllTracksOfTheStreamHaveIt() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source source = source(point, id("a", "e:1"), HIGH, LOW);
    deliver(source, HIGH, 0, 0);
    assertThat(published(point, HIGH)).isEmpty();
    deliver(source, LOW, 0, SECOND);
    assertThat(published(point, HIGH)).containsExactly(time(0));
    assertThat(find(point, LOW, 0)).isInstanceOf(PublishedFragment.class);
  }

  @Test
  void waitsForAnAbsentTrackAtMostOneFragmentDuration() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source source = source(point, id("a", "e:1"), HIGH, LOW);
    deliver(source, HIGH, 0, 0);
    deliver(source, LOW, 0, 0);
    deliver(source, HIGH, 1, SECOND);
    assertThat(origin.advance(SECOND)).isEqualTo(3 * SECOND);
    assertThat(origin.advance(3 * SECOND - 1)).isEqualTo(3 * SECOND);
    assertThat(published(point, HIGH)).hasSize(1);
    assertThat(origin.advance(3 * SECOND)).isEqualTo(7 * SECOND + 1); // when the source is silent
    assertThat(published(point, HIGH)).containsExactly(time(0), time(1));
    assertThat(find(point, LOW, 1)).isEqualTo(Lookup.Absence.NOWHERE);
    assertThat(log.all(Effect.PublishedWithout.class))
        .containsExactly(new Effect.PublishedWithout(PATH, LOW.id(), FRAGMENT));
  }

  @Test
  void doesNotWaitAgainForATrackThatIsAway() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source source = source(point, id("a", "e:1"), HIGH, LOW);
    deliver(source, HIGH, 0, 0);
    deliver(source, LOW, 0, 0);
    deliver(source, HIGH, 1, SECOND);
    origin.advance(3 * SECOND);
    deliver(source, HIGH, 2, 3 * SECOND);
    assertThat(published(point, HIGH)).hasSize(3);
    // Once it is back, it is waited for again.
    deliver(source, LOW, 3, 4 * SECOND);
    deliver(source, HIGH, 3, 4 * SECOND);
    deliver(source, HIGH, 4, 5 * SECOND);
    assertThat(published(point, HIGH)).hasSize(4);
  }

  @Test
  void fillsInWhatATrackDeliversLate() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(1));
    Source high = source(point, id("h", "e:1"), HIGH);
    Source low = source(point, id("l", "e:2"), LOW);
    for (int i = 0; i < 4; i++) {
      deliver(high, HIGH, i, 0);
    }
    origin.advance(2 * SECOND);
    assertThat(published(point, HIGH)).hasSize(3);
    assertThat(find(point, LOW, 1)).isEqualTo(Lookup.Absence.NOWHERE);
    deliver(low, LOW, 1, 2 * SECOND);
    PublishedFragment late = (PublishedFragment) find(point, LOW, 1);
    assertThat(late.head().toHex()).contains("0100000001" + "0000000002625a00");
    assertThat(published(point, HIGH)).containsExactly(time(0), time(1), time(2));
  }

  @Test
  void dropsWhatIsLateAndFitsNowhere() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source high = source(point, id("h", "e:1"), HIGH);
    for (int i = 0; i < 4; i++) {
      deliver(high, HIGH, i, 0);
    }
    Source low = source(point, id("l", "e:2"), LOW);
    assertThat(low.deliver(LOW.fragmentAt(FRAGMENT / 2, FRAGMENT), 0)).isEmpty();
    assertThat(log.all(Effect.FragmentDropped.class))
        .extracting(Effect.FragmentDropped::reason)
        .containsExactly(DropReason.TOO_LATE);
  }

  @Test
  void dropsWhatOverlapsThePublishedEdgeOfItsStream() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source high = source(point, id("h", "e:1"), HIGH);
    deliver(high, HIGH, 0, 0);
    Source low = source(point, id("l", "e:2"), LOW);
    assertThat(low.deliver(LOW.fragmentAt(FRAGMENT / 2, FRAGMENT), 0)).isEmpty();
    assertThat(low.deliver(LOW.fragmentAt(FRAGMENT / 2 + FRAGMENT, FRAGMENT), 0)).isEmpty();
    assertThat(log.all(Effect.FragmentDropped.class))
        .extracting(Effect.FragmentDropped::reason)
        .containsExactly(DropReason.OVERLAP_TIMESTAMP);
  }

  @Test
  void forcesPublicationWhenTooMuchIsHeld() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source source = source(point, id("a", "e:1"), HIGH, LOW);
    for (int i = 0; i < LiveTrack.HELD_COUNT_MAX - 1; i++) {
      deliver(source, HIGH, i, 0);
    }
    assertThat(published(point, HIGH)).isEmpty();
    deliver(source, HIGH, LiveTrack.HELD_COUNT_MAX - 1, 0);
    assertThat(published(point, HIGH)).containsExactly(time(0));
  }

  @Test
  void mergesTwoEncodersIntoOneTimeline() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source one = source(point, id("a", "e:1"), HIGH);
    Source two = source(point, id("a", "e:2"), HIGH);
    deliver(one, HIGH, 0, 0);
    deliver(two, HIGH, 0, 0);
    deliver(two, HIGH, 1, 0);
    one.close(Effect.EndCause.LOST, "reset", SECOND);
    deliver(two, HIGH, 2, 0);
    assertThat(published(point, HIGH)).containsExactly(time(0), time(1), time(2));
    assertThat(point.state()).isEqualTo(PointState.STARTED);
    assertThat(point.sessions()).containsExactly(two.id());
  }

  @Test
  void endsWhenAllSourcesOfAllTracksEnded() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source one = source(point, id("v", "e:1"), HIGH);
    Source two = source(point, id("v", "e:2"), HIGH);
    Source audio = source(point, id("a", "e:3"), AUDIO);
    for (int i = 0; i < 4; i++) {
      deliver(one, HIGH, i, 0);
      deliver(audio, AUDIO, i, 0);
    }
    one.endOfStream(0);
    audio.endOfStream(0);
    assertThat(point.state()).isEqualTo(PointState.STARTED);
    assertThat(published(point, AUDIO)).hasSize(4);
    assertThat(published(point, HIGH)).hasSize(2);
    two.close(Effect.EndCause.LOST, "reset", 0);
    assertThat(point.state()).isEqualTo(PointState.STOPPED);
    assertThat(published(point, HIGH)).hasSize(4);
    PublishedFragment last = (PublishedFragment) find(point, HIGH, 3);
    assertThat(last.head().toHex()).doesNotContain("d4807ef2ca3946958e5426cb9e46a79f");
    assertThat(find(point, HIGH, 4)).isEqualTo(Lookup.Absence.NOWHERE);
    SmoothManifest manifest = manifest(point);
    assertThat(manifest.header().isLive()).isFalse();
    assertThat(manifest.header().durationTicks()).isEqualTo(4 * FRAGMENT);
    assertThat(two.deliver(HIGH.fragment(9), 0).orElseThrow().kind()).isEqualTo(Kind.CONFLICT);
  }

  @Test
  void tellsItsStatesInOrder() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source source = source(point, id("a", "e:1"), HIGH);
    source.endOfStream(0);
    point.command(Target.IDLE, 0);
    assertThat(log.all(Effect.StateChanged.class))
        .extracting(Effect.StateChanged::to)
        .containsExactly(
            PointState.STARTING,
            PointState.STARTED,
            PointState.STOPPING,
            PointState.STOPPED,
            PointState.SHUTTING_DOWN,
            PointState.IDLE);
  }

  @Test
  void stopReleasesWhatIsHeldBack() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source source = source(point, id("a", "e:1"), HIGH);
    deliver(source, HIGH, 0, 0);
    deliver(source, HIGH, 1, 0);
    assertThat(point.command(Target.STOPPED, 0)).isEqualTo(new Commanded.Done(PointState.STOPPED));
    assertThat(published(point, HIGH)).containsExactly(time(0), time(1));
    assertThat(point.state()).isEqualTo(PointState.STOPPED);
  }

  @Test
  void takesNobodyWhileIdleWithoutAutoStart() {
    PublishingPoint point = origin.create(PATH, PointSettings.DEFAULT);
    assertThat(denied(point.open(id("a", "e:1"), 0)).kind()).isEqualTo(Kind.NO_POINT);
    assertThat(point.probe(id("a", "e:1"), 0)).isPresent();
    assertThat(point.state()).isEqualTo(PointState.IDLE);
  }

  @Test
  void startsOnTheFirstRequestWithAutoStart() {
    PublishingPoint point = origin.create(PATH, PointSettings.DEFAULT.withAutoStart(true));
    assertThat(point.probe(id("a", "e:1"), 0)).isEmpty();
    assertThat(point.state()).isEqualTo(PointState.STARTING);
    source(point, id("a", "e:1"), HIGH);
    assertThat(point.state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void refusesTheSameEventAfterTheEnd() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    source(point, id("a", "e:1"), HIGH).endOfStream(0);
    Refusal refusal = denied(point.open(id("a", "e:2"), 0));
    assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refusal.message())
        .isEqualTo("/live/event.isml is Stopped: expected another event id, or auto-restart");
  }

  @Test
  void aNewEventAfterTheEndIsANewRun() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source first = source(point, id("a", "e:1"), HIGH);
    deliver(first, HIGH, 0, 0);
    String oldTag = ((PublishedFragment) find(point, HIGH, 0)).entityTag();
    first.endOfStream(0);
    Source second = admitted(point.open(new SourceId("two", "a", "e:2"), 0));
    assertThat(published(point, HIGH)).as("old run until the announce").hasSize(1);
    assertThat(second.announce(announcement(HIGH), 0)).isEmpty();
    assertThat(published(point, HIGH)).isEmpty();
    deliver(second, HIGH, 0, 0);
    assertThat(((PublishedFragment) find(point, HIGH, 0)).entityTag()).isNotEqualTo(oldTag);
    assertThat(point.view().eventId()).isEqualTo("two");
    assertThat(log.all(Effect.RunStarted.class))
        .containsExactly(new Effect.RunStarted(PATH, 1, ""), new Effect.RunStarted(PATH, 2, "two"));
    assertThat(Slice.concat(point.view().manifest(true)).text(StandardCharsets.UTF_8))
        .contains("Url=\"Events(two)/QualityLevels({bitrate})/Fragments(video={start time})\"");
    assertThat(Slice.concat(point.view().manifest(false)).text(StandardCharsets.UTF_8))
        .contains("Url=\"QualityLevels({bitrate})/Fragments(video={start time})\"");
    assertThat(point.view().manifest(true)).isSameAs(point.view().manifest(true));
  }

  @Test
  void restartsForTheSameEventWhenToldTo() {
    PublishingPoint point =
        started(
            PointSettings.DEFAULT
                .withLookAheadChunks(0)
                .withAutoStart(true)
                .withAutoRestartOnEncoderReconnect(true));
    Source first = source(point, id("a", "e:1"), HIGH);
    deliver(first, HIGH, 50, 0);
    first.endOfStream(0);
    Source second = source(point, id("a", "e:2"), HIGH);
    deliver(second, HIGH, 0, 0);
    assertThat(published(point, HIGH)).containsExactly(time(0));
    assertThat(point.state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void refusesAnotherEventWhileOneRuns() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source first = source(point, id("a", "e:1"), HIGH);
    Refusal refusal = denied(point.open(new SourceId("two", "a", "e:2"), 0));
    assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refusal.message()).isEqualTo("/live/event.isml runs event \"\", came event \"two\"");
    first.close(Effect.EndCause.LOST, "reset", 0);
    assertThat(denied(point.open(new SourceId("two", "a", "e:2"), 0)).kind())
        .isEqualTo(Kind.CONFLICT);
  }

  @Test
  void replacesAnAbandonedEventWhenAutoRestartIsOn() {
    PublishingPoint point =
        started(PointSettings.DEFAULT.withAutoStart(true).withAutoRestartOnEncoderReconnect(true));
    Source first = source(point, id("a", "e:1"), HIGH);
    assertThat(denied(point.open(new SourceId("two", "a", "e:2"), 0)).kind())
        .isEqualTo(Kind.CONFLICT);
    first.close(Effect.EndCause.LOST, "reset", 0);
    Source second = admitted(point.open(new SourceId("two", "a", "e:2"), 0));
    assertThat(second.announce(announcement(HIGH), 0)).isEmpty();
    assertThat(point.view().eventId()).isEqualTo("two");
  }

  @Test
  void twoFirstSourcesOfDifferentEventsMeetAtTheAnnounce() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source one = admitted(point.open(new SourceId("one", "a", "e:1"), 0));
    Source two = admitted(point.open(new SourceId("two", "a", "e:2"), 0));
    assertThat(one.announce(announcement(HIGH), 0)).isEmpty();
    assertThat(two.announce(announcement(HIGH), 0).orElseThrow().kind()).isEqualTo(Kind.CONFLICT);
  }

  @Test
  void waitsForAllStreamsOfAStreamManifest() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source high = admitted(point.open(id("high", "e:1"), 0));
    assertThat(high.announce(new Announcement(List.of(HIGH.info()), List.of("high", "low")), 0))
        .isEmpty();
    assertThat(point.state()).isEqualTo(PointState.STARTING);
    for (int i = 0; i < LiveTrack.HELD_COUNT_MAX + 1; i++) {
      deliver(high, HIGH, i, 0);
    }
    assertThat(published(point, HIGH)).isEmpty();
    assertThat(log.all(Effect.FragmentDropped.class))
        .containsExactly(
            new Effect.FragmentDropped(PATH, HIGH.id(), time(0), DropReason.HELD_BOUND));
    Source low = source(point, id("low", "e:2"), LOW);
    assertThat(point.state()).isEqualTo(PointState.STARTED);
    deliver(low, LOW, 1, 0);
    assertThat(published(point, HIGH)).contains(time(1));
  }

  @Test
  void keepsTheWindowAndAGraceBehindIt() {
    PublishingPoint point =
        started(PointSettings.DEFAULT.withLookAheadChunks(0).withWindowLengthSeconds(10));
    Source source = source(point, id("a", "e:1"), HIGH);
    for (int i = 0; i < 30; i++) {
      deliver(source, HIGH, i, i);
    }
    // Edge at 60 s: window from 50 s; two fragments and 10 s of grace: memory from 36 s.
    assertThat(published(point, HIGH))
        .containsExactly(time(25), time(26), time(27), time(28), time(29));
    assertThat(find(point, HIGH, 18)).isInstanceOf(PublishedFragment.class);
    assertThat(find(point, HIGH, 17)).isEqualTo(Lookup.Absence.GONE);
    assertThat(log.all(Effect.Evicted.class))
        .hasSize(18)
        .last()
        .isEqualTo(new Effect.Evicted(PATH, "video", time(17), Effect.EvictionCause.WINDOW));
    assertThat(manifest(point).header().liveness())
        .isEqualTo(new SmoothManifest.Live(0, 10 * TestTrack.SECOND));
  }

  @Test
  void shrinksTheWindowAtTheBoundOfTheLiveCache() {
    long bytes = PublishedFragment.memoryBytes(HIGH.fragment(0));
    PublishingPoint point =
        started(
            PointSettings.DEFAULT
                .withLookAheadChunks(0)
                .withLimits(new PointSettings.Limits(8, 8, 10_000_000, 20 * bytes)));
    Source source = source(point, id("a", "e:1"), HIGH);
    for (int i = 0; i < 40; i++) {
      deliver(source, HIGH, i, i);
    }
    int heldCount = published(point, HIGH).size();
    assertThat(heldCount).isBetween(10, 19);
    assertThat(published(point, HIGH)).endsWith(time(38), time(39));
    assertThat(log.all(Effect.Evicted.class))
        .hasSize(40 - heldCount)
        .extracting(Effect.Evicted::cause)
        .containsOnly(Effect.EvictionCause.LIVE_CACHE);
    assertThat(manifest(point).header().liveness())
        .isEqualTo(new SmoothManifest.Live(0, heldCount * FRAGMENT));
  }

  @Test
  void dropsHeldFragmentsWhenTheCacheIsTooSmallForThem() {
    PublishingPoint point =
        started(
            PointSettings.DEFAULT.withLimits(new PointSettings.Limits(8, 8, 10_000_000, 5_000)));
    Source source = source(point, id("a", "e:1"), HIGH);
    for (int i = 0; i < 5; i++) {
      deliver(source, HIGH, i, i);
    }
    assertThat(log.all(Effect.FragmentDropped.class))
        .isNotEmpty()
        .extracting(Effect.FragmentDropped::reason)
        .containsOnly(DropReason.HELD_BOUND);
  }

  @Test
  void sparseFragmentsComeOutWhenTheirParentHasReachedThem() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source source = source(point, id("a", "e:1"), HIGH);
    TrackInfo captions = captions("video");
    Source text = admitted(point.open(id("t", "e:2"), 0));
    assertThat(text.announce(new Announcement(List.of(captions), List.of()), 0)).isEmpty();
    TestTrack asFragments = new TestTrack(1, "captions", 1000);
    deliver(text, asFragments, 1, 0);
    assertThat(published(point, asFragments)).isEmpty();
    deliver(source, HIGH, 0, 0);
    assertThat(published(point, asFragments)).isEmpty();
    deliver(source, HIGH, 1, 0);
    assertThat(published(point, asFragments)).containsExactly(time(1));
    deliver(text, asFragments, 30, 0);
    source.endOfStream(0);
    assertThat(point.state()).isEqualTo(PointState.STOPPED);
    assertThat(published(point, asFragments)).containsExactly(time(1), time(30));
  }

  private static TrackInfo captions(String parent) {
    TrackInfo like = new TestTrack(1, "captions", 1000).info();
    return new TrackInfo(
        1,
        new StreamInfo(
            StreamKind.TEXT,
            "captions",
            "CAPT",
            "eng",
            Timescale.SMOOTH,
            new StreamInfo.Sparse(parent, false)),
        like.level());
  }

  @Test
  void sparseFragmentsWithoutAKnownParentComeOutAtOnce() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source text = admitted(point.open(id("t", "e:2"), 0));
    assertThat(text.announce(new Announcement(List.of(captions("nobody")), List.of()), 0))
        .isEmpty();
    TestTrack asFragments = new TestTrack(1, "captions", 1000);
    deliver(text, asFragments, 3, 0);
    assertThat(published(point, asFragments)).containsExactly(time(3));
    text.endOfStream(0);
    assertThat(point.state()).isEqualTo(PointState.STARTED);
  }

  @Test
  void refusesFragmentsThatContradictTheAnnounce() {
    PublishingPoint point = started(PointSettings.DEFAULT);
    Source source = source(point, id("a", "e:1"), HIGH);
    assertThat(source.deliver(LOW.fragment(0), 0))
        .contains(new Refusal(Kind.MALFORMED, "fragment of track_ID 2, announced are [1]"));
    assertThat(source.deliver(HIGH.fragmentAt(0, 0), 0))
        .contains(
            new Refusal(
                Kind.MALFORMED, "fragment of video@2000000 at 0 lasts 0 ticks, expected more"));
  }

  @Test
  void writesJoinedDurationsIntoTheManifest() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source source = source(point, id("a", "e:1"), AUDIO);
    assertThat(source.deliver(AUDIO.fragmentAt(0, 20_053_333), 0)).isEmpty();
    assertThat(source.deliver(AUDIO.fragmentAt(20_053_334, 20_053_333), 0)).isEmpty();
    assertThat(source.deliver(AUDIO.fragmentAt(60_000_000, 20_000_000), 0)).isEmpty();
    assertThat(published(point, AUDIO))
        .containsExactly(
            new FragmentTime(0, 20_053_334),
            new FragmentTime(20_053_334, 20_053_333),
            new FragmentTime(60_000_000, 20_000_000));
    assertThat(log.all(Effect.Gap.class))
        .containsExactly(new Effect.Gap(PATH, AUDIO.id(), 40_106_667, 60_000_000));
  }

  @Test
  void findsTimesAboveTwoToThe53WithinEightTicks() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(1));
    Source source = source(point, id("a", "e:1"), HIGH);
    long epoch = 17_000_000_000_000_000L;
    for (int i = 0; i < 3; i++) {
      assertThat(source.deliver(HIGH.fragmentAt(epoch + i * FRAGMENT, FRAGMENT), 0)).isEmpty();
    }
    Timeline timeline = point.view().timeline("video").orElseThrow();
    assertThat(timeline.find(2_000_000, List.of(), epoch + 8))
        .isInstanceOf(PublishedFragment.class);
    assertThat(timeline.find(2_000_000, List.of(), epoch - 8))
        .isInstanceOf(PublishedFragment.class);
    assertThat(timeline.find(2_000_000, List.of(), epoch + 9)).isEqualTo(Lookup.Absence.NOWHERE);
    assertThat(timeline.find(2_000_000, List.of(), epoch + 2 * FRAGMENT - 3))
        .isEqualTo(Lookup.Absence.SOON);
    assertThat(timeline.find(1, List.of(), epoch)).isEqualTo(Lookup.Absence.NO_TRACK);
    assertThat(timeline.toString()).startsWith("video: 2 published, soon [");
  }

  @Test
  void findsATrackByItsOwnRoundingToo() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source source = source(point, id("a", "e:1"), HIGH, LOW);
    deliver(source, HIGH, 0, 0);
    assertThat(source.deliver(LOW.fragmentAt(7, FRAGMENT), 0)).isEmpty();
    Timeline timeline = point.view().timeline("video").orElseThrow();
    assertThat(timeline.windowTimes()).containsExactly(time(0));
    assertThat(timeline.find(500_000, List.of(), 7)).isInstanceOf(PublishedFragment.class);
    assertThat(timeline.find(500_000, List.of(), 0)).isInstanceOf(PublishedFragment.class);
    assertThat(timeline.find(2_000_000, List.of(), 7)).isEqualTo(Lookup.Absence.NOWHERE);
  }

  @Test
  void movesItsVersionOnlyWhenViewersMaySeeSomethingNew() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(1));
    Source source = source(point, id("a", "e:1"), HIGH);
    long before = point.view().version();
    // HLS and DASH show it already; Smooth Streaming waits for its look-ahead.
    deliver(source, HIGH, 0, 0);
    assertThat(origin.version(PATH)).hasValue(before + 1);
    deliver(source, HIGH, 0, 0);
    assertThat(origin.version(PATH)).hasValue(before + 1);
    deliver(source, HIGH, 1, 0);
    assertThat(origin.version(PATH)).hasValue(before + 2);
    assertThat(log.all(Effect.Moved.class)).last().isEqualTo(new Effect.Moved(PATH, before + 2));
    assertThat(origin.version("/no.isml")).isEmpty();
  }

  @Test
  void boundsItsSessions() {
    PublishingPoint point =
        started(
            PointSettings.DEFAULT.withLimits(new PointSettings.Limits(1, 8, 10_000_000, 1 << 20)));
    Source only = source(point, id("a", "e:1"), HIGH);
    assertThat(denied(point.open(id("b", "e:2"), 0)).kind()).isEqualTo(Kind.LIMIT);
    only.close(Effect.EndCause.FINISHED, "", 0);
    only.close(Effect.EndCause.FINISHED, "", 0);
    assertThat(log.all(Effect.SessionEnded.class)).hasSize(1);
    admitted(point.open(id("b", "e:2"), 0));
  }

  @Test
  void canInsistOnOneSessionPerStreamId() {
    PublishingPoint point = started(PointSettings.DEFAULT.withOneSessionPerStreamId(true));
    source(point, id("a", "e:1"), HIGH);
    assertThat(denied(point.open(id("a", "e:2"), 0)))
        .isEqualTo(
            new Refusal(
                Kind.CONFLICT,
                "/live/event.isml has a session of Streams(a), expected one at a time"));
    admitted(point.open(id("b", "e:2"), 0));
    assertThat(denied(point.open(id("b", "e:2"), 0)).kind()).isEqualTo(Kind.CONFLICT);
  }

  @Test
  void boundsThePoints() {
    Origin small =
        new Origin(
            OriginSettings.DEFAULT.withPointCountMax(1), new WallClock(Instant.EPOCH, 0), log);
    assertThat(small.findOrCreate("/a.isml", PointSettings.DEFAULT)).isPresent();
    assertThat(small.findOrCreate("/a.isml", PointSettings.DEFAULT)).isPresent();
    assertThat(small.findOrCreate("/b.isml", PointSettings.DEFAULT)).isEmpty();
    assertThat(small.isFull()).isTrue();
    assertThat(small.paths()).containsExactly("/a.isml");
    assertThat(small.find("/b.isml")).isEqualTo(Optional.empty());
  }

  @Test
  void takesCodecDataThatIsFoundLater() {
    PublishingPoint point = started(PointSettings.DEFAULT.withLookAheadChunks(0));
    Source source = admitted(point.open(id("a", "e:1"), 0));
    assertThat(source.announce(new Announcement(List.of(HIGH.info(1280, "")), List.of()), 0))
        .isEmpty();
    source.describe(HIGH.info());
    deliver(source, HIGH, 0, 0);
    assertThat(manifest(point).streams().getFirst().levels().getFirst().codecPrivateData())
        .isEqualTo(HIGH.info().level().codecPrivateData());
    source.describe(LOW.info());
    assertThat(Slice.EMPTY.isEmpty()).isTrue();
  }
}
