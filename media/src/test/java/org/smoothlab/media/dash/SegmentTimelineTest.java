package org.smoothlab.media.dash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.dash.SegmentTimeline.Run;

class SegmentTimelineTest {
  @Test
  void isShortWhereDurationsRepeat() {
    SegmentTimeline timeline =
        SegmentTimeline.of(
            List.of(
                new FragmentTime(10, 5),
                new FragmentTime(15, 5),
                new FragmentTime(20, 4),
                new FragmentTime(30, 4),
                new FragmentTime(34, 4)));

    assertThat(timeline.runs())
        .containsExactly(new Run(10, 5, 1), new Run(20, 4, 0), new Run(30, 4, 1));
  }

  @Test
  void isEmptyOfNothing() {
    assertThat(SegmentTimeline.of(List.of()).runs()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void tellsEverySegment(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<FragmentTime> times = new ArrayList<>();
    long ticks = random.nextInt(1000);
    for (int i = 0; i < 100; i++) {
      FragmentTime time = new FragmentTime(ticks, 10 + random.nextInt(2));
      times.add(time);
      ticks = time.endTicks() + (random.nextInt(10) == 0 ? 100 : 0);
    }

    assertThat(SegmentTimeline.of(times).times()).isEqualTo(times);
  }
}
