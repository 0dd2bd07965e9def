package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.LoopClip;
import org.smoothlab.simulator.encoder.Delivery;
import org.smoothlab.simulator.encoder.Encoder;
import org.smoothlab.simulator.encoder.EncoderDriver;
import org.smoothlab.simulator.encoder.EncoderPlan;
import org.smoothlab.simulator.encoder.EncoderReport;
import org.smoothlab.simulator.encoder.Lineup;
import org.smoothlab.simulator.encoder.MediaStart;
import org.smoothlab.simulator.encoder.Pace;
import org.smoothlab.simulator.encoder.Programme;
import org.smoothlab.simulator.encoder.Target;
import org.smoothlab.simulator.net.SocketTransport;
import org.smoothlab.simulator.time.RealScheduler;

/** Every Smooth engine at an event that is over, served from the archive by another origin. */
class RecordedIT {
  private static final String POINT = "/recorded.isml";
  private static final String ON_DEMAND = "/recorded.ism";
  private static final int FRAGMENT_COUNT = 6;
  private static final int SECONDS = 2 * FRAGMENT_COUNT;
  private static final int FRAME_COUNT = SECONDS * 25;
  private static final int TASK_COUNT_MAX = 10_000;
  private static final long RECORDED_SECONDS_MAX = 60;
  private static final Duration A_WHILE = Duration.ofSeconds(90);

  @TempDir private static Path archive;
  private final Browser browser = Browser.start();
  private OriginServer later;

  RecordedIT() throws IOException {}

  @BeforeEach
  void startAnOriginThatKnowsTheArchiveOnly() throws Exception {
    if (archive.toFile().list().length == 0) {
      record();
    }
    later = start();
  }

  @AfterEach
  void stop() {
    browser.close();
    later.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoothlab", "dashjs", "rx"})
  void playsTheWholeEventOnDemand(String engine) {
    browser.open(
        later
            .url()
            .resolve("/player/?url=" + ON_DEMAND + "&engine=" + engine + "&autoplay=1&muted=1"));
    assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();

    Map<String, Object> state =
        browser.awaitState("reaches the end", A_WHILE, now -> "ended".equals(now.get("state")));

    assertThat(state.get("isLive")).isEqualTo(false);
    assertThat(state.get("errors")).isEqualTo(List.of());
    assertThat(counter(state, "outOfOrder")).isZero();
    assertThat(counter(state, "stampErrors")).isZero();
    assertThat(counter(state, "framesShown") + counter(state, "missedCallbacks"))
        .as("frames of %s, %s", FRAME_COUNT, state)
        .isGreaterThan(FRAME_COUNT * 9L / 10);
    assertThat(browser.consoleErrors()).isEmpty();
  }

  private static OriginServer start() throws IOException {
    return OriginServer.start(
        ServerConfig.loopback(0)
            .withPlayerFolder(
                Path.of(System.getProperty("smoothlab.dist", "dist")).toAbsolutePath())
            .withArchiveFolder(archive)
            .withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true).withArchiveEnabled(true)));
  }

  /** A broadcast on the clock, as fast as the origin reads. */
  private static void record() throws Exception {
    LoopClip clip =
        LoopClip.load(
            LiveEvent.modestLadder(),
            Path.of("target", "content").toAbsolutePath(),
            EncodeProgress.SILENT);
    Instant now = Instant.now();
    MediaStart start =
        MediaStart.clock(TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
    EncoderPlan plan =
        EncoderPlan.of(
                new Programme(Lineup.of(clip.tracks()), 1, start, FRAGMENT_COUNT),
                Target.onePost(POINT))
            .by(Delivery.standard().at(new Pace.Unpaced()));
    CountDownLatch ended = new CountDownLatch(1);
    try (OriginServer origin = start();
        SocketTransport transport =
            SocketTransport.start(SocketTransport.Settings.named("encoder"));
        RealScheduler scheduler = new RealScheduler("encoder", TASK_COUNT_MAX);
        EncoderDriver encoder =
            new EncoderDriver(
                new Encoder(plan),
                new EncoderDriver.Links(origin.url(), transport.on(scheduler), scheduler),
                report -> {
                  if (report instanceof EncoderReport.Ended) {
                    ended.countDown();
                  }
                })) {
      encoder.start();
      assertThat(ended.await(RECORDED_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static long counter(Map<String, Object> state, String name) {
    return state.get("counters") instanceof Map<?, ?> counters
            && counters.get(name) instanceof Number number
        ? number.longValue()
        : -1;
  }
}
