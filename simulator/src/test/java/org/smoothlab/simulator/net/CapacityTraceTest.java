package org.smoothlab.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTraceTest {
  private final CapacityTrace trace =
      new CapacityTrace(List.of(new CapacityTrace.Step(10, 1000), new CapacityTrace.Step(5, 200)));

  @Test
  void goesFromStepToStepAndBeginsAgain() {
    assertThat(trace.capacityBps(0)).isEqualTo(1000);
    assertThat(trace.capacityBps(9)).isEqualTo(1000);
    assertThat(trace.capacityBps(10)).isEqualTo(200);
    assertThat(trace.capacityBps(14)).isEqualTo(200);
    assertThat(trace.capacityBps(15)).isEqualTo(1000);
    assertThat(trace.capacityBps(25)).isEqualTo(200);
  }

  @Test
  void tellsTheNextChange() {
    assertThat(trace.nextStepNanos(0)).isEqualTo(10);
    assertThat(trace.nextStepNanos(10)).isEqualTo(15);
    assertThat(trace.nextStepNanos(17)).isEqualTo(25);
  }

  @Test
  void neverChangesWithOneStep() {
    assertThat(CapacityTrace.constant(5).nextStepNanos(77)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> new CapacityTrace(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CapacityTrace.Step(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
