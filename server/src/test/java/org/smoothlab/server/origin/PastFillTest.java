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
    return LongStream.range(0, 60);
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
}
