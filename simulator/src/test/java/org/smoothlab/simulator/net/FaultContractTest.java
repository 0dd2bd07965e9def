package org.smoothlab.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothlab.media.bytes.Slice;

/** Each fault means the same in the simulated network and in a proxy on sockets. */
@Timeout(30)
class FaultContractTest {
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final long SHORT_NANOS = 150_000_000L;
  private static final Requests ALL = Requests.to("origin");

  // Written down once: the same for ever, in both worlds.
  private static final List<Integer> HIT_BY_SEED_4711 = List.of(3, 6, 8, 11, 12, 15, 16, 18, 19);
  private static final int FIRST_BIT_BY_SEED_99 = 6339;

  private FaultBench bench = new FaultBench.Simulated();

  enum World {
    VIRTUAL,
    SOCKETS
  }

  private void open(World world) throws Exception {
    bench = world == World.VIRTUAL ? new FaultBench.Simulated() : new FaultBench.OnSockets();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  @ParameterizedTest
  @EnumSource
  void passesWhatNoFaultHits(World world) throws Exception {
    open(world);
    bench.apply(new RequestFault.AnswerStatus(ALL.at("/else*"), 500, HOUR_NANOS));
    bench.apply(new RequestFault.AnswerStatus(Requests.to("other"), 500, HOUR_NANOS));
    byte[] body = FaultBench.bytes(70_000);

    assertThat(bench.get("/bytes/70000").body()).isEqualTo(Slice.copyOf(body));
    assertThat(bench.post("/a", body).text()).isEqualTo("70000");
    assertThat(bench.arrived(1)).containsExactly(Slice.copyOf(body));
  }

  @ParameterizedTest
  @EnumSource
  void answersAStatusWithoutAskingTheHost(World world) throws Exception {
    open(world);
    bench.apply(new RequestFault.AnswerStatus(ALL.atMost(3), 503, HOUR_NANOS));

    assertThat(bench.get("/a").status()).isEqualTo(503);
    assertThat(bench.get("/a").status()).isEqualTo(503);
    assertThat(bench.post("/a", FaultBench.bytes(100)).status()).isEqualTo(503);
    assertThat(bench.get("/a").text()).isEqualTo("origin /a 1");
  }

  @ParameterizedTest
  @EnumSource
  void hitsTheShareThatTheSeedSays(World world) throws Exception {
    open(world);
    Requests third = new Requests(Hop.to("origin"), "*", new Requests.Sample(30, 1000, 4711));
    bench.apply(new RequestFault.AnswerStatus(third, 404, HOUR_NANOS));

    List<Integer> hit = new ArrayList<>();
    for (int at = 0; at < 20; at++) {
      if (bench.get("/a").status() == 404) {
        hit.add(at);
      }
    }

    assertThat(hit).isEqualTo(HIT_BY_SEED_4711);
  }

  @ParameterizedTest
  @EnumSource
  void endsByItself(World world) throws Exception {
    open(world);
    bench.apply(new RequestFault.AnswerStatus(ALL, 500, 1));
    long startNanos = bench.nowNanos();
    bench.apply(new Fault.Partition(Pair.of("origin"), SHORT_NANOS));

    // The partition lets nothing through until it ends; the status storm is over by then.
    assertThat(bench.get("/a").status()).isEqualTo(200);
    assertThat(bench.nowNanos() - startNanos).isGreaterThanOrEqualTo(SHORT_NANOS);
  }

  @ParameterizedTest
  @EnumSource
  void givesAnotherAnswer(World world) throws Exception {
    open(world);
    Requests next = ALL.atMost(1);
    bench.apply(new RequestFault.WrongAnswer(next, new Instead.Page(), HOUR_NANOS));
    assertThat(bench.get("/a").text()).contains("<html>");
    bench.apply(new RequestFault.WrongAnswer(next, new Instead.Empty(), HOUR_NANOS));
    assertThat(bench.get("/a")).isEqualTo(new FaultBench.Outcome(200, Slice.EMPTY));
    bench.apply(new RequestFault.WrongAnswer(next, new Instead.Circle(), HOUR_NANOS));
    assertThat(bench.get("/a").status()).isEqualTo(302);
    bench.apply(new RequestFault.WrongAnswer(next, new Instead.Path("/b"), HOUR_NANOS));
    assertThat(bench.get("/a").text()).isEqualTo("origin /b 1");
    bench.apply(new RequestFault.WrongAnswer(next, new Instead.Text("a/b", "no"), HOUR_NANOS));
    assertThat(bench.get("/a").text()).isEqualTo("no");
    assertThat(bench.get("/a").text()).isEqualTo("origin /a 2");
  }

  @ParameterizedTest
  @EnumSource
  void givesAnswersThatAreStale(World world) throws Exception {
    open(world);
    assertThat(bench.get("/x.isml/Manifest").text()).endsWith(" 1");
    bench.apply(new RequestFault.StaleAnswer(ALL.at(Requests.MANIFESTS), HOUR_NANOS));

    assertThat(bench.get("/x.isml/Manifest").text()).endsWith(" 2");
    assertThat(bench.get("/x.isml/Manifest").text()).endsWith(" 2");
    assertThat(bench.get("/y.isml/Manifest").text()).endsWith(" 3");
    assertThat(bench.get("/x.isml/Manifest").text()).endsWith(" 2");
    assertThat(bench.get("/x").text()).endsWith(" 4");
  }

  @ParameterizedTest
  @EnumSource
  void letsAPostArriveTwice(World world) throws Exception {
    open(world);
    bench.apply(new RequestFault.DuplicatedPost(ALL.atMost(1), HOUR_NANOS));
    Slice body = Slice.copyOf(FaultBench.bytes(50_000));

    assertThat(bench.post("/a", body.toByteArray()).text()).isEqualTo("50000");
    assertThat(bench.arrived(2)).containsExactly(body, body);
  }

  @ParameterizedTest
  @EnumSource
  void endsARequestTooEarly(World world) throws Exception {
    open(world);
    bench.apply(new RequestFault.TruncatedBody(ALL, RequestFault.Body.REQUEST, 20_001, HOUR_NANOS));
    byte[] body = FaultBench.bytes(50_000);

    assertThat(bench.post("/a", body).text()).isEqualTo("20001");
    assertThat(bench.arrived(1)).containsExactly(Slice.copyOf(body).slice(0, 20_001));
    assertThat(bench.post("/a", FaultBench.bytes(100)).text()).isEqualTo("100");
  }

  @ParameterizedTest
  @EnumSource
  void endsAnAnswerTooEarly(World world) throws Exception {
    open(world);
    bench.apply(new RequestFault.TruncatedBody(ALL, RequestFault.Body.ANSWER, 20_001, HOUR_NANOS));

    assertThat(bench.get("/bytes/50000"))
        .isEqualTo(
            new FaultBench.Outcome(200, Slice.copyOf(FaultBench.bytes(50_000)).slice(0, 20_001)));
    assertThat(bench.get("/bytes/20001").body().size()).isEqualTo(20_001);
  }

  @ParameterizedTest
  @EnumSource
  void turnsOneBitInEveryStretch(World world) throws Exception {
    open(world);
    Requests next = ALL.atMost(1).seeded(99);
    bench.apply(new RequestFault.CorruptedBody(next, RequestFault.Body.ANSWER, 10_000, HOUR_NANOS));
    bench.apply(
        new RequestFault.CorruptedBody(next, RequestFault.Body.REQUEST, 10_000, HOUR_NANOS));
    byte[] right = FaultBench.bytes(40_000);

    byte[] answer = bench.get("/bytes/40000").body().toByteArray();
    bench.post("/a", right);
    byte[] request = bench.arrived(1).getFirst().toByteArray();

    assertThat(bitsTurned(right, answer, 10_000)).containsExactly(1, 1, 1, 1);
    // The seed decides, not the direction and not the world.
    assertThat(request).isEqualTo(answer);
    assertThat(java.util.Arrays.mismatch(right, answer)).isEqualTo(FIRST_BIT_BY_SEED_99);
  }

  @ParameterizedTest
  @EnumSource
  void letsAPostArriveLate(World world) throws Exception {
    open(world);
    bench.apply(new RequestFault.DelayedPost(ALL, SHORT_NANOS, HOUR_NANOS));
    long startNanos = bench.nowNanos();

    assertThat(bench.post("/a", FaultBench.bytes(50_000)).text()).isEqualTo("50000");
    assertThat(bench.nowNanos() - startNanos).isGreaterThanOrEqualTo(SHORT_NANOS);
  }

  @ParameterizedTest
  @EnumSource
  void leadsNewConnectionsToAnotherHost(World world) throws Exception {
    open(world);
    bench.apply(new Fault.WrongTarget("origin", "other", HOUR_NANOS));

    assertThat(bench.get("/a").text()).isEqualTo("other /a 1");
  }

  @ParameterizedTest
  @EnumSource
  void holdsOpenConnectionsForAWhile(World world) throws Exception {
    open(world);
    bench.get("/a");
    // Time passes by itself on sockets: what passes behind the fault is part of it.
    long startNanos = bench.nowNanos();
    bench.apply(new Fault.Stall(new Pair("ann", "origin"), SHORT_NANOS));

    // The connection of the first request is kept, and stalls.
    assertThat(bench.get("/a").text()).isEqualTo("origin /a 2");
    assertThat(bench.nowNanos() - startNanos).isGreaterThanOrEqualTo(SHORT_NANOS);
  }

  @ParameterizedTest
  @EnumSource
  void resetsAtAByteOfTheBody(World world) throws Exception {
    open(world);
    bench.apply(new Fault.DropConnection("ann", 20_000));

    assertThat(bench.post("/a", FaultBench.bytes(50_000))).isEqualTo(FaultBench.Outcome.FAILED);
    assertThat(bench.post("/a", FaultBench.bytes(50_000)).text()).isEqualTo("50000");
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheCallerWaitingOnAHalfOpenConnection(World world) throws Exception {
    open(world);
    bench.get("/a");
    bench.apply(new Fault.HalfOpen(Pair.of("ann")));

    // The kept connection takes the request and stays silent; the next one is a new connection.
    assertThat(bench.getForAMoment("/a")).isEqualTo(FaultBench.Outcome.FAILED);
    assertThat(bench.get("/a").text()).isEqualTo("origin /a 2");
  }

  @ParameterizedTest
  @EnumSource
  void sendsWithoutEnd(World world) throws Exception {
    open(world);
    bench.apply(new RequestFault.WrongAnswer(ALL.atMost(1), new Instead.Endless(), HOUR_NANOS));

    assertThat(bench.getForAMoment("/a")).isEqualTo(FaultBench.Outcome.FAILED);
    assertThat(bench.get("/a").text()).isEqualTo("origin /a 1");
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhileAHostIsDead(World world) throws Exception {
    open(world);
    bench.apply(new Fault.KillNode("origin", 0, HOUR_NANOS, Fault.Disk.KEPT));

    assertThat(bench.get("/a")).isEqualTo(FaultBench.Outcome.FAILED);
  }

  private static List<Integer> bitsTurned(byte[] right, byte[] wrong, int every) {
    assertThat(wrong).hasSameSizeAs(right);
    List<Integer> counts = new ArrayList<>();
    for (int from = 0; from < right.length; from += every) {
      int count = 0;
      for (int at = from; at < from + every; at++) {
        count += Integer.bitCount((right[at] ^ wrong[at]) & 0xFF);
      }
      counts.add(count);
    }
    return counts;
  }
}
