package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;

/**
 * A point that joined late and is brought the past, beside one that had everything in its turn:
 * viewers must not be able to tell them apart.
 */
class PastFillTest {
  private static final List<TestTrack> TRACKS = List.of(HIGH, LOW, AUDIO);
  private static final long COUNT = 40;
  private static final PointSettings ENDLESS =
      PointSettings.DEFAULT.withAutoStart(true).withWindowLengthSeconds(0);

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  /** A point without an archive, and one source of all tracks. */
  private static final class Late {
    final EffectLog log = new EffectLog();
    final PublishingPoint point;
    final Source source;
    final Source past;

    Late(PointSettings settings) {
      Origin origin =
          new Origin(
              OriginSettings.DEFAULT, new WallClock(Instant.parse("2026-01-01T00:00:00Z"), 0), log);
      point = origin.create("/live/event.isml", settings);
      source = open("live");
      past = open("past");
      assertThat(source.announce(announcement(TRACKS), 0)).isEmpty();
      assertThat(past.announcePast(announcement(TRACKS))).isEmpty();
    }

    private Source open(String remote) {
      return ((Admission.Admitted) point.open(new SourceId("", "a", remote), 0)).source();
    }

    void live(TestTrack track, long index) {
      assertThat(source.deliver(track.fragment(index), index * FRAGMENT * 100)).isEmpty();
    }

    void live(long index) {
      TRACKS.forEach(track -> live(track, index));
    }

    Past past(TestTrack track, long index) {
      return past(track.fragment(index));
    }

    Past past(Fragment fragment) {
      return past.deliverPast(fragment, 0);
    }

    String manifest() {
      return Slice.concat(point.view().manifest(true)).text(StandardCharsets.UTF_8);
    }

    PublishedFragment get(TestTrack track, long index) {
      Lookup found =
          point
              .view()
              .timeline(track.name())
              .orElseThrow()
              .find(track.bitrateBps(), List.of(), index * FRAGMENT);
      assertThat(found).as("%s %d", track, index).isInstanceOf(PublishedFragment.class);
      return (PublishedFragment) found;
    }

    List<FragmentTime> times(TestTrack track) {
      return point.view().timeline(track.name()).orElseThrow().windowTimes();
    }
  }

  private static Announcement announcement(List<TestTrack> tracks) {
    return new Announcement(tracks.stream().map(TestTrack::info).toList(), List.of());
  }

  private static final Late ALL = inItsTurn(COUNT);

  private static Late inItsTurn(long count) {
    Late all = new Late(ENDLESS);
    LongStream.range(0, count).forEach(all::live);
    return all;
  }

  private record Piece(TestTrack track, long index) {}

  /** All that is older than {@code joined}, track by track in random blocks, or in no order. */
  private static List<Piece> pieces(long joined, SplittableRandom random) {
    List<Piece> pieces = new ArrayList<>();
    for (long index = joined - 1; index >= 0; index--) {
      for (TestTrack track : TRACKS) {
        pieces.add(new Piece(track, index));
      }
    }
    int block = random.nextInt(1, 12);
    Random order = new Random(random.nextLong());
    for (int from = 0; from < pieces.size(); from += block) {
      Collections.shuffle(pieces.subList(from, Math.min(pieces.size(), from + block)), order);
    }
    if (random.nextInt(4) == 0) {
      Collections.shuffle(pieces, order);
    }
    return pieces;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void showsWhatOneShowsThatHadEverythingInItsTurn(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long joined = random.nextLong(1, 30);
    Late late = new Late(ENDLESS);
    LongStream.range(joined, joined + 3).forEach(late::live);
    long next = joined + 3;
    for (Piece piece : pieces(joined, random)) {
      assertThat(late.past(piece.track, piece.index)).isEqualTo(new Past.Taken());
      assertThat(late.past(piece.track, piece.index)).isEqualTo(new Past.Known());
      if (next < COUNT && random.nextInt(4) == 0) {
        late.live(next++);
      }
      if (random.nextInt(8) == 0) {
        late.manifest();
      }
    }
    LongStream.range(next, COUNT).forEach(late::live);
    assertThat(late.manifest()).isEqualTo(ALL.manifest());
    for (TestTrack track : TRACKS) {
      assertThat(late.times(track)).isEqualTo(ALL.times(track));
      for (long index = 0; index < COUNT - 2; index++) {
        assertThat(late.get(track, index).payload()).isEqualTo(ALL.get(track, index).payload());
      }
    }
    assertThat(late.point.missing()).isEmpty();
    assertThat(late.log.all(Effect.FragmentDropped.class)).isEmpty();
  }

  @Test
  void announcesWhatFollowsWhenTheNewestComesFirst() {
    Late late = new Late(ENDLESS);
    LongStream.range(20, 23).forEach(late::live);
    for (long index = 19; index >= 0; index--) {
      for (TestTrack track : TRACKS) {
        late.past(track, index);
      }
    }
    late.live(23);
    Late all = inItsTurn(24);
    for (TestTrack track : TRACKS) {
      for (long index = 0; index < 22; index++) {
        assertThat(late.get(track, index).head()).isEqualTo(all.get(track, index).head());
      }
    }
  }

  @Test
  void joinsRoundedTimesAsIfTheyHadComeInTheirTurn() {
    Late late = new Late(ENDLESS);
    Late all = new Late(ENDLESS);
    for (TestTrack track : TRACKS) {
      for (long index = 0; index < 24; index++) {
        assertThat(all.source.deliver(rounded(track, index), 0)).isEmpty();
      }
      for (long index = 20; index < 24; index++) {
        assertThat(late.source.deliver(rounded(track, index), 0)).isEmpty();
      }
    }
    for (TestTrack track : TRACKS) {
      for (long index = 19; index >= 0; index--) {
        assertThat(late.past(rounded(track, index))).isEqualTo(new Past.Taken());
      }
    }
    assertThat(late.manifest()).isEqualTo(all.manifest());
  }

  /** Starts that are a few ticks off the end of the fragment before. */
  private static Fragment rounded(TestTrack track, long index) {
    return track.fragmentAt(index * FRAGMENT + index * 7 % 5, FRAGMENT);
  }

  private static List<Missing> missing(Late late, TestTrack track) {
    return late.point.missing().stream().filter(one -> one.track().equals(track.id())).toList();
  }

  @Test
  void tellsHolesTheNewestFirstAndTakesWhatFillsThem() {
    Late late = new Late(ENDLESS);
    LongStream.of(10, 11, 12, 14, 15, 17, 18, 19, 21).forEach(late::live);
    assertThat(missing(late, HIGH))
        .containsExactly(
            new Missing(HIGH.id(), 20 * FRAGMENT, 21 * FRAGMENT),
            new Missing(HIGH.id(), 16 * FRAGMENT, 17 * FRAGMENT),
            new Missing(HIGH.id(), 13 * FRAGMENT, 14 * FRAGMENT),
            new Missing(HIGH.id(), Missing.BEGINNING, 10 * FRAGMENT));
    for (long index : new long[] {20, 13, 16}) {
      for (TestTrack track : TRACKS) {
        assertThat(late.past(track, index)).isEqualTo(new Past.Taken());
      }
      late.manifest();
    }
    for (long index = 9; index >= 0; index--) {
      for (TestTrack track : TRACKS) {
        assertThat(late.past(track, index)).isEqualTo(new Past.Taken());
      }
    }
    LongStream.range(22, COUNT).forEach(late::live);
    assertThat(late.manifest()).isEqualTo(ALL.manifest());
    assertThat(late.point.missing()).isEmpty();
  }

  /** An encoder began anew at the live edge; its twin is back later, with all it has kept. */
  @ParameterizedTest
  @ValueSource(longs = {8, 9, 10, 11, 12, 15})
  void takesFromALiveSourceWhatFillsAHole(long twinIndex) {
    Late late = new Late(ENDLESS);
    LongStream.range(0, 4).forEach(late::live);
    LongStream.range(8, twinIndex).forEach(late::live);
    Source twin = late.open("twin");
    assertThat(twin.announce(announcement(TRACKS), 0)).isEmpty();
    for (long index = 2; index < twinIndex; index++) {
      for (TestTrack track : TRACKS) {
        assertThat(twin.deliver(track.fragment(index), twinIndex * FRAGMENT * 100)).isEmpty();
      }
    }
    LongStream.range(twinIndex, COUNT).forEach(late::live);
    assertThat(late.manifest()).isEqualTo(ALL.manifest());
    assertThat(late.log.all(Effect.FragmentDropped.class))
        .allMatch(dropped -> dropped.reason() == DropReason.DUPLICATE);
  }

  /** Fragment 3 has announced 4 and 9 when the twin comes: 9 is next, and 5 to 8 come behind it. */
  @Test
  void publishesWhatWasToldNotToBeNextOnlyBehindTheEdge() {
    Late late = new Late(ENDLESS);
    LongStream.of(0, 1, 2, 3, 4, 9).forEach(late::live);
    Source twin = late.open("twin");
    assertThat(twin.announce(announcement(TRACKS), 0)).isEmpty();
    for (TestTrack track : TRACKS) {
      for (long index = 5; index < 9; index++) {
        assertThat(twin.deliver(track.fragment(index), 10 * FRAGMENT * 100)).isEmpty();
      }
    }
    assertThat(late.times(HIGH)).last().isEqualTo(new FragmentTime(3 * FRAGMENT, FRAGMENT));
    late.live(10);
    assertThat(late.times(HIGH)).last().isEqualTo(new FragmentTime(4 * FRAGMENT, FRAGMENT));
    late.live(11);
    assertThat(late.times(HIGH))
        .hasSize(10)
        .last()
        .isEqualTo(new FragmentTime(9 * FRAGMENT, FRAGMENT));
    assertThat(
            late.log.all(Effect.Published.class).stream()
                .filter(published -> published.track().equals(HIGH.id()))
                .map(published -> published.time().startTicks() / FRAGMENT))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 9L, 5L, 6L, 7L, 8L);
  }

  /** An encoder that begins again with its first time brings nothing that is missed. */
  @Test
  void dropsFromALiveSourceWhatIsBeforeAll() {
    Late late = new Late(ENDLESS);
    LongStream.range(10, 14).forEach(late::live);
    late.live(HIGH, 8);
    assertThat(late.log.all(Effect.PastAccepted.class)).isEmpty();
    assertThat(late.log.all(Effect.FragmentDropped.class))
        .singleElement()
        .satisfies(
            dropped -> assertThat(dropped.reason()).isEqualTo(DropReason.NON_INCREASING_TIMESTAMP));
  }

  @Test
  void doesNotAskAgainForWhatNobodyHas() {
    Late late = new Late(ENDLESS);
    LongStream.of(10, 11, 12, 14, 15, 16).forEach(late::live);
    for (TestTrack track : TRACKS) {
      late.past(track, 9);
      late.past.nothingFor(new Missing(track.id(), Missing.BEGINNING, 9 * FRAGMENT));
    }
    assertThat(late.log.all(Effect.PastComplete.class)).isEmpty();
    for (TestTrack track : TRACKS) {
      late.past.nothingFor(new Missing(track.id(), 13 * FRAGMENT, 14 * FRAGMENT));
    }
    assertThat(late.point.missing()).isEmpty();
    assertThat(late.log.all(Effect.PastComplete.class)).hasSize(1);
  }

  @Test
  void leavesWhatViewersWereToldOfDurations() {
    Late late = new Late(ENDLESS);
    LongStream.range(10, 14).forEach(late::live);
    FragmentTime told = new FragmentTime(8 * FRAGMENT + 3, FRAGMENT);
    late.past(HIGH.fragmentAt(told.startTicks(), told.durationTicks()));
    assertThat(late.times(HIGH)).startsWith(told);
    FragmentTime between = new FragmentTime(9 * FRAGMENT + 5, FRAGMENT - 5);
    late.past(HIGH.fragmentAt(between.startTicks(), between.durationTicks()));
    late.past(HIGH.fragmentAt(7 * FRAGMENT, FRAGMENT));
    assertThat(late.times(HIGH))
        .startsWith(new FragmentTime(7 * FRAGMENT, FRAGMENT + 3), told, between);
  }

  @Test
  void takesNoMoreThanTheLiveCacheHolds() {
    PointSettings.Limits limits = new PointSettings.Limits(64, 64, 1_000_000_000L, 120_000);
    Late late = new Late(ENDLESS.withLimits(limits));
    LongStream.range(100, 103).forEach(late::live);
    long index = 99;
    while (late.past(HIGH, index) instanceof Past.Taken) {
      index--;
    }
    assertThat(index).isBetween(50L, 95L);
    assertThat(late.past(HIGH, index))
        .isEqualTo(
            new Past.NotWanted(
                "what starts at " + index * FRAGMENT + " would not fit in the live cache"));
    assertThat(missing(late, HIGH)).isEmpty();
    assertThat(late.log.all(Effect.Evicted.class)).isEmpty();
    late.live(103);
    assertThat(late.log.all(Effect.Evicted.class))
        .isNotEmpty()
        .allMatch(out -> out.time().startTicks() < 100 * FRAGMENT);
    assertThat(late.past(HIGH, index)).isInstanceOf(Past.NotWanted.class);
  }

  @Test
  void takesNoMoreThanTheWindowHolds() {
    Late late = new Late(ENDLESS.withWindowLengthSeconds(60));
    LongStream.range(100, 103).forEach(late::live);
    for (long index = 99; index >= 72; index--) {
      assertThat(late.past(HIGH, index)).isEqualTo(new Past.Taken());
    }
    assertThat(missing(late, HIGH)).hasSize(1);
    assertThat(late.past(HIGH, 71)).isEqualTo(new Past.Taken());
    assertThat(missing(late, HIGH)).isEmpty();
    assertThat(late.past(HIGH, 70))
        .isEqualTo(new Past.NotWanted("what starts at 1400000000 has left the DVR window"));
    assertThat(late.times(HIGH)).hasSize(30);
  }

  @Test
  void leavesToLiveWhatIsNotPast() {
    Late late = new Late(ENDLESS);
    assertThat(late.past(HIGH, 3)).isInstanceOf(Past.NotWanted.class);
    LongStream.range(10, 14).forEach(late::live);
    assertThat(late.past(HIGH, 13)).isEqualTo(new Past.Known());
    assertThat(late.past(HIGH, 14)).isInstanceOf(Past.NotWanted.class);
    assertThat(late.past(HIGH.fragmentAt(9 * FRAGMENT + FRAGMENT / 2, FRAGMENT)))
        .isInstanceOf(Past.NotWanted.class);
    assertThat(late.past(HIGH.fragmentAt(-FRAGMENT, FRAGMENT))).isInstanceOf(Past.Refused.class);
    assertThat(late.log.all(Effect.PastAccepted.class)).isEmpty();
  }

  @Test
  void endsWithTheLiveSourceAlthoughThatOfThePastIsThere() {
    Late late = new Late(ENDLESS);
    LongStream.range(10, 14).forEach(late::live);
    late.source.endOfStream(0);
    assertThat(late.point.state()).isEqualTo(PointState.STOPPED);
    assertThat(late.past(HIGH, 9)).isInstanceOf(Past.Refused.class);
    assertThat(late.point.missing()).isEmpty();
  }
}
