package org.smoothlab.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.time.VirtualScheduler;

class SimNetworkTest {
  private static final long MICROS = 1000;
  private static final long BYTE_PER_MICROSECOND_BPS = 8_000_000;
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final SimNetwork network = new SimNetwork(scheduler);
  private final FakeNode node = new FakeNode();

  /** Answers a GET with as many bytes as its path says; keeps what is uploaded. */
  private static final class FakeNode implements Node {
    final List<String> events = new ArrayList<>();
    long receivedBytes;
    Responder last =
        new Responder() {
          @Override
          public void head(int status, List<Header> headers) {}

          @Override
          public void body(List<Slice> bytes) {}

          @Override
          public void end() {}
        };

    @Override
    public Body open(Request request, String remote, Responder responder) {
      events.add(request.method() + " from " + remote);
      last = responder;
      if (request.method().equals("GET")) {
        int size = Integer.parseInt(request.uri().getPath().substring(1));
        responder.head(200, List.of());
        responder.body(List.of(Slice.copyOf(new byte[size])));
        responder.end();
        return Body.IGNORED;
      }
      return new Upload();
    }

    private final class Upload implements Body {
      @Override
      public void received(Slice arrived) {
        receivedBytes += arrived.size();
      }

      @Override
      public void ended() {
        events.add("ended");
        last.head(200, List.of());
        last.end();
      }

      @Override
      public void lost(String reason) {
        events.add("lost: " + reason);
      }
    }
  }

  @BeforeEach
  void connectHosts() {
    network.addLink(Link.symmetric("backbone", CapacityTrace.UNLIMITED_BPS, 0));
    network.addLink(
        new Link(
            "street",
            CapacityTrace.UNLIMITED,
            CapacityTrace.constant(BYTE_PER_MICROSECOND_BPS),
            0));
    network.addLink(Link.symmetric("far", BYTE_PER_MICROSECOND_BPS, 10_000 * MICROS));
    network.addHost("origin", "backbone");
    network.addHost("ann", "street");
    network.addHost("bob", "street");
    network.addHost("eve", "far");
    network.serve("origin", node);
  }

  @Test
  void takesTheTimeThatTheLinkNeeds() {
    RecordingListener ann = get("ann", 100_000);

    run();

    // Answer head 300 bytes, body 100 000, end 1: at one byte per microsecond.
    assertThat(ann.events).containsExactly("head 200", "completed");
    assertThat(ann.receivedBytes).isEqualTo(100_000);
    assertThat(ann.doneNanos).isEqualTo(100_301 * MICROS);
  }

  @Test
  void addsLatencyForHandshakeRequestAndAnswer() {
    RecordingListener eve = get("eve", 1000);

    run();

    // Handshake 40 bytes and 2 x 10 ms, request 300 bytes and 10 ms, answer 1301 bytes and 10 ms.
    assertThat(eve.doneNanos).isEqualTo((40 + 20_000 + 300 + 10_000 + 1301 + 10_000) * MICROS);
  }

  @Test
  void reusesTheConnectionForTheNextRequest() {
    get("eve", 1000);
    run();
    long secondNanos = scheduler.nowNanos();

    RecordingListener eve = get("eve", 1000);
    run();

    assertThat(eve.doneNanos - secondNanos).isEqualTo((300 + 10_000 + 1301 + 10_000) * MICROS);
    assertThat(node.events).containsExactly("GET from eve:1", "GET from eve:1");
  }

  @Test
  void letsTwoDownloadsShareALink() {
    RecordingListener ann = get("ann", 100_000);
    RecordingListener bob = get("bob", 50_000);

    run();

    // Until bob has his 50 301 bytes each gets half: 100 602 us; ann then has 50 000 left.
    assertThat(bob.doneNanos).isEqualTo(100_602 * MICROS);
    assertThat(ann.doneNanos).isEqualTo(150_602 * MICROS);
  }

  @Test
  void followsTheCapacityTrace() {
    // 1 B/us for 10 ms, 0.5 B/us for 10 ms, again: 15 000 bytes per 20 ms.
    CapacityTrace trace =
        new CapacityTrace(
            List.of(
                new CapacityTrace.Step(10_000 * MICROS, 8_000_000),
                new CapacityTrace.Step(10_000 * MICROS, 4_000_000)));
    network.addLink(new Link("wave", CapacityTrace.UNLIMITED, trace, 0));
    network.addHost("surfer", "wave");

    RecordingListener surfer = get("surfer", 30_000 - 301);
    run();

    assertThat(surfer.doneNanos).isEqualTo(40_000 * MICROS);
  }

  @Test
  void passesSlicesByReference() {
    Slice media = Slice.copyOf(new byte[100]);
    List<Slice> seen = new ArrayList<>();
    network.serve(
        "origin",
        (_, _, responder) -> {
          responder.head(200, List.of());
          responder.body(List.of(media));
          return Node.Body.IGNORED;
        });
    RecordingListener listener = new RecordingListener(scheduler);
    network
        .transportOf("ann")
        .call(
            Request.get(URI.create("http://origin/")),
            new Listener() {
              @Override
              public void head(int status, List<Header> headers) {}

              @Override
              public void bytes(Slice arrived) {
                seen.add(arrived);
              }

              @Override
              public void completed() {}

              @Override
              public void failed(String why) {
                listener.failed(why);
              }
            });

    run();

    assertThat(listener.events).isEmpty();
    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst().memory().heapBase()).isEqualTo(media.memory().heapBase());
  }

  @Test
  void answersEachSendWhenItHasLeft() {
    RecordingListener eve = new RecordingListener(scheduler);
    Call call = post("eve", eve);
    call.send(List.of(Slice.copyOf(new byte[600]), Slice.copyOf(new byte[400])));
    call.send(List.of(Slice.copyOf(new byte[1000])));

    // Handshake 40 + 20 000, head 300, first send 1000.
    scheduler.runUntil((40 + 20_000 + 300 + 1000) * MICROS, 1000);
    assertThat(eve.writableCount).isEqualTo(1);
    call.end();
    run();

    assertThat(eve.writableCount).isEqualTo(2);
    assertThat(node.receivedBytes).isEqualTo(2000);
    assertThat(eve.events).containsExactly("head 200", "completed");
  }

  @Test
  void refusesToQueueWithoutBound() {
    Call call = post("eve", new RecordingListener(scheduler));
    for (int count = 0; count < Call.SENDS_MAX; count++) {
      call.send(List.of(Slice.copyOf((byte) 1)));
    }

    assertThatThrownBy(() -> call.send(List.of(Slice.copyOf((byte) 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("more than 64 unanswered sends");
  }

  @Test
  void dropsAConnectionAfterExactlySoManyBytes() {
    RecordingListener eve = new RecordingListener(scheduler);
    Call call = post("eve", eve);
    call.send(List.of(Slice.copyOf(new byte[50_000])));
    network.apply(new Fault.DropConnection("eve", 33_333));

    run();

    assertThat(node.receivedBytes).isEqualTo(33_333);
    assertThat(node.events).containsExactly("POST from eve:1", "lost: connection dropped");
    assertThat(eve.events).containsExactly("failed: connection dropped");
    // Sent at 1 B/us behind handshake and head; the news travels 10 ms.
    assertThat(eve.doneNanos).isEqualTo((40 + 20_000 + 300 + 33_333 + 10_000) * MICROS);
  }

  @Test
  void dropsAtOnceWhatIsHalfWay() {
    RecordingListener ann = get("ann", 100_000);
    scheduler.runUntil(50_300 * MICROS, 1000);
    network.apply(new Fault.DropConnection("ann", 0));

    run();

    assertThat(ann.receivedBytes).isEqualTo(50_000);
    assertThat(ann.events).containsExactly("head 200", "failed: connection dropped");
  }

  @Test
  void tellsADeadHostNothingAndItsPeersTheLoss() {
    RecordingListener eve = new RecordingListener(scheduler);
    Call call = post("eve", eve);
    call.send(List.of(Slice.copyOf(new byte[50_000])));
    network.apply(new Fault.KillNode("eve", 20_000, 500_000 * MICROS, Fault.Disk.KEPT));

    scheduler.runUntil(400_000 * MICROS, 1000);

    assertThat(network.isDead("eve")).isTrue();
    assertThat(eve.events).isEmpty();
    assertThat(node.receivedBytes).isEqualTo(20_000);
    assertThat(node.events).containsExactly("POST from eve:1", "lost: eve died");
    assertThat(callNow("eve").events).containsExactly("failed: eve is down");
    run();
    assertThat(network.isDead("eve")).isFalse();
  }

  @Test
  void refusesConnectionsToADeadHost() {
    network.apply(new Fault.KillNode("origin", 0, 1000 * MICROS, Fault.Disk.KEPT));
    RecordingListener early = get("eve", 1);
    run();
    RecordingListener late = get("eve", 1);
    run();

    assertThat(early.events).containsExactly("head 200", "completed");
    assertThat(late.events).containsExactly("head 200", "completed");
    network.apply(new Fault.KillNode("origin", 0, HOUR_NANOS, Fault.Disk.KEPT));
    RecordingListener refused = get("eve", 1);
    run();
    assertThat(refused.events).containsExactly("failed: connection refused by origin");
  }

  @Test
  void doesNotCallADeadHostOnAConnectionWhoseLastAnswerWasUnderWay() {
    RecordingListener last = get("eve", 1000);
    // All of the answer has left the origin and is on its way to eve.
    scheduler.runUntil((40 + 20_000 + 300 + 10_000 + 1301 + 5_000) * MICROS, 1000);
    network.apply(new Fault.KillNode("origin", 0, HOUR_NANOS, Fault.Disk.KEPT));
    scheduler.runUntil(scheduler.nowNanos() + 6_000 * MICROS, 1000);
    assertThat(last.events).containsExactly("head 200", "completed");

    RecordingListener next = get("eve", 1);
    scheduler.runUntil(scheduler.nowNanos() + 40_000 * MICROS, 1000);

    assertThat(next.events).containsExactly("failed: connection refused by origin");
  }

  @Test
  void holdsEverythingBackDuringAPartition() {
    RecordingListener ann = get("ann", 100_000);
    scheduler.runUntil(40_000 * MICROS, 1000);
    network.apply(new Fault.Partition(Pair.of("ann"), 1_000_000 * MICROS));

    run();

    assertThat(ann.events).containsExactly("head 200", "completed");
    assertThat(ann.doneNanos).isEqualTo((100_301 + 1_000_000) * MICROS);
  }

  @Test
  void slowsALinkForAWhile() {
    RecordingListener ann = get("ann", 100_000);
    scheduler.runUntil(40_000 * MICROS, 1000);
    network.apply(new Fault.SlowLink("street", BYTE_PER_MICROSECOND_BPS / 4, 20_000 * MICROS));

    run();

    // For 20 ms only 5 000 bytes pass instead of 20 000.
    assertThat(ann.doneNanos).isEqualTo((100_301 + 15_000) * MICROS);
  }

  @Test
  void endsACallThatIsRefusedWhileItSends() {
    network.serve(
        "origin",
        (_, _, responder) -> {
          responder.head(404, List.of());
          responder.end();
          return Node.Body.IGNORED;
        });
    RecordingListener eve = new RecordingListener(scheduler);
    Call call = post("eve", eve);
    call.send(List.of(Slice.copyOf(new byte[1_000_000])));

    run();
    call.send(List.of(Slice.copyOf((byte) 1)));

    assertThat(eve.events).containsExactly("head 404", "completed");
  }

  @Test
  void tellsTheNodeThatTheCallerGaveUp() {
    RecordingListener eve = new RecordingListener(scheduler);
    Call call = post("eve", eve);
    scheduler.runUntil(100_000 * MICROS, 1000);
    call.cancel();

    run();

    assertThat(eve.events).isEmpty();
    assertThat(node.events).containsExactly("POST from eve:1", "lost: canceled by eve");
  }

  @Test
  void failsForAHostThatIsNotThere() {
    RecordingListener ann = new RecordingListener(scheduler);
    network.transportOf("ann").call(Request.get(URI.create("http://nowhere/")), ann);

    assertThat(ann.events).isEmpty();
    run();
    assertThat(ann.events).containsExactly("failed: unknown host nowhere");
  }

  private RecordingListener callNow(String host) {
    RecordingListener listener = get(host, 1);
    scheduler.runUntil(scheduler.nowNanos(), 100);
    return listener;
  }

  private RecordingListener get(String host, int size) {
    RecordingListener listener = new RecordingListener(scheduler);
    network.transportOf(host).call(Request.get(URI.create("http://origin/" + size)), listener);
    return listener;
  }

  private Call post(String host, RecordingListener listener) {
    return network
        .transportOf(host)
        .call(new Request("POST", URI.create("http://origin/x"), List.of(), true), listener);
  }

  private void run() {
    scheduler.runUntil(scheduler.nowNanos() + HOUR_NANOS / 2, 100_000);
  }
}
