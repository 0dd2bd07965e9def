package org.smoothlab.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RealSchedulerTest {
  private final RealScheduler scheduler = new RealScheduler("test", 4);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void runsInOrderOfTimeOnOneThread() throws Exception {
    CountDownLatch ran = new CountDownLatch(3);
    long soonNanos = scheduler.nowNanos() + 20_000_000;
    scheduler.at(soonNanos + 1, () -> note("second", ran));
    scheduler.at(soonNanos, () -> note("first", ran));
    scheduler.at(soonNanos + 1, () -> note("third", ran));

    assertThat(ran.await(10, TimeUnit.SECONDS)).as("three tasks within 10 s").isTrue();
    assertThat(done).containsExactly("first on test", "second on test", "third on test");
  }

  @Test
  void makesOtherThreadsWaitForRoom() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(6);
    scheduler.at(0, () -> awaitQuietly(release));
    Thread poster =
        Thread.startVirtualThread(() -> {
          for (int count = 0; count < 6; count++) {
            scheduler.at(0, ran::countDown);
          }
        });

    release.countDown();

    assertThat(ran.await(10, TimeUnit.SECONDS)).as("six tasks through room for four").isTrue();
    assertThat(poster.join(java.time.Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void keepsWhatEndedTheMailbox() throws Exception {
    CountDownLatch thrown = new CountDownLatch(1);
    scheduler.at(
        0,
        () -> {
          thrown.countDown();
          throw new IllegalStateException("broken");
        });

    assertThat(thrown.await(10, TimeUnit.SECONDS)).isTrue();
    scheduler.awaitEnd();
    assertThat(scheduler.failure()).get().extracting(Throwable::getMessage).isEqualTo("broken");
  }

  @Test
  void failsWhenItsOwnThreadSchedulesBeyondTheBound() throws Exception {
    scheduler.at(0, this::scheduleFive);

    scheduler.awaitEnd();

    assertThat(scheduler.failure())
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("more than 4 tasks are waiting");
  }

  @Test
  void forgetsWhatWaitsWhenClosed() throws Exception {
    scheduler.after(3_600_000_000_000L, () -> done.add("in an hour"));

    scheduler.close();
    scheduler.awaitEnd();
    scheduler.at(0, () -> done.add("after the end"));

    assertThat(done).isEmpty();
    assertThat(scheduler.failure()).isEmpty();
  }

  private void scheduleFive() {
    for (int count = 0; count < 5; count++) {
      scheduler.after(3_600_000_000_000L, () -> {});
    }
  }

  private void note(String what, CountDownLatch ran) {
    done.add(what + " on " + Thread.currentThread().getName());
    ran.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
