package org.smoothlab.simulator.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CautiousRuleTest {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final List<Long> LADDER = List.of(250_000L, 800_000L, 2_400_000L);

  private final AbrRule rule = new CautiousRule();

  @Test
  void staysWhereItIsWithoutAnEstimate() {
    AbrRule.Buffer full = new AbrRule.Buffer(30 * SECOND_NANOS, 30 * SECOND_NANOS, 9);

    assertThat(rule.choose(new AbrRule.State(LADDER, 1, full, OptionalLong.empty()))).isEqualTo(1);
  }

  @Test
  void goesUpOneLevelAtATime() {
    assertThat(choose(0, 12, 30, 3, 100_000_000)).isEqualTo(1);
  }

  @Test
  void believesFourFifthsOfTheEstimate() {
    assertThat(choose(0, 20, 30, 3, 999_900)).isZero();
    assertThat(choose(0, 20, 30, 3, 1_000_000)).isEqualTo(1);
  }

  @Test
  void waitsThreeFragmentsBetweenStepsUp() {
    assertThat(choose(0, 20, 30, 2, 100_000_000)).isZero();
  }

  @Test
  void waitsForTheBufferBeforeItGoesUp() {
    assertThat(choose(0, 11, 40, 5, 100_000_000)).isZero();
    assertThat(choose(0, 12, 40, 5, 100_000_000)).isEqualTo(1);
  }

  @Test
  void isContentWithLessBufferNearTheLiveEdge() {
    assertThat(choose(0, 2, 6, 5, 100_000_000)).isZero();
    assertThat(choose(0, 3, 6, 5, 100_000_000)).isEqualTo(1);
  }

  @Test
  void goesDownAtOnceToWhatTheNetworkCarries() {
    assertThat(choose(2, 30, 30, 0, 400_000)).isZero();
  }

  @Test
  void goesDownWhenTheBufferRunsLow() {
    assertThat(choose(2, 1, 6, 1, 100_000_000)).isEqualTo(1);
  }

  private int choose(int current, int aheadSeconds, int maxSeconds, int since, long bps) {
    AbrRule.Buffer buffer =
        new AbrRule.Buffer(aheadSeconds * SECOND_NANOS, maxSeconds * SECOND_NANOS, since);
    return rule.choose(new AbrRule.State(LADDER, current, buffer, OptionalLong.of(bps)));
  }
}
