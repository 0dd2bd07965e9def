package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page alone, without a publishing point behind it. */
class PageIT {
  private static final String POINTS =
      "{\"points\":[{\"path\":\"/live.isml\",\"title\":\"Quay\",\"state\":\"STARTED\"}]}";

  private static DistServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    server = DistServer.start(POINTS);
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
  }

  @Test
  void opensWithoutAWordOnTheConsole() {
    browser.open(server.page(""));
    browser.awaitState("idle", Duration.ofSeconds(10), s -> "idle".equals(s.get("state")));
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void offersThePointsOfTheOrigin() {
    browser.open(server.page(""));
    Object offered =
        browser.script(
            "return new Promise((shown) => { const look = () => {"
                + " const chip = document.querySelector('#chips button');"
                + " chip ? shown(chip.textContent + ' ' + document.querySelector('#url').value)"
                + " : requestAnimationFrame(look); }; look(); })");
    assertThat(offered).isEqualTo("Quay /live.isml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoothlab", "dashjs", "rx", "hlsjs", "shaka", "native"})
  void takesTheEngineFromTheAddress(String engine) {
    browser.open(server.page("?engine=" + engine));
    Object chosen =
        browser.script("return document.querySelector('input[name=engine]:checked').value");
    assertThat(chosen).isEqualTo(engine);
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void offersWhatTheEngineCanPlay() {
    browser.open(server.page("?engine=shaka&format=m3u8-cmaf&latency=4"));
    assertThat(offered()).isEqualTo("mpd-time-cmaf mpd-number-cmaf m3u8-cmaf* m3u8-aapl, 4");
    browser.script("document.querySelector('input[value=hlsjs]').click()");
    assertThat(offered()).isEqualTo("m3u8-aapl m3u8-cmaf*, 4");
    browser.script("document.querySelector('input[value=rx]').click()");
    assertThat(offered()).isEqualTo("smooth*, 4");
  }

  /** The deliveries, the chosen one with a star, and the latency. */
  private static String offered() {
    return String.valueOf(
        browser.script(
            "return [...document.querySelectorAll('#delivery option')]"
                + ".map((each) => each.value + (each.selected ? '*' : '')).join(' ')"
                + " + ', ' + document.querySelector('#latency').value"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hlsjs", "shaka", "native"})
  void saysInWordsThatThereIsNothingToPlay(String engine) {
    browser.open(server.page(""));
    String failure = browser.awaitPromise("window.smoothlab.load('/gone.isml', '" + engine + "')");
    assertThat(failure).contains("/gone.isml/Manifest(format=");
    assertThat(browser.state().get("state")).isEqualTo("error");
    assertThat(browser.script("return document.querySelector('#banner-message').textContent"))
        .asString()
        .contains("/gone.isml/Manifest(format=");
    assertThat(browser.consoleErrors()).allMatch(line -> line.contains("404 (Not Found)"));
  }

  @Test
  void saysWhatToDoWhenThereIsNoManifest() {
    browser.open(server.page(""));
    String failure =
        browser.awaitPromise("window.smoothlab.load('/player/index.html', 'smoothlab')");
    assertThat(failure).contains("is not a manifest this player can follow");
    assertThat(browser.script("return document.querySelector('#banner-advice').textContent"))
        .asString()
        .contains("ends in .isml/Manifest");
    assertThat(browser.state().get("state")).isEqualTo("error");
  }

  @Test
  void listsTheLicencesOfWhatItContains() {
    browser.open(server.page(""));
    Object text = browser.script("return fetch('THIRD-PARTY.txt').then((answer) => answer.text())");
    assertThat(text)
        .asString()
        .contains("dashjs 5.2.1 (BSD-3-Clause)")
        .contains("hls.js 1.7.4 (Apache-2.0)")
        .contains("shaka-player 4.16.50 (Apache-2.0)")
        .contains("rx-player 4.5.0 (Apache-2.0)")
        .contains("uplot 1.6.32 (MIT)");
  }
}
