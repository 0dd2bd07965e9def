package org.smoothlab.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {
  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final List<String> done = new ArrayList<>();

  @Test
  void runsInOrderOfTimeAndBreaksTiesByCreation() {
    scheduler.at(20, () -> done.add("later"));
    scheduler.at(10, () -> done.add("first of two"));
    scheduler.at(10, () -> done.add("second of two"));

    scheduler.runUntil(20, 10);

    assertThat(done).containsExactly("first of two", "second of two", "later");
  }

  @Test
  void setsTheClockToEachTaskAndThenToTheEnd() {
    List<Long> seen = new ArrayList<>();
    scheduler.at(7, () -> seen.add(scheduler.nowNanos()));

    scheduler.runUntil(100, 10);

    assertThat(seen).containsExactly(7L);
    assertThat(scheduler.nowNanos()).isEqualTo(100);
  }

  @Test
  void leavesWhatIsDueAfterTheEnd() {
    scheduler.at(101, () -> done.add("too late"));

    scheduler.runUntil(100, 10);

    assertThat(done).isEmpty();
    scheduler.runUntil(101, 10);
    assertThat(done).containsExactly("too late");
  }

  @Test
  void takesATimeThatHasPassedAsNow() {
    scheduler.runUntil(50, 1);
    scheduler.at(10, () -> done.add("now " + scheduler.nowNanos()));

    scheduler.runUntil(50, 1);

    assertThat(done).containsExactly("now 50");
  }

  @Test
  void doesNotRunWhatWasCanceled() {
    Task task = scheduler.at(10, () -> done.add("canceled"));
    task.cancel();

    scheduler.runUntil(100, 10);

    assertThat(done).isEmpty();
    assertThat(scheduler.eventCount()).isZero();
  }

  @Test
  void checksAfterEveryTask() {
    scheduler.at(1, () -> done.add("one"));
    scheduler.at(2, () -> done.add("two"));

    scheduler.runUntil(10, 10, () -> done.add("checked"));

    assertThat(done).containsExactly("one", "checked", "two", "checked");
  }

  @Test
  void refusesARunThatNeverEnds() {
    scheduler.at(5, this::again);

    assertThatThrownBy(() -> scheduler.runUntil(10, 1000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("more than 1000 events, virtual time 5 ns");
  }

  private void again() {
    scheduler.at(scheduler.nowNanos(), this::again);
  }
}
