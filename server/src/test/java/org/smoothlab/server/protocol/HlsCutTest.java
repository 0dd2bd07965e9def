package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.server.protocol.HlsCut.Segment;

class HlsCutTest {
  private static final long SECOND = 10_000_000;
  private final HlsCut cut = new HlsCut(Timescale.SMOOTH, 6);

  private static FragmentTime fragment(double startSeconds, double seconds) {
    return new FragmentTime(Math.round(startSeconds * SECOND), Math.round(seconds * SECOND));
  }

  private static List<FragmentTime> twoSeconds(long from, long to) {
    return LongStream.range(from, to).mapToObj(index -> fragment(2.0 * index, 2)).toList();
  }

  /** As a playlist has them. */
  private List<Segment> told(List<FragmentTime> times, boolean isFromBegin) {
    boolean lacks = !isFromBegin && cut.lacksBegin(times.getFirst());
    return cut.cut(times, false).stream()
        .dropWhile(segment -> segment.isGap() || (lacks && segment.from() == 0))
        .toList();
  }

  @Test
  void cutsWhereFragmentsMeetTheGrid() {
    assertThat(cut.cut(twoSeconds(0, 7), false))
        .containsExactly(
            new Segment(0, fragment(0, 6), 0, 3), new Segment(1, fragment(6, 6), 3, 6));
    assertThat(cut.cut(twoSeconds(0, 7), true))
        .last()
        .isEqualTo(new Segment(2, fragment(12, 2), 6, 7));
  }

  @Test
  void showsNoSegmentWhoseBeginHasLeft() {
    assertThat(told(twoSeconds(1, 7), false)).containsExactly(new Segment(1, fragment(6, 6), 2, 5));
    assertThat(cut.cut(twoSeconds(1, 7), false))
        .first()
        .isEqualTo(new Segment(0, fragment(2, 4), 0, 2));
  }

  @Test
  void cutsFragmentsThatDoNotFitBehindTheLine() {
    List<FragmentTime> audio = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      audio.add(fragment(2.048 * index, 2.048));
    }
    assertThat(cut.cut(audio, false))
        .containsExactly(
            new Segment(0, fragment(0, 6.144), 0, 3), new Segment(1, fragment(6.144, 6.144), 3, 6));
    assertThat(cut.targetSeconds(Math.round(2.048 * SECOND))).isEqualTo(6);
  }

  @Test
  void takesRoundingForTheLine() {
    List<FragmentTime> rounded =
        List.of(fragment(0, 3), new FragmentTime(3 * SECOND, 3 * SECOND - 3), fragment(6, 6));
    assertThat(cut.cut(rounded.subList(0, 2), false)).hasSize(1);
    List<FragmentTime> early =
        List.of(fragment(0, 6), new FragmentTime(6 * SECOND - 3, 6 * SECOND));
    assertThat(cut.cut(early, false)).extracting(Segment::number).containsExactly(0L, 1L);
  }

  @Test
  void tellsOfGapsWithTheirTime() {
    List<FragmentTime> holed =
        List.of(fragment(0, 2), fragment(2, 2), fragment(22, 2), fragment(24, 2), fragment(28, 2));
    assertThat(cut.cut(holed, false))
        .containsExactly(
            // What lacks its end goes on to the line, what lacks its begin is told from the line.
            new Segment(0, fragment(0, 6), 0, 2),
            new Segment(1, fragment(6, 6), 2, 2),
            new Segment(2, fragment(12, 6), 2, 2),
            new Segment(3, fragment(18, 6), 2, 3),
            new Segment(4, fragment(24, 6), 3, 5));
  }

  @Test
  void beginsAnewBehindALongHole() {
    List<FragmentTime> holed = List.of(fragment(0, 6), fragment(600_000, 6));
    assertThat(cut.cut(holed, false))
        .containsExactly(new Segment(100_000, fragment(600_000, 6), 1, 2));
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** A live window over fragments with holes: what was told once stays, and nothing overlaps. */
  @ParameterizedTest
  @MethodSource("seeds")
  void neverChangesWhatItTold(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<FragmentTime> all = new ArrayList<>();
    long durationTicks = random.nextLong(SECOND / 2, 5 * SECOND);
    long startTicks = random.nextLong(20) * SECOND;
    for (int index = 0; index < 60; index++) {
      all.add(new FragmentTime(startTicks, durationTicks));
      startTicks += durationTicks;
      startTicks += random.nextInt(6) == 0 ? random.nextLong(30 * SECOND) : random.nextLong(3);
    }
    Map<Long, Segment> told = new HashMap<>();
    long firstNumber = 0;
    int from = 0;
    for (int to = 1; to <= all.size(); to++) {
      from = Math.max(from, to - random.nextInt(15, 30));
      List<Segment> segments = told(all.subList(from, to), from == 0);
      for (int index = 0; index < segments.size(); index++) {
        Segment segment = segments.get(index);
        Segment absolute =
            new Segment(
                segment.number(), segment.time(), segment.from() + from, segment.to() + from);
        assertThat(told.getOrDefault(segment.number(), absolute)).isEqualTo(absolute);
        told.put(segment.number(), absolute);
        if (index > 0) {
          assertThat(segment.number()).isEqualTo(segments.get(index - 1).number() + 1);
          // A hole behind a line, shorter than a fragment, is no gap.
          assertThat(segment.time().startTicks())
              .isBetween(
                  segments.get(index - 1).time().endTicks(),
                  segments.get(index - 1).time().endTicks() + durationTicks + 100);
        }
        assertThat(segment.time().durationTicks())
            .isLessThanOrEqualTo(6 * SECOND + durationTicks + 100);
      }
      if (!segments.isEmpty()) {
        assertThat(segments.getFirst().isGap()).isFalse();
        assertThat(segments.getFirst().number()).isGreaterThanOrEqualTo(firstNumber);
        firstNumber = segments.getFirst().number();
      }
    }
    assertThat(told).hasSizeGreaterThan(5);
  }
}
