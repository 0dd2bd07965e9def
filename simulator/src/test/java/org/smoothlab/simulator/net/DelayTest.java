package org.smoothlab.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.time.VirtualScheduler;

class DelayTest {
  private static final long MILLI_NANOS = 1_000_000L;

  @Test
  void spreadsJitterEvenlyOverItsRange() {
    Delay delay = new Delay(10 * MILLI_NANOS, 20 * MILLI_NANOS, 0);

    LongStream drawn = draw(delay, 1000, true);

    assertThat(drawn.boxed().toList())
        .allMatch(nanos -> nanos >= 10 * MILLI_NANOS && nanos <= 30 * MILLI_NANOS)
        .anyMatch(nanos -> nanos < 12 * MILLI_NANOS)
        .anyMatch(nanos -> nanos > 28 * MILLI_NANOS);
  }

  @Test
  void makesLostPiecesLateByARoundTripOrATimeout() {
    // One packet in ten; a timeout is 200 ms at the least.
    Delay delay = new Delay(10 * MILLI_NANOS, 0, 100_000);

    List<Long> running = draw(delay, 10_000, true).boxed().toList();
    List<Long> last = draw(delay, 10_000, false).boxed().toList();

    assertThat(running.stream().filter(nanos -> nanos == 10 * MILLI_NANOS).count())
        .isBetween(8_800L, 9_200L);
    assertThat(running).contains(30 * MILLI_NANOS);
    assertThat(last).contains(210 * MILLI_NANOS).contains(410 * MILLI_NANOS);
  }

  @Test
  void addsUpOverTwoLinks() {
    assertThat(new Delay(1, 2, 100_000).and(new Delay(3, 4, 200_000)))
        .isEqualTo(new Delay(4, 6, 280_000));
  }

  @Test
  void losesNothingAndKeepsTheOrder() {
    VirtualScheduler scheduler = new VirtualScheduler();
    SimNetwork network = new SimNetwork(scheduler, 3);
    network.addLink(
        new Link(
            "radio",
            CapacityTrace.constant(8_000_000),
            CapacityTrace.constant(8_000_000),
            new Delay(5 * MILLI_NANOS, 50 * MILLI_NANOS, 50_000)));
    network.addHost("phone", "radio");
    network.addHost("origin", "radio");
    Slice body = Slice.copyOf(FaultBench.bytes(500_000));
    network.serve(
        "origin",
        (_, _, responder) -> {
          responder.head(200, List.of());
          responder.body(List.of(body));
          responder.end();
          return Node.Body.IGNORED;
        });
    List<Slice> got = new ArrayList<>();
    RecordingListener phone = new RecordingListener(scheduler);
    network.transportOf("phone").call(Request.get(URI.create("http://origin/a")), phone);
    scheduler.runUntil(60_000 * MILLI_NANOS, 1_000_000);
    got.addAll(phone.received);

    assertThat(phone.events).containsExactly("head 200", "completed");
    assertThat(Slice.concat(got)).isEqualTo(body);
    // Without jitter and loss it would take half a second and a little.
    assertThat(phone.doneNanos).isGreaterThan(600 * MILLI_NANOS);
  }

  private static LongStream draw(Delay delay, int count, boolean moreBehind) {
    SplittableRandom random = new SplittableRandom(11);
    return LongStream.generate(() -> delay.drawNanos(1000, moreBehind, random)).limit(count);
  }
}
