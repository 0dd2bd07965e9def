package org.smoothlab.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FairShareTest {
  // 8 Mbit/s are one byte per microsecond.
  private static final long MEGABYTE_PER_SECOND_BPS = 8_000_000;

  @Test
  void sharesOneLinkEqually() {
    Pipe shared = pipe(1);
    Flow one = flow(shared);
    Flow other = flow(shared);

    FairShare.assign(List.of(one, other), 0);

    assertThat(microsecondsFor(one, 500)).isEqualTo(1000, within(0.01));
    assertThat(microsecondsFor(other, 500)).isEqualTo(1000, within(0.01));
  }

  @Test
  void givesWhatANarrowLinkCannotTakeToTheOthers() {
    Pipe wide = pipe(8);
    Pipe narrow = pipe(2);
    Flow free = flow(wide);
    Flow held = flow(wide, narrow);

    FairShare.assign(List.of(free, held), 0);

    assertThat(microsecondsFor(free, 600)).isEqualTo(100, within(0.01));
    assertThat(microsecondsFor(held, 200)).isEqualTo(100, within(0.01));
  }

  @Test
  void fillsThreeLinksAsTheTextbookDoes() {
    // A 10 with f1 f2 f3, B 3 with f2 f3, C 1 with f3: f3 gets 1, f2 gets 2, f1 gets 7.
    Pipe first = pipe(10);
    Pipe second = pipe(3);
    Pipe third = pipe(1);
    Flow f1 = flow(first);
    Flow f2 = flow(first, second);
    Flow f3 = flow(first, second, third);

    FairShare.assign(List.of(f1, f2, f3), 0);

    assertThat(microsecondsFor(f1, 700)).isEqualTo(100, within(0.01));
    assertThat(microsecondsFor(f2, 200)).isEqualTo(100, within(0.01));
    assertThat(microsecondsFor(f3, 100)).isEqualTo(100, within(0.01));
  }

  @Test
  void givesAFlowThatIsAloneAllOfItsNarrowestLink() {
    Pipe backbone = new Pipe(CapacityTrace.UNLIMITED);
    Pipe shared = pipe(4);
    Flow alone = flow(backbone, pipe(3));
    Flow one = flow(backbone, shared);
    Flow other = flow(backbone, shared);

    FairShare.assign(List.of(one, alone, other), 0);

    assertThat(microsecondsFor(alone, 300)).isEqualTo(100, within(0.01));
    assertThat(microsecondsFor(one, 200)).isEqualTo(100, within(0.01));
    assertThat(microsecondsFor(other, 200)).isEqualTo(100, within(0.01));
  }

  @Test
  void fillsCrossedLinksBesideOnesThatAreNot() {
    Pipe own = pipe(1);
    Pipe wide = pipe(8);
    Pipe narrow = pipe(2);
    Flow one = flow(own);
    Flow other = flow(own);
    Flow free = flow(wide);
    Flow held = flow(wide, narrow);

    FairShare.assign(List.of(one, free, other, held), 0);

    assertThat(microsecondsFor(one, 50)).isEqualTo(100, within(0.01));
    assertThat(microsecondsFor(other, 50)).isEqualTo(100, within(0.01));
    assertThat(microsecondsFor(free, 600)).isEqualTo(100, within(0.01));
    assertThat(microsecondsFor(held, 200)).isEqualTo(100, within(0.01));
  }

  @Test
  void knowsLinksThatAreNeverFull() {
    Flow flow = flow(new Pipe(CapacityTrace.UNLIMITED));

    FairShare.assign(List.of(flow), 0);

    assertThat(microsecondsFor(flow, 1_000_000)).isZero();
  }

  private static double microsecondsFor(Flow flow, long bytes) {
    flow.add(new Flow.Cargo(bytes, true, _ -> {}, () -> {}));
    return flow.dueInNanos() / 1000.0;
  }

  private static Pipe pipe(long megabytesPerSecond) {
    return new Pipe(CapacityTrace.constant(megabytesPerSecond * MEGABYTE_PER_SECOND_BPS));
  }

  private static Flow flow(Pipe... pipes) {
    return new Flow(List.of(pipes), Delay.constant(0));
  }
}
