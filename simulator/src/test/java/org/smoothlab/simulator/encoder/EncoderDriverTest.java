package org.smoothlab.simulator.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.Link;
import org.smoothlab.simulator.net.Node;
import org.smoothlab.simulator.net.Request;
import org.smoothlab.simulator.net.SimNetwork;
import org.smoothlab.simulator.time.VirtualScheduler;

class EncoderDriverTest {
  private static final long SECOND = 1_000_000_000;

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final SimNetwork network = new SimNetwork(scheduler);
  private final Receiver receiver = new Receiver();
  private final List<EncoderReport> reports = new ArrayList<>();

  @Test
  void carriesTheWholeBroadcastAndItsAnswer() {
    EncoderPlan plan = plan(3);
    driver(plan, 10_000_000).start();
    scheduler.runUntil(20 * SECOND, 1_000_000);

    FakeServer expected = new FakeServer(plan).start().until(20 * SECOND);
    assertThat(receiver.requests)
        .extracting(request -> request.method() + " " + request.uri())
        .containsExactly(
            "POST http://origin/live.isml/Streams(encoder)",
            "POST http://origin/live.isml/Streams(encoder)");
    assertThat(receiver.bodies.getLast()).isEqualTo(expected.posts().getFirst().body());
    assertThat(reports).last().isEqualTo(new EncoderReport.Ended("encoder", 200));
  }

  @Test
  void tellsWhatTheServerSaidWhenItRefuses() {
    receiver.refusal = Optional.of(403);
    driver(plan(3), 10_000_000).start();
    scheduler.runUntil(20 * SECOND, 1_000_000);
    assertThat(reports).containsExactly(new EncoderReport.Refused("encoder", 403, "no entry"));
  }

  @Test
  void fallsBehindOnALinkThatIsTooSlowAndStillSendsEverything() {
    // 345 kb/s of media over 150 kb/s.
    EncoderPlan plan = plan(3);
    driver(plan, 150_000).start();
    scheduler.runUntil(60 * SECOND, 1_000_000);
    FakeServer expected = new FakeServer(plan).start().until(20 * SECOND);
    assertThat(receiver.bodies.getLast()).isEqualTo(expected.posts().getFirst().body());
    assertThat(receiver.endedNanos).isGreaterThan(8 * SECOND);
  }

  @Test
  void stopsOnDemandAndWithAPowerCut() {
    EncoderDriver stopped = driver(plan(1000), 10_000_000);
    stopped.start();
    scheduler.runUntil(5 * SECOND, 1_000_000);
    stopped.stop();
    scheduler.runUntil(6 * SECOND, 1_000_000);
    assertThat(reports).last().isEqualTo(new EncoderReport.Ended("encoder", 200));

    EncoderDriver cut = driver(plan(1000), 10_000_000);
    cut.start();
    scheduler.runUntil(11 * SECOND, 1_000_000);
    cut.close();
    scheduler.runUntil(20 * SECOND, 1_000_000);
    assertThat(receiver.lostCount).isEqualTo(1);
    assertThat(reports).last().isInstanceOf(EncoderReport.FragmentSent.class);
  }

  private EncoderDriver driver(EncoderPlan plan, long capacityBps) {
    String link = "line" + capacityBps + "-" + reports.size();
    String host = "studio" + reports.size();
    network.addLink(Link.symmetric(link, capacityBps, 10_000_000));
    network.addHost(host, link);
    if (reports.isEmpty()) {
      network.addLink(Link.symmetric("house", 1_000_000_000, 1_000_000));
      network.addHost("origin", "house");
      network.serve("origin", receiver);
    }
    return new EncoderDriver(
        new Encoder(plan),
        new EncoderDriver.Links(URI.create("http://origin"), network.transportOf(host), scheduler),
        reports::add);
  }

  private static EncoderPlan plan(long fragmentCount) {
    return EncoderPlan.of(
        Programme.endless(Clips.TRACKS).ofFragments(fragmentCount), Target.onePost("/live.isml"));
  }

  /** A host that keeps what is posted to it. */
  private final class Receiver implements Node {
    private final List<Request> requests = new ArrayList<>();
    private final List<Slice> bodies = new ArrayList<>();
    private Optional<Integer> refusal = Optional.empty();
    private long endedNanos;
    private int lostCount;

    @Override
    public Body open(Request request, String remote, Responder responder) {
      requests.add(request);
      bodies.add(Slice.EMPTY);
      int index = bodies.size() - 1;
      if (refusal.isPresent() || !request.streamingBody()) {
        answer(responder);
      }
      return new Body() {
        @Override
        public void received(Slice arrived) {
          bodies.set(index, Slice.concat(List.of(bodies.get(index), arrived)));
        }

        @Override
        public void ended() {
          endedNanos = scheduler.nowNanos();
          if (request.streamingBody()) {
            answer(responder);
          }
        }

        @Override
        public void lost(String reason) {
          lostCount++;
        }
      };
    }

    private void answer(Responder responder) {
      responder.head(refusal.orElse(200), List.of(new Header("Content-Type", "text/plain")));
      responder.body(refusal.map(_ -> Slice.ofUtf8("no entry")).stream().toList());
      responder.end();
    }
  }
}
