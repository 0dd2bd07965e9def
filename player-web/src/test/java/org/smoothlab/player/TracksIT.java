package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.encoder.LineupPlan;

/** Captions, languages and breaks of a live event, in the page. */
class TracksIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern CAPTION = Pattern.compile("(\\d\\d:\\d\\d:\\d\\d) frame (\\d+)");
  private static final int FRAMES_PER_SECOND = 25;

  private final LiveEvent event;
  private final Browser browser;

  TracksIT() throws IOException {
    Extras extras =
        new Extras(List.of("eng", "deu"), Set.of(Extras.Kind.CAPTIONS, Extras.Kind.THUMBNAILS));
    LineupPlan plan =
        new LineupPlan(extras, Optional.of(Duration.ofSeconds(10).toNanos()), List.of(), List.of());
    event = LiveEvent.start(LiveEvent.modestLadder(), 0, plan);
    browser = Browser.start();
  }

  @AfterEach
  void stop() throws IOException {
    browser.close();
    event.close();
  }

  /** The caption on screen names the second of the picture on screen, by its stamp. */
  @ParameterizedTest
  @CsvSource({"smoothlab", "dashjs"})
  void showsCaptionsThatAgreeWithTheFramesOnScreen(String engine) {
    open(engine);
    Map<String, Object> state =
        browser.awaitState("captions are offered", SOON, now -> !choices(now, "text").isEmpty());
    browser.script(
        "window.smoothlab.selectText(arguments[0])", text(choices(state, "text").getFirst(), "id"));
    List<Integer> distances = new ArrayList<>();
    Set<String> texts = new LinkedHashSet<>();
    browser.awaitState(
        "five captions pass",
        SOON,
        now -> {
          Matcher caption = CAPTION.matcher(text(tracks(now), "shownText"));
          if (caption.find()
              && now.get("stamp") instanceof Map<?, ?> stamp
              && stamp.get("frame") instanceof Number number) {
            int frame = number.intValue();
            distances.add(Math.floorMod(frame - Integer.parseInt(caption.group(2)), 500));
            texts.add(caption.group());
          }
          return texts.size() >= 5;
        });
    // Each is shown for its second; the page may be asked between a picture and its cue.
    long near =
        distances.stream()
            .filter(frames -> frames < FRAMES_PER_SECOND + 12 || frames > 500 - 12)
            .count();
    assertThat(near).as("of %s", distances).isGreaterThanOrEqualTo(distances.size() * 9L / 10);
    assertThat(browser.state().get("errors")).isEqualTo(List.of());
  }

  @Test
  void putsCaptionsAwayAgain() {
    open("smoothlab");
    browser.script("window.smoothlab.selectText('captions')");
    browser.awaitState(
        "a caption is shown", SOON, now -> !text(tracks(now), "shownText").isEmpty());
    browser.script("window.smoothlab.selectText('off')");
    Map<String, Object> state =
        browser.awaitState(
            "no caption is shown", SOON, now -> text(tracks(now), "shownText").isEmpty());
    assertThat(text(tracks(state), "selectedText")).isEqualTo("off");
  }

  /** The second language beeps at 1500 Hz, the first at 1000 Hz: the page listens. */
  @ParameterizedTest
  @CsvSource({"smoothlab", "dashjs"})
  void switchesTheLanguageThatIsHeard(String engine) {
    open(engine);
    Map<String, Object> state =
        browser.awaitState("two languages", SOON, now -> choices(now, "audio").size() == 2);
    assertThat(choices(state, "audio"))
        .extracting(choice -> text(choice, "language"))
        .containsExactlyInAnyOrder("eng", "deu");
    listen();
    awaitTone(1000);
    String german =
        choices(state, "audio").stream()
            .filter(choice -> text(choice, "language").equals("deu"))
            .map(choice -> text(choice, "id"))
            .findFirst()
            .orElseThrow();
    browser.script("window.smoothlab.selectAudio(arguments[0])", german);
    awaitTone(1500);
    Map<String, Object> after = browser.state();
    assertThat(text(tracks(after), "selectedAudio")).isEqualTo(german);
    assertThat(after.get("errors")).isEqualTo(List.of());
    double seconds = seconds(after);
    browser.awaitState("plays on", SOON, now -> seconds(now) > seconds + 4);
  }

  /** The clock of the day puts a break at every ten seconds, each told twice over. */
  @Test
  void listsBreaksFromTheManifestAndFromChildTrack() {
    open("smoothlab");
    Map<String, Object> state =
        browser.awaitState(
            "a break is told both ways",
            SOON,
            now ->
                markers(now).stream()
                    .anyMatch(marker ->
                        marker.get("sources") instanceof List<?> sources && sources.size() == 2));
    assertThat(markers(state)).isNotEmpty();
    for (Map<String, Object> marker : markers(state)) {
      double at = number(marker, "atSeconds");
      assertThat(at % 10).isZero();
      assertThat(at - number(marker, "startSeconds")).isEqualTo(4);
      assertThat(number(marker, "breakSeconds")).isEqualTo(3);
      assertThat(text(marker, "text")).startsWith("break begins, event ");
    }
    assertThat(browser.script("return document.querySelectorAll('#markers time').length"))
        .isEqualTo((long) markers(browser.state()).size());
  }

  private void open(String engine) {
    browser.open(event.page(engine));
    assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
  }

  /** Counts, per 50 Hz of the spectrum, where the loudest part of each beep was. */
  private void listen() {
    browser.script(
        """
        const video = document.querySelector('video');
        video.muted = false;
        const context = new AudioContext();
        const analyser = context.createAnalyser();
        analyser.fftSize = 4096;
        analyser.smoothingTimeConstant = 0;
        const source = context.createMediaElementSource(video);
        source.connect(analyser);
        analyser.connect(context.destination);
        const bins = new Float32Array(analyser.frequencyBinCount);
        window.tone = { hertz: 0, decibels: -200 };
        setInterval(() => {
          analyser.getFloatFrequencyData(bins);
          let loudest = 0;
          bins.forEach((level, at) => { if (level > bins[loudest]) loudest = at; });
          if (bins[loudest] > -35) {
            window.tone = { hertz: loudest * context.sampleRate / 4096, decibels: bins[loudest] };
          }
        }, 20);
        """);
  }

  private void awaitTone(int hertz) {
    browser.awaitState(
        "a tone of " + hertz + " Hz",
        SOON,
        _ -> {
          Object heard = browser.script("return window.tone.hertz");
          return heard instanceof Number number && Math.abs(number.doubleValue() - hertz) < 60;
        });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tracks(Map<String, Object> state) {
    return (Map<String, Object>) Objects.requireNonNull(state.get("tracks"));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> choices(Map<String, Object> state, String kind) {
    return (List<Map<String, Object>>) Objects.requireNonNull(tracks(state).get(kind));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> markers(Map<String, Object> state) {
    return (List<Map<String, Object>>) Objects.requireNonNull(state.get("markers"));
  }

  private static String text(Map<String, Object> object, String key) {
    return String.valueOf(object.get(key));
  }

  private static double number(Map<String, Object> object, String key) {
    return object.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static double seconds(Map<String, Object> state) {
    return number(state, "currentTime");
  }
}
