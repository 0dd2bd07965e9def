package org.smoothlab.server.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.protocol.Wait;
import org.smoothlab.server.web.HeldRequests.Outcome;

class HeldRequestsTest {
  private static final String POINT = "/live/a.isml";

  private final AtomicLong version = new AtomicLong(7);

  @Test
  void holdsUntilThePointMoves() throws Exception {
    HeldRequests held = new HeldRequests(10, System::nanoTime);
    CountDownLatch parked = new CountDownLatch(1);
    FutureTask<Outcome> request = start(held, inOneMinute(7), parked);
    parked.await();

    version.set(8);
    held.moved(POINT);

    assertThat(request.get(10, SECONDS)).isEqualTo(Outcome.DUE);
    assertThat(held.heldCount()).isZero();
  }

  @Test
  void doesNotHoldWhenThePointMovedBefore() throws Exception {
    HeldRequests held = new HeldRequests(10, System::nanoTime);

    assertThat(held.hold(inOneMinute(6), this::versionOf)).isEqualTo(Outcome.DUE);
  }

  @Test
  void doesNotHoldForAPointThatIsGone() throws Exception {
    HeldRequests held = new HeldRequests(10, System::nanoTime);

    assertThat(held.hold(inOneMinute(7), _ -> OptionalLong.empty())).isEqualTo(Outcome.DUE);
  }

  @Test
  void missesNoMoveBetweenLookingAndParking() throws Exception {
    HeldRequests held = new HeldRequests(10, System::nanoTime);

    // The point moves while the request reads its version: the read is stale, the move must count.
    Outcome outcome =
        held.hold(
            inOneMinute(7),
            point -> {
              version.set(8);
              held.moved(point);
              return OptionalLong.of(7);
            });

    assertThat(outcome).isEqualTo(Outcome.DUE);
  }

  @Test
  void letsGoAtTheDeadline() throws Exception {
    HeldRequests held = new HeldRequests(10, System::nanoTime);
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);

    Outcome outcome = held.hold(new Wait(POINT, 7, deadlineNanos), this::versionOf);

    assertThat(outcome).isEqualTo(Outcome.DUE);
    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(deadlineNanos);
  }

  @Test
  void isNotWokenByOtherPoints() throws Exception {
    HeldRequests held = new HeldRequests(10, System::nanoTime);
    CountDownLatch parked = new CountDownLatch(1);
    FutureTask<Outcome> request = start(held, inOneMinute(7), parked);
    parked.await();

    held.moved("/live/b.isml");
    assertThat(held.heldCount()).isEqualTo(1);

    held.moved(POINT);
    assertThat(request.get(10, SECONDS)).isEqualTo(Outcome.DUE);
  }

  @Test
  void holdsNoMoreThanItsBound() throws Exception {
    HeldRequests held = new HeldRequests(2, System::nanoTime);
    CountDownLatch parked = new CountDownLatch(2);
    List<FutureTask<Outcome>> requests = new ArrayList<>();
    requests.add(start(held, inOneMinute(7), parked));
    requests.add(start(held, inOneMinute(7), parked));
    parked.await();

    assertThat(held.hold(inOneMinute(7), this::versionOf)).isEqualTo(Outcome.NO_ROOM);

    held.moved(POINT);
    assertThat(requests.get(0).get(10, SECONDS)).isEqualTo(Outcome.DUE);
    assertThat(requests.get(1).get(10, SECONDS)).isEqualTo(Outcome.DUE);
  }

  @Test
  void letsEverybodyGoWhenItStopsAndHoldsNobodyThen() throws Exception {
    HeldRequests held = new HeldRequests(10, System::nanoTime);
    CountDownLatch parked = new CountDownLatch(1);
    FutureTask<Outcome> request = start(held, inOneMinute(7), parked);
    parked.await();

    held.stop();

    assertThat(request.get(10, SECONDS)).isEqualTo(Outcome.NO_ROOM);
    assertThat(held.hold(inOneMinute(7), this::versionOf)).isEqualTo(Outcome.NO_ROOM);
  }

  /** Holds a request on a thread of its own; the latch falls when it has read the version. */
  private FutureTask<Outcome> start(HeldRequests held, Wait wait, CountDownLatch parked) {
    FutureTask<Outcome> task =
        new FutureTask<>(() ->
            held.hold(
                wait,
                point -> {
                  OptionalLong now = versionOf(point);
                  parked.countDown();
                  return now;
                }));
    Thread.startVirtualThread(task);
    return task;
  }

  private OptionalLong versionOf(String point) {
    assertThat(point).isEqualTo(POINT);
    return OptionalLong.of(version.get());
  }

  private static Wait inOneMinute(long seenVersion) {
    return new Wait(POINT, seenVersion, System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }
}
