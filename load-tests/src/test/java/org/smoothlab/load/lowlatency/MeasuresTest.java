package org.smoothlab.load.lowlatency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;

/** What figures are made of. */
class MeasuresTest {
  private static final long MS = 1_000_000;
  private static final TrackId VIDEO = new TrackId("video", 800_000);
  private static final TrackId AUDIO = new TrackId("audio", 128_000);

  @Test
  void tellsPercentilesByNearestRank() {
    Distribution hundred =
        Distribution.of(LongStream.rangeClosed(1, 100).map(each -> (101 - each) * MS));

    assertThat(hundred.percentileNanos(50)).isEqualTo(50 * MS);
    assertThat(hundred.percentileNanos(99)).isEqualTo(99 * MS);
    assertThat(hundred).hasToString("p50 50.0 ms, p90 90.0 ms, p99 99.0 ms, max 100.0 ms (100)");
    assertThat(Distribution.of(LongStream.of(7)).percentileNanos(99)).isEqualTo(7);
    assertThatThrownBy(() -> Distribution.of(LongStream.empty()))
        .hasMessage("nothing was measured");
  }

  @Test
  void takesTheChunkThatLeftSoonestForTheEncodersClock() {
    EncoderClock clock = new EncoderClock(Timescale.SMOOTH);
    clock.left(VIDEO, new FragmentTime(0, 2_000_000), 1203 * MS);
    clock.left(AUDIO, new FragmentTime(0, 1_920_000), 1193 * MS);
    clock.left(VIDEO, new FragmentTime(2_000_000, 2_000_000), 1415 * MS);

    // Both left 1001 ms or more behind their last frame.
    assertThat(clock.capturedNanos(0)).isEqualTo(1001 * MS);
    assertThat(clock.lastCapturedNanos(1500 * MS)).isEqualTo(1401 * MS);
    assertThat(clock.lastCapturedNanos(1400 * MS)).isEqualTo(1201 * MS);
    assertThatThrownBy(() -> clock.lastCapturedNanos(1000 * MS))
        .hasMessage("no chunk of the picture had left");
  }

  @Test
  void readsWhatAJvmTellsOfItsHeap() {
    // By jcmd of JDK 25.
    HeapHistogram before =
        HeapHistogram.read(
            """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:         12345        1234000  [B (java.base@25.0.3)
               2:            10            400  org.smoothlab.server.web.Held
            Total         12355        1234400
            """);
    HeapHistogram after =
        HeapHistogram.read(
            """
               1:         12345        1235000  [B (java.base@25.0.3)
               2:           110           4400  org.smoothlab.server.web.Held
               3:             1             50  java.lang.Object (java.base@25.0.3)
            """);

    assertThat(before.totalBytes()).isEqualTo(1_234_400);
    assertThat(after.totalBytes() - before.totalBytes()).isEqualTo(5050);
    assertThat(after.mostGrown(before, 100, 2))
        .containsExactly("    40 B  org.smoothlab.server.web.Held", "    10 B  [B");
    assertThatThrownBy(() -> HeapHistogram.read("No such process"))
        .hasMessage("not a histogram of classes: No such process");
  }
}
