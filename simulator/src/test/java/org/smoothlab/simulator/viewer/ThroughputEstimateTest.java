package org.smoothlab.simulator.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ThroughputEstimateTest {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final ThroughputEstimate estimate = new ThroughputEstimate();

  @Test
  void knowsNothingBeforeTheFirstSample() {
    assertThat(estimate.estimateBps()).isEmpty();

    estimate.add(15_999, SECOND_NANOS);

    assertThat(estimate.estimateBps()).isEmpty();
  }

  @Test
  void isExactForASteadyNetwork() {
    for (int count = 0; count < 10; count++) {
      estimate.add(125_000, SECOND_NANOS);
    }

    assertThat((double) estimate.estimateBps().orElseThrow()).isEqualTo(1e6, within(1.0));
  }

  @Test
  void poolsSmallDownloads() {
    estimate.add(8_000, SECOND_NANOS / 100);
    estimate.add(8_000, SECOND_NANOS / 100 * 3);

    assertThat((double) estimate.estimateBps().orElseThrow()).isEqualTo(3.2e6, within(1.0));
  }

  @Test
  void followsADropFasterThanARise() {
    estimate.add(125_000 * 20, 20 * SECOND_NANOS);
    estimate.add(12_500 * 4, 4 * SECOND_NANOS);
    long afterDropBps = estimate.estimateBps().orElseThrow();
    ThroughputEstimate other = new ThroughputEstimate();
    other.add(12_500 * 20, 20 * SECOND_NANOS);
    other.add(125_000 * 4, 4 * SECOND_NANOS);
    long afterRiseBps = other.estimateBps().orElseThrow();

    // Fast mean: half of 20 s of 1 Mbit/s has been forgotten after 4 s.
    assertThat(afterDropBps).isBetween(500_000L, 560_000L);
    assertThat(afterRiseBps).isBetween(250_000L, 350_000L);
  }

  @Test
  void doesNotBelieveInInfinity() {
    estimate.add(1_000_000, 0);

    assertThat(estimate.estimateBps()).hasValue(800_000_000L);
  }
}
