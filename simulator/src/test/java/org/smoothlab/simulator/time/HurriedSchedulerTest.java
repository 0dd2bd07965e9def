package org.smoothlab.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HurriedSchedulerTest {
  private final VirtualScheduler slow = new VirtualScheduler();

  @Test
  void runsTenTimesAsFastFromNowOn() {
    slow.runUntil(1000, 1);
    Scheduler fast = new HurriedScheduler(slow, 10);
    List<Long> slowNanos = new ArrayList<>();
    fast.at(500, () -> slowNanos.add(slow.nowNanos()));

    slow.runUntil(2000, 10);

    assertThat(slowNanos).containsExactly(1050L);
    assertThat(fast.nowNanos()).isEqualTo(10_000);
  }

  @Test
  void isNeverEarly() {
    Scheduler fast = new HurriedScheduler(slow, 10);
    List<Long> fastNanos = new ArrayList<>();
    fast.at(501, () -> fastNanos.add(fast.nowNanos()));

    slow.runUntil(1000, 10);

    assertThat(fastNanos).containsExactly(510L);
  }

  @Test
  void refusesToStandOrToGoBack() {
    assertThatThrownBy(() -> new HurriedScheduler(slow, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("factor out of 1..1000: 0");
  }
}
