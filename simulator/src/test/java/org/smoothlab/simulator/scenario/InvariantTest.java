package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.Trace;

class InvariantTest {
  private final Trace trace = new Trace();
  private final Invariants invariants = new Invariants(java.util.List.of());

  @Test
  void isContentWithFragmentsInOrderAndWithHoles() {
    trace.observe(invariants);
    publish("video", 0, 20);
    publish("audio", 0, 21);
    publish("video", 20, 20);
    publish("video", 60, 20);

    assertThat(invariants.broken()).isEmpty();
  }

  @Test
  void findsAFragmentThatIsPublishedTwice() {
    trace.observe(invariants);
    publish("video", 0, 20);
    publish("video", 0, 20);

    assertThat(invariants.broken())
        .containsExactly("at 7 ns: origin/e.isml video@1 publishes 0 behind 20");
  }

  @Test
  void findsAnOverlap() {
    trace.observe(invariants);
    publish("video", 0, 20);
    publish("video", 19, 20);

    assertThat(invariants.broken()).hasSize(1);
  }

  @Test
  void letsANewRunBeginAnew() {
    trace.observe(invariants);
    publish("video", 40, 20);
    trace.add(8, "origin", new OriginEvent.StateChanged("/e.isml", "STOPPED", "STARTING"));
    publish("video", 0, 20);

    assertThat(invariants.broken()).isEmpty();
  }

  private void publish(String stream, long startTicks, long durationTicks) {
    trace.add(
        7,
        "origin",
        new OriginEvent.Published(
            "/e.isml",
            new TrackId(stream, 1),
            new FragmentTime(startTicks, durationTicks),
            new OriginEvent.Body(100, 1)));
  }
}
