package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.protocol.Console.POINT;
import static org.smoothlab.server.protocol.Console.SECOND;

import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.TestTrack;

/** What the management API tells of that which comes in and goes out. */
class ManagementStatisticsTest {
  private final Console console = new Console();

  @Test
  void countsEightStreamsOfOneTrackEach() {
    console.in(PointState.STARTING);
    for (int i = 0; i < 8; i++) {
      console.encode("4711-stream" + i, track(i));
    }
    for (int fragment = 0; fragment < 14; fragment++) {
      for (int i = 0; i < 8; i++) {
        console.sendFragment("4711-stream" + i, track(i), fragment);
      }
      console.nowNanos += 2 * SECOND;
      console.origin.advance(console.nowNanos);
    }

    Console.Answer answer = console.get(POINT + "/statistics").send();

    String text = answer.text();
    assertThat(text.split("<InputStream ", -1)).hasSize(9);
    assertThat(text)
        .contains(
            "<InputStream id=\"4711-stream0\"><State>Started</State>"
                + "<ArchiveFileName>4711-stream0.isma</ArchiveFileName>")
        .contains(
            "<Source name=\"HTTP Push\"><Properties>"
                + "<Property name=\"Source Type\">Push</Property>"
                + "<Property name=\"Source IP\">fe80::1c2d%14</Property></Properties></Source>")
        .contains("<Sink name=\"IIS Smooth Streaming\" />")
        .contains("<IncomingFragmentWaitTime>PT2.000S</IncomingFragmentWaitTime>")
        .contains("<OutputStream name=\"video\">");
    assertThat(text.split("<Track id=\"2\">", -1)).hasSize(8);
    long newest = 13 * TestTrack.FRAGMENT;
    assertThat(text).contains("<IncomingFragmentTimeStamp>" + newest + "<");
    assertThat(answer.element("LastOutputFragmentTimestamp"))
        .isEqualTo(Long.toString(newest - 2 * TestTrack.FRAGMENT));
    assertThat(answer.element("id")).endsWith("/statistics");
    assertThat(text).doesNotContain("<title>");
    assertThat(console.get(POINT + "/statistics").with("Accept", "application/json").send().text())
        .contains("\"lookAheadLag\":" + 2 * TestTrack.FRAGMENT);
  }

  /** The first is audio, the rest are video, all of one track number as encoders have it. */
  private static TestTrack track(int index) {
    return index == 0
        ? new TestTrack(1, "audio", 128_000)
        : new TestTrack(2, "video", 250_000L * index);
  }

  @Test
  void showsAStartingPointWithoutStreams() {
    console.in(PointState.STARTING);

    assertThat(console.get(POINT + "/statistics").send().content())
        .isEqualTo("<Statistics><InputStreams /><OutputStreams /></Statistics>");
  }

  @Test
  void letsTheWaitGrowUntilTheNextFragment() {
    console.in(PointState.STARTED);
    console.sendFragment("cam", TestTrack.HIGH, 0);
    console.nowNanos += 811_000_000L;
    assertThat(wait(console)).isEqualTo("PT0.811S");
    console.nowNanos += SECOND;
    assertThat(wait(console)).isEqualTo("PT1.811S");
    console.sendFragment("cam", TestTrack.HIGH, 1);
    console.nowNanos += SECOND / 2;
    assertThat(wait(console)).isEqualTo("PT0.500S");
  }

  private static String wait(Console console) {
    return console.get(POINT + "/statistics").send().element("IncomingFragmentWaitTime");
  }
}
