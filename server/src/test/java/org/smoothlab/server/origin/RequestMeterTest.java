package org.smoothlab.server.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestMeterTest {
  private static final long SECOND = 1_000_000_000L;
  private final RequestMeter meter = new RequestMeter();

  @Test
  void countsTheLastFourWholeQuartersOfASecond() {
    for (int i = 0; i < 100; i++) {
      meter.count(10 * SECOND + i * SECOND / 100);
    }
    assertThat(meter.perSecond(10 * SECOND)).isZero();
    assertThat(meter.perSecond(10 * SECOND + SECOND / 2)).isEqualTo(50);
    assertThat(meter.perSecond(11 * SECOND)).isEqualTo(100);
    assertThat(meter.perSecond(11 * SECOND + SECOND / 4)).isEqualTo(75);
    assertThat(meter.perSecond(12 * SECOND)).isZero();
    assertThat(meter.perSecond(1_000 * SECOND)).isZero();
  }

  @Test
  void forgetsOldSecondsHoweverLongItCounts() {
    for (int i = 0; i < 10_000; i++) {
      meter.count(i * SECOND / 10);
    }
    assertThat(meter.perSecond(1_000 * SECOND)).isBetween(9L, 11L);
  }

  @Test
  void takesClocksThatBeginBelowZero() {
    meter.count(-5 * SECOND);
    meter.count(-5 * SECOND);
    assertThat(meter.perSecond(-4 * SECOND)).isEqualTo(2);
  }

  @Test
  void losesNothingToManyThreads() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Thread[] viewers =
        IntStream.range(0, 8)
            .mapToObj(_ -> Thread.ofVirtual().unstarted(() -> count(go, 10_000)))
            .toArray(Thread[]::new);
    for (Thread viewer : viewers) {
      viewer.start();
    }
    go.countDown();
    for (Thread viewer : viewers) {
      viewer.join();
    }
    assertThat(meter.perSecond(8 * SECOND)).isEqualTo(80_000);
  }

  private void count(CountDownLatch go, int requestCount) {
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int i = 0; i < requestCount; i++) {
      meter.count(7 * SECOND);
    }
  }
}
