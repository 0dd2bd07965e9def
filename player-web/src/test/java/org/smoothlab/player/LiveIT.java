package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every Smooth engine at a live event of our own encoder and origin, judged by the frame stamps.
 * The tests run side by side, each with its own event and browser.
 */
@Execution(ExecutionMode.CONCURRENT)
class LiveIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration A_WHILE = Duration.ofSeconds(60);

  private final LiveEvent event;
  private final Browser browser;

  LiveIT() throws IOException {
    event = LiveEvent.start(LiveEvent.modestLadder(), 0);
    browser = Browser.start();
  }

  @AfterEach
  void stop() throws IOException {
    browser.close();
    event.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoothlab", "dashjs", "rx"})
  void playsThirtySecondsWithEveryFrameInOrder(String engine) {
    browser.open(event.page(engine));
    assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
    double startSeconds = seconds(browser.state());
    double startMillis = browser.clockMillis();
    Map<String, Object> state =
        browser.awaitState(
            "30 s pass", A_WHILE, _ -> browser.clockMillis() >= startMillis + 30_000);
    assertThat(seconds(state) - startSeconds).as("seconds played in 30").isGreaterThanOrEqualTo(28);
    long shown = counter(state, "framesShown");
    long missing = counter(state, "skipped") - counter(state, "skippedAtSwitch");
    assertThat(state.get("errors")).isEqualTo(List.of());
    assertThat(counter(state, "outOfOrder")).isZero();
    assertThat(counter(state, "offTime")).isZero();
    assertThat(counter(state, "stampErrors")).isZero();
    assertThat(shown + counter(state, "missedCallbacks")).isGreaterThan(28 * 25);
    assertThat(missing).as("frames missing of %s, %s", shown, state).isLessThan(shown / 100 + 1);
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void seeksBackAndReturnsToLive() {
    browser.open(event.page("smoothlab"));
    assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
    double liveSeconds = seconds(browser.state());
    browser.script("window.smoothlab.seekTo(arguments[0])", liveSeconds - 20);
    browser.awaitState(
        "plays on 20 s back",
        SOON,
        now ->
            "playing".equals(now.get("state"))
                && seconds(now) > liveSeconds - 19
                && seconds(now) < liveSeconds - 10);
    browser.script("window.smoothlab.goLive()");
    Map<String, Object> state =
        browser.awaitState(
            "plays on at the live edge",
            SOON,
            now -> "playing".equals(now.get("state")) && seconds(now) > liveSeconds + 1);
    assertThat(counter(state, "outOfOrder")).isZero();
    assertThat(state.get("errors")).isEqualTo(List.of());
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void endsWithTheEvent() {
    browser.open(event.page("smoothlab"));
    assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
    event.end();
    Map<String, Object> state =
        browser.awaitState("reaches the end", A_WHILE, now -> "ended".equals(now.get("state")));
    assertThat(state.get("isLive")).isEqualTo(false);
    assertThat(state.get("errors")).isEqualTo(List.of());
  }

  private static double seconds(Map<String, Object> state) {
    return state.get("currentTime") instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static long counter(Map<String, Object> state, String name) {
    return state.get("counters") instanceof Map<?, ?> counters
            && counters.get(name) instanceof Number number
        ? number.longValue()
        : -1;
  }
}
