package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.FragmentTime;

class CoverageTest {
  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void knowsWhatWasThereAndWhatWasNot(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Coverage coverage = new Coverage();
    BitSet model = new BitSet();
    for (int step = 0; step < 60; step++) {
      int start = random.nextInt(200);
      int end = start + random.nextInt(1, 9);
      assertThat(coverage.overlaps(start, end)).isEqualTo(!model.get(start, end).isEmpty());
      assertThat(coverage.contains(start, end)).isEqualTo(model.nextClearBit(start) >= end);
      coverage.add(new FragmentTime(start, end - start), 0);
      model.set(start, end);
      assertThat(coverage.oldestTicks()).isEqualTo(model.nextSetBit(0));
      assertThat(
              coverage.holes().stream().mapToLong(hole -> hole.toTicks() - hole.fromTicks()).sum())
          .isEqualTo(model.length() - model.nextSetBit(0) - model.cardinality());
    }
    assertThat(coverage.holes())
        .isSortedAccordingTo((a, b) -> Long.compare(b.fromTicks(), a.fromTicks()));
  }

  @Test
  void forgetsTheOldestHoleAtItsBound() {
    Coverage coverage = new Coverage();
    for (long span = 0; span < Coverage.SPAN_COUNT_MAX; span++) {
      coverage.add(new FragmentTime(span * 10, 5), 2);
    }
    assertThat(coverage.holes()).hasSize(Coverage.SPAN_COUNT_MAX - 1);
    assertThat(coverage.overlaps(5, 10)).isFalse();
    coverage.add(new FragmentTime(Coverage.SPAN_COUNT_MAX * 10L, 5), 2);
    assertThat(coverage.holes()).hasSize(Coverage.SPAN_COUNT_MAX - 1);
    assertThat(coverage.contains(0, 15)).isTrue();
  }
}
