package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;

class ChronicleTest {
  private final Chronicle chronicle = new Chronicle();
  private final Trace trace = new Trace();

  @Test
  void tellsInTheOrderOfTimeAndOfTelling() {
    chronicle.add(5, "viewer", run(1));
    chronicle.add(5, "viewer", run(2));
    chronicle.add(3, "origin", run(3));

    chronicle.tell(trace, 10);

    assertThat(trace.entries())
        .containsExactly(
            new TraceEntry(3, "origin", run(3)),
            new TraceEntry(5, "viewer", run(1)),
            new TraceEntry(5, "viewer", run(2)));
  }

  @Test
  void leavesOutWhatHappensBehindTheEnd() {
    chronicle.add(11, "origin", run(1));
    chronicle.add(10, "origin", run(2));

    chronicle.tell(trace, 10);

    assertThat(trace.entries()).containsExactly(new TraceEntry(10, "origin", run(2)));
  }

  private static OriginEvent run(long number) {
    return new OriginEvent.RunEnded("/live/event.isml", number);
  }
}
