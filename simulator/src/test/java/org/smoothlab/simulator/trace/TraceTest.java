package org.smoothlab.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

class TraceTest {
  private static final TrackId TRACK = new TrackId("video", 800_000);

  @Test
  void writesOneJsonObjectPerLineWithFieldsInOrder() {
    Trace trace = new Trace();
    trace.add(0, "world", new WorldEvent.Started("first-light", 7));
    trace.add(
        5,
        "viewer-1",
        new ViewerEvent.FragmentArrived(
            TRACK,
            new FragmentTime(20_000_000, 10_000_000),
            1_000_000_000,
            new ViewerEvent.Transfer(1234, 56, 0xabcdef0123456789L)));

    assertThat(trace.jsonLines())
        .isEqualTo(
            """
            {"atNanos":0,"who":"world","event":"run-started","scenario":"first-light","seed":7}
            {"atNanos":5,"who":"viewer-1","event":"fragment","track":"video@800000",\
            "startTicks":20000000,"durationTicks":10000000,"bytes":1234,"waitNanos":56,\
            "hash":"abcdef0123456789"}
            """);
  }

  @Test
  void escapesTextAsJsonWants() {
    Trace trace = new Trace();
    trace.add(1, "a\"b", new EncoderEvent.Lost("tab\t and \\"));

    assertThat(trace.jsonLines())
        .isEqualTo(
            "{\"atNanos\":1,\"who\":\"a\\\"b\",\"event\":\"lost\",\"why\":\"tab\\t and \\\\\"}\n");
  }

  @Test
  void countsWhatItNoLongerKeepsAndStillTellsIt() {
    Trace trace = new Trace(1);
    List<TraceEntry> seen = new ArrayList<>();
    trace.observe(seen::add);
    trace.add(1, "a", new EncoderEvent.Refused(404));
    trace.add(2, "a", new EncoderEvent.Refused(409));

    assertThat(trace.entries()).hasSize(1);
    assertThat(trace.droppedCount()).isEqualTo(1);
    assertThat(seen).hasSize(2);
    assertThat(trace.jsonLines()).endsWith("{\"dropped\":1}\n");
  }
}
