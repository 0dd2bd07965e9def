package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.simulator.encoder.LineupPlan;

/**
 * One event as HLS and DASH in the engines that other people wrote, judged by the frame stamps. The
 * tests run side by side, each with its own event and browser. {@code ./smoothlab verify --soak}
 * lets each play a minute.
 */
@Execution(ExecutionMode.CONCURRENT)
class FormatsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration A_WHILE = Duration.ofMinutes(2);
  private static final boolean SOAK = Boolean.getBoolean("test.soak");
  private static final long PLAYED_MILLIS = SOAK ? 60_000 : 6_000;

  /** In a short run, one hiccup of the machine weighs more. */
  private static final long MISSING_PERCENT_MAX = SOAK ? 1 : 3;

  /** Enough for the lower rung with its sound, too little for the upper one. */
  private static final long NARROW_BPS = 700_000;

  private static final long PATCH_COUNT_MIN = 3;
  private static final int SEGMENT_SECONDS = 2;
  private static final int BACK_SECONDS = 20;

  /** More than any of the engines would choose with such segments. */
  private static final int LATENCY_SECONDS = 9;

  /**
   * hls.js goes away from the edge by a second at each stall; a segment is whole when it is told.
   */
  private static final double LATENCY_TOLERANCE_SECONDS = SEGMENT_SECONDS + 1.5;

  private final LiveEvent event;
  private final Browser browser;

  FormatsIT() throws IOException {
    event = LiveEvent.start(LiveEvent.modestLadder(), 0, LineupPlan.PLAIN, shortSegments());
    browser = Browser.start();
  }

  private static PointSettings shortSegments() {
    OutputModule.Playlist playlist = new OutputModule.Playlist(true, false, true);
    OutputModule.Hls hls =
        new OutputModule.Hls(SEGMENT_SECONDS, 4_000_000, playlist, OutputModule.Encryption.NONE);
    OutputModule module =
        new OutputModule(OutputModule.HLS_ID, OutputModule.Kind.SINK, "HTTP Live Streaming", hls);
    return PointSettings.DEFAULT.withModules(List.of(module));
  }

  @AfterEach
  void stop() throws IOException {
    browser.close();
    event.close();
  }

  @ParameterizedTest
  @CsvSource({
    "hlsjs, m3u8-aapl",
    "hlsjs, m3u8-cmaf",
    "shaka, mpd-time-cmaf",
    "shaka, m3u8-cmaf",
    "shaka, m3u8-aapl",
    "dashjs, mpd-time-cmaf"
  })
  void playsSwitchesAndSeeks(String engine, String delivery) {
    open(engine, delivery);
    pass(PLAYED_MILLIS);
    awaitLevel("the best level", 0);
    if (delivery.equals("mpd-time-cmaf")) {
      judgePatches();
    }
    browser.throttle(NARROW_BPS);
    awaitLevel("the lower level on a narrow link", 1);
    browser.throttle(0);
    awaitLevel("the best level again", 0);
    browser.script("window.smoothlab.selectLevel(1)");
    awaitLevel("the level that a viewer chose", 1);
    browser.script("window.smoothlab.selectLevel('auto')");
    seekBackAndReturn();
    Map<String, Object> state =
        browser.awaitState(
            "plays so far from the live edge as it was told",
            SOON,
            now ->
                Math.abs(number(now, "latencySeconds") - LATENCY_SECONDS)
                    < LATENCY_TOLERANCE_SECONDS);
    judge(state);
  }

  /** Chromium names no levels and no window to seek in, but follows the link by itself. */
  @ParameterizedTest
  @ValueSource(strings = {"m3u8-aapl", "m3u8-cmaf"})
  void playsAndSwitchesWithoutAnEngine(String delivery) {
    open("native", delivery);
    pass(PLAYED_MILLIS);
    awaitLevel("the best level", 0);
    browser.throttle(NARROW_BPS);
    awaitLevel("the lower level on a narrow link", 1);
    browser.throttle(0);
    awaitLevel("the best level again", 0);
    judge(browser.state());
  }

  @Test
  void playsInAPageThatIsAVideoElementAndNoMore() {
    browser.openPlain(event.page("html5.html", ""));
    browser.await(
        "pictures come",
        SOON,
        "const video = document.querySelector('video');"
            + " return video.videoWidth > 0 && video.currentTime > 3;");
    assertThat(browser.script("return document.querySelector('video').src"))
        .asString()
        .endsWith(LiveEvent.POINT + "/Manifest(format=m3u8-aapl).m3u8");
    assertThat(browser.consoleErrors()).isEmpty();
  }

  private void open(String engine, String delivery) {
    browser.open(
        event.page(
            "",
            "&engine=%s&format=%s&latency=%d&autoplay=1&muted=1"
                .formatted(engine, delivery, LATENCY_SECONDS)));
    assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
    assertThat(browser.state())
        .containsEntry("engine", engine)
        .containsEntry("delivery", delivery)
        .containsEntry("isLive", true);
  }

  private void pass(long millis) {
    double startMillis = browser.clockMillis();
    browser.awaitState("time passes", A_WHILE, _ -> browser.clockMillis() >= startMillis + millis);
  }

  /** Who could not apply a patch would ask for the whole document after each. */
  private void judgePatches() {
    Map<String, Object> state =
        browser.awaitState(
            "patches of the MPD come", SOON, _ -> fetchedCount(",patch=") >= PATCH_COUNT_MIN);
    long wholes = fetchedCount("format=mpd-time-cmaf)");
    System.out.printf(
        "%s: %d patches, %d whole documents%n",
        state.get("engine"), fetchedCount(",patch="), wholes);
    assertThat(wholes).isLessThan(PATCH_COUNT_MIN);
  }

  private long fetchedCount(String partOfUrl) {
    return browser.script(
                "return performance.getEntriesByType('resource')"
                    + ".filter(entry => entry.name.includes('/Manifest(')"
                    + " && entry.name.includes(arguments[0])).length",
                partOfUrl)
            instanceof Number count
        ? count.longValue()
        : 0;
  }

  private void awaitLevel(String what, long level) {
    browser.awaitState(
        what,
        A_WHILE,
        now ->
            now.get("stamp") instanceof Map<?, ?> stamp
                && Objects.equals(stamp.get("level"), level));
  }

  private void seekBackAndReturn() {
    double liveSeconds = number(browser.state(), "currentTime");
    double backSeconds = liveSeconds - BACK_SECONDS;
    browser.script("window.smoothlab.seekTo(arguments[0])", backSeconds);
    awaitPlaying("plays on in the window", backSeconds, backSeconds + 10);
    browser.script("window.smoothlab.goLive()");
    awaitPlaying("plays on at the live edge", liveSeconds, Double.MAX_VALUE);
  }

  private void awaitPlaying(String what, double fromSeconds, double toSeconds) {
    browser.awaitState(
        what,
        SOON,
        now -> {
          double seconds = number(now, "currentTime");
          return "playing".equals(now.get("state"))
              && seconds > fromSeconds + 0.5
              && seconds < toSeconds;
        });
  }

  private void judge(Map<String, Object> state) {
    long shown = counter(state, "framesShown");
    long missing =
        counter(state, "skipped")
            - counter(state, "skippedAtSwitch")
            - counter(state, "skippedAtStart");
    System.out.printf(
        "%s %s: %d frames, %d missing, %d at %d switches, %d at starts, %s stalls of %.0f ms,"
            + " %.1f s behind%n",
        state.get("engine"),
        state.get("delivery"),
        shown,
        missing,
        counter(state, "skippedAtSwitch"),
        counter(state, "levelSwitches"),
        counter(state, "skippedAtStart"),
        state.get("stallCount"),
        number(state, "stalledMillis"),
        number(state, "latencySeconds"));
    assertThat(state.get("errors")).isEqualTo(List.of());
    for (String wrong : List.of("outOfOrder", "offTime", "stampErrors")) {
      assertThat(counter(state, wrong)).as("%s, %s", wrong, state).isZero();
    }
    assertThat(missing)
        .as("frames missing of %s, %s", shown, state)
        .isLessThan(MISSING_PERCENT_MAX * shown / 100 + 1);
    assertThat(browser.consoleErrors()).isEmpty();
  }

  private static double number(Map<String, Object> state, String name) {
    return state.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static long counter(Map<String, Object> state, String name) {
    return state.get("counters") instanceof Map<?, ?> counters
            && counters.get(name) instanceof Number number
        ? number.longValue()
        : -1;
  }
}
