package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.server.origin.PointSettings;

/**
 * Pictures on screen less than two seconds after their capture, with segments of two seconds: what
 * an encoder sends in chunks, in engines that other people wrote, judged by the frame stamps.
 */
@Isolated("hls.js and dash.js fall behind, and stay there, when other browsers take the processors")
class LowLatencyIT {
  private static final Duration SOON = Duration.ofSeconds(45);
  private static final long STARVING_BPS = 50_000;
  private static final double GLASS_TO_GLASS_SECONDS_MAX = 2.0;
  private static final long PLAYED_MILLIS = Boolean.getBoolean("test.soak") ? 60_000 : 8_000;

  private final LiveEvent event;
  private final Browser browser;

  LowLatencyIT() throws IOException {
    event = LiveEvent.inChunks(Duration.ofMillis(200), PointSettings.DEFAULT);
    browser = Browser.start();
  }

  @AfterEach
  void stop() throws IOException {
    browser.close();
    event.close();
  }

  @ParameterizedTest
  @CsvSource({"hlsjs, m3u8-cmaf, 1.2", "dashjs, mpd-number-cmaf, 1.4"})
  void staysBehindTheEncoderByLessThanASegment(String engine, String delivery, String latency) {
    browser.open(
        event.page(
            "",
            "&engine=%s&format=%s&latency=%s&autoplay=1&muted=1"
                .formatted(engine, delivery, latency)));
    assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
    browser.awaitState("comes near the live edge", SOON, LowLatencyIT::isNear);
    browser.throttle(STARVING_BPS);
    browser.awaitState("stalls", SOON, state -> number(state, "stallCount") > 0);
    browser.throttle(0);
    browser.awaitState("comes near the live edge again", SOON, LowLatencyIT::isNear);
    double nearMillis = browser.clockMillis();
    double[] worst = {0};
    Map<String, Object> state =
        browser.awaitState(
            "stays there",
            SOON.plusMillis(2 * PLAYED_MILLIS),
            now -> {
              worst[0] = Math.max(worst[0], number(now, "latencySeconds"));
              return browser.clockMillis() >= nearMillis + PLAYED_MILLIS;
            });
    System.out.printf(
        "%s %s: %.2f s behind, at most %.2f s in %d s, %s stalls, counters %s%n",
        engine,
        delivery,
        number(state, "latencySeconds"),
        worst[0],
        PLAYED_MILLIS / 1000,
        state.get("stallCount"),
        state.get("counters"));
    assertThat(state.get("errors")).isEqualTo(List.of());
    assertThat(number(state, "latencySeconds")).isLessThan(GLASS_TO_GLASS_SECONDS_MAX);
    assertThat(state.get("counters"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("offTime", 0L)
        .containsEntry("outOfOrder", 0L)
        .containsEntry("stampErrors", 0L);
    assertThat(browser.consoleErrors()).isEmpty();
  }

  private static boolean isNear(Map<String, Object> state) {
    return number(state, "latencySeconds") < GLASS_TO_GLASS_SECONDS_MAX;
  }

  private static double number(Map<String, Object> state, String name) {
    return state.get(name) instanceof Number number ? number.doubleValue() : Double.MAX_VALUE;
  }
}
