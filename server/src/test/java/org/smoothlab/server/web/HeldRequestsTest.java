package org.smoothlab.server.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.protocol.Exchange;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Wait;
import org.smoothlab.server.web.HeldRequests.Outcome;

class HeldRequestsTest {
  private static final String POINT = "/live/a.isml";

  private final AtomicLong version = new AtomicLong(7);
  private final AtomicLong ready = new AtomicLong(8);
  private final AtomicInteger askedCount = new AtomicInteger();
  private final HeldRequests held = holding(10);

  @Test
  void holdsUntilThePointMoves() throws Exception {
    Guest guest = new Guest();
    assertThat(held.hold(guest, inOneMinute("a"), this::versionOf)).isEqualTo(Outcome.HELD);
    assertThat(held.heldCount()).isEqualTo(1);

    move();

    assertThat(guest.went()).isEqualTo("answered at 8");
    assertThat(held.heldCount()).isZero();
  }

  @Test
  void doesNotHoldWhenThePointMovedBefore() {
    Wait old = new Wait(POINT, 6, "a", inOneMinute("a").deadlineNanos());

    assertThat(held.hold(new Guest(), old, this::versionOf)).isEqualTo(Outcome.DUE);
    assertThat(held.heldCount()).isZero();
  }

  @Test
  void doesNotHoldForAPointThatIsGone() {
    assertThat(held.hold(new Guest(), inOneMinute("a"), _ -> OptionalLong.empty()))
        .isEqualTo(Outcome.DUE);
  }

  @Test
  void missesNoMoveBetweenLookingAndHolding() throws Exception {
    Guest guest = new Guest();

    // The point moves while the request reads its version: the read is stale, the move must count.
    Outcome outcome =
        held.hold(
            guest,
            inOneMinute("a"),
            point -> {
              version.set(8);
              held.moved(point);
              return OptionalLong.of(7);
            });

    assertThat(outcome).isEqualTo(Outcome.HELD);
    assertThat(guest.went()).isEqualTo("answered at 8");
  }

  @Test
  void staysHeldThroughMovesThatBringNothing() throws Exception {
    ready.set(10);
    Guest guest = new Guest();
    held.hold(guest, inOneMinute("a"), this::versionOf);

    move();
    move();
    move();

    assertThat(guest.went()).isEqualTo("answered at 10");
  }

  @Test
  void asksForOneOfAllWhoWaitForTheSame() throws Exception {
    ready.set(9);
    List<Guest> guests = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      guests.add(new Guest());
      held.hold(guests.get(i), inOneMinute("a"), this::versionOf);
    }

    move();
    guests.getFirst().asked.acquire();
    move();

    for (Guest guest : guests) {
      assertThat(guest.went()).isEqualTo("answered at 9");
    }
    // One at the first move; all at the second.
    assertThat(askedCount).hasValue(11);
    assertThat(held.heldCount()).isZero();
  }

  @Test
  void asksForEachThingThatIsWaitedFor() throws Exception {
    ready.set(Long.MAX_VALUE);
    Guest never = new Guest();
    Guest soon = new Guest(8);
    held.hold(never, inOneMinute("never"), this::versionOf);
    held.hold(soon, inOneMinute("soon"), this::versionOf);

    move();

    assertThat(soon.went()).isEqualTo("answered at 8");
    assertThat(held.heldCount()).isEqualTo(1);
  }

  @Test
  void letsGoAtTheDeadline() throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
    Guest patient = new Guest();
    Guest hasty = new Guest();
    held.hold(patient, inOneMinute("a"), this::versionOf);
    held.hold(hasty, inOneMinute("a").until(deadlineNanos), this::versionOf);

    assertThat(hasty.went()).isEqualTo("refused at 7");
    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(deadlineNanos);
    assertThat(held.heldCount()).isEqualTo(1);
  }

  @Test
  void isNotAskedWhenOtherPointsMove() throws Exception {
    Guest guest = new Guest();
    held.hold(guest, inOneMinute("a"), this::versionOf);

    held.moved("/live/b.isml");
    assertThat(held.heldCount()).isEqualTo(1);

    move();
    assertThat(guest.went()).isEqualTo("answered at 8");
  }

  @Test
  void holdsNoMoreThanItsBound() throws Exception {
    HeldRequests two = holding(2);
    List<Guest> guests = List.of(new Guest(), new Guest());
    guests.forEach(guest -> two.hold(guest, inOneMinute("a"), this::versionOf));

    assertThat(two.hold(new Guest(), inOneMinute("a"), this::versionOf)).isEqualTo(Outcome.NO_ROOM);

    version.set(8);
    two.moved(POINT);
    for (Guest guest : guests) {
      assertThat(guest.went()).isEqualTo("answered at 8");
    }
  }

  @Test
  void letsEverybodyGoWhenItStopsAndHoldsNobodyThen() throws Exception {
    Guest guest = new Guest();
    held.hold(guest, inOneMinute("a"), this::versionOf);

    held.stop();

    assertThat(guest.went()).isEqualTo("sent away at 7");
    assertThat(held.hold(new Guest(), inOneMinute("a"), this::versionOf))
        .isEqualTo(Outcome.NO_ROOM);
  }

  @Test
  void forgetsWhoGoesAway() throws Exception {
    Guest guest = new Guest();
    held.hold(guest, inOneMinute("a"), this::versionOf);

    held.gone(guest, new IllegalStateException("reset"));

    assertThat(guest.went()).isEqualTo("gone: reset");
    assertThat(held.heldCount()).isZero();
  }

  @Test
  void forgetsWhoWentAwayBeforeItWasHeld() throws Exception {
    Guest guest = new Guest();
    held.gone(guest, new IllegalStateException("reset"));

    assertThat(held.hold(guest, inOneMinute("a"), this::versionOf)).isEqualTo(Outcome.HELD);

    assertThat(guest.went()).isEqualTo("gone: reset");
    assertThat(held.heldCount()).isZero();
  }

  @Test
  void tellsEverybodyWhoWaitsForTheSameWhatBroke() throws Exception {
    ready.set(-1);
    List<Guest> guests = List.of(new Guest(), new Guest());
    guests.forEach(guest -> held.hold(guest, inOneMinute("a"), this::versionOf));

    move();

    for (Guest guest : guests) {
      assertThat(guest.went()).isEqualTo("broken: asked at 8");
    }
  }

  /** A request, and how it went on. */
  private final class Guest extends HeldQueue.Held {
    private final Semaphore asked = new Semaphore(0);
    private final CompletableFuture<String> went = new CompletableFuture<>();
    private final long readyAt;

    Guest() {
      this(ready.get());
    }

    Guest(long readyAt) {
      this.readyAt = readyAt;
    }

    String went() throws Exception {
      return went.get(10, SECONDS);
    }

    @Override
    Exchange reopen(Wait wait) {
      long now = version.get();
      askedCount.incrementAndGet();
      asked.release();
      if (readyAt < 0) {
        throw new IllegalStateException("asked at " + now);
      }
      if (now >= readyAt) {
        return reply("answered at " + now);
      }
      return System.nanoTime() - wait.deadlineNanos() < 0
          ? new Wait(POINT, now, wait.what(), wait.deadlineNanos())
          : reply("refused at " + now);
    }

    @Override
    Exchange openWithoutWaiting() {
      return reply("sent away at " + version.get());
    }

    @Override
    void carryOn(Supplier<Exchange> next) {
      try {
        went.complete(((Reply) next.get()).header("Went").orElseThrow());
      } catch (RuntimeException e) {
        went.complete("broken: " + e.getMessage());
      }
    }

    @Override
    void abandon(Throwable failure) {
      went.complete("gone: " + failure.getMessage());
    }

    private static Reply reply(String how) {
      return new Reply(200, List.of(new Header("Went", how)), List.of(), false);
    }
  }

  private void move() {
    version.incrementAndGet();
    held.moved(POINT);
  }

  private static HeldRequests holding(int heldRequestsMax) {
    return new HeldRequests(heldRequestsMax, System::nanoTime, Thread::startVirtualThread);
  }

  private OptionalLong versionOf(String point) {
    assertThat(point).isEqualTo(POINT);
    return OptionalLong.of(version.get());
  }

  private static Wait inOneMinute(String what) {
    return new Wait(POINT, 7, what, System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }
}
