package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.simulator.encoder.EncoderDriver;

/**
 * The operators' page in front of a real origin. With {@code -Dsmoothlab.screenshots=FOLDER} it
 * leaves pictures of itself there.
 */
class AdminIT {
  private static final String POINT = "/live/quay.isml";
  private static final Duration SOON = Duration.ofSeconds(20);

  /** The clip's fragments last two seconds. */
  private static final Duration FRAGMENT = Duration.ofSeconds(2);

  /** How late the origin may be at what is due, on a busy machine. */
  private static final Duration TIMER = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private Browser browser;

  @BeforeEach
  void open() throws IOException {
    browser = Browser.start();
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void startsAPointShowsWhatComesMissesItsSourceAndStops() throws IOException {
    try (AdminStage stage = AdminStage.start(ServerConfig::withOpenManagement)) {
      browser.openAdmin(stage.page());
      createPoint();
      press("Start");
      awaitText("#detail-state", "Starting");
      EncoderDriver encoder = stage.push(POINT);
      awaitText("#detail-state", "Started");
      watchFiguresMove();
      screenshots();
      encoder.close();
      Instant killed = Instant.now();
      expectSilenceAlarm(killed);
      browser.picture("admin-alarm", 1280, "dark");
      pressAndConfirm("Stop");
      awaitText("#detail-state", "Stopped");
      browser.await("alarms end with the run", SOON, "return !document.querySelector('.alarm')");
      pressAndConfirm("Shut down");
      awaitText("#detail-state", "Idle");
      assertThat(browser.consoleErrors()).isEmpty();
    }
  }

  private void createPoint() {
    browser.script("document.querySelector('#create').click()");
    browser.type("#editor-form [name=path]", POINT);
    browser.type("#editor-form [name=title]", "Quay camera");
    browser.script("document.querySelector('#editor-save').click()");
    awaitText("#detail-title", "Quay camera");
    awaitText("#detail-state", "Idle");
  }

  private void watchFiguresMove() {
    browser.await(
        "three tracks come",
        SOON,
        "return document.querySelectorAll('#tracks tr').length === 3"
            + " && !/^(–|0 )/.test(document.querySelector('#points td.n .figure').textContent)");
    browser.script("window.keptRow = document.querySelector('#tracks tr')");
    String last = "#tracks tr td.last .figure";
    String before =
        String.valueOf(browser.script("return document.querySelector('" + last + "').textContent"));
    browser.await(
        "the last fragment is another",
        SOON,
        "return document.querySelector('" + last + "').textContent !== '" + before + "'");
    assertThat(browser.script("return window.keptRow === document.querySelector('#tracks tr')"))
        .as("cells are written, not made anew")
        .isEqualTo(true);
    browser.await(
        "fragments are drawn, published and held",
        SOON,
        "return document.querySelectorAll('.lane .published').length >= 6"
            + " && document.querySelectorAll('.lane .held').length >= 2");
    assertThat(text("#sources")).contains("127.0.0.1 · HTTP Push");
    assertThat(text("#no-alarms")).contains("Nothing is wrong");
  }

  /** Judged by the server's own time stamps: the page may be late, the alarm must not be. */
  private void expectSilenceAlarm(Instant killed) {
    browser.await(
        "the silent source is an alarm",
        SOON,
        "return document.querySelector('.alarm[data-kind=SilentSource]')");
    String since =
        String.valueOf(
            browser.script(
                "return document.querySelector('.alarm[data-kind=SilentSource] time').dateTime"));
    String raised =
        String.valueOf(
            browser.script(
                "return window.smoothlabAdmin.points.get(arguments[0]).happenings"
                    + ".find((each) => each.isWarning).at",
                POINT));
    assertThat(Instant.parse(since)).as("the last fragment").isBefore(killed);
    assertThat(Instant.parse(raised))
        .as("raised within three fragments of the last one, which came at %s", since)
        .isAfter(Instant.parse(since).plus(FRAGMENT.multipliedBy(3).minusMillis(50)))
        .isBefore(killed.plus(FRAGMENT.multipliedBy(3)).plus(TIMER));
    awaitText("#points td[data-label=Alarms] .figure", "1 alarm");
  }

  @Test
  void refusesToRestartAStoppedPointAndDeletesIt() throws IOException {
    try (AdminStage stage = AdminStage.start(ServerConfig::withOpenManagement)) {
      browser.openAdmin(stage.page());
      awaitText("#empty", "no publishing points");
      createPoint();
      press("Start");
      awaitText("#detail-state", "Starting");
      pressAndConfirm("Stop");
      awaitText("#detail-state", "Stopped");
      assertThat(offered()).isEqualTo("Shut down");
      browser.script("document.querySelector('#delete').click()");
      browser.script("document.querySelector('#confirm-yes').click()");
      awaitText("#empty", "no publishing points");
      assertThat(browser.consoleErrors()).isEmpty();
    }
  }

  @Test
  void saysWhyAPathIsRefused() throws IOException {
    try (AdminStage stage = AdminStage.start(ServerConfig::withOpenManagement)) {
      browser.openAdmin(stage.page());
      createPoint();
      browser.script("document.querySelector('#create').click()");
      browser.type("#editor-form [name=path]", POINT);
      browser.script("document.querySelector('#editor-save').click()");
      browser.await(
          "the server's word is shown",
          SOON,
          "return !document.querySelector('#editor-wrong').hidden");
      assertThat(text("#editor-wrong")).contains(POINT);
      assertThat(browser.script("return document.querySelector('#editor').open")).isEqualTo(true);
    }
  }

  @Test
  void changesTheSettingsOfAnIdlePoint() throws IOException {
    try (AdminStage stage = AdminStage.start(ServerConfig::withOpenManagement)) {
      browser.openAdmin(stage.page());
      createPoint();
      browser.script("document.querySelector('#settings').click()");
      browser.type("#editor-form [name=title]", "Harbour camera");
      browser.script("document.querySelector('#editor-form [name=hls]').click()");
      browser.script("document.querySelector('#editor-save').click()");
      awaitText("#detail-title", "Harbour camera");
      awaitText("#detail-options", "Apple HTTP Live Streaming");
      assertThat(browser.consoleErrors()).isEmpty();
    }
  }

  @Test
  void asksWhoOneIsAndKeepsTheAnswerInTheTab() throws IOException {
    Files.writeString(
        folder.resolve("users.htpasswd"),
        "anna:$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2\n");
    Path access =
        Files.writeString(
            folder.resolve("access.yaml"),
            """
            users: users.htpasswd
            rules:
              - path: /**
                manage: user:anna
            """);
    try (AdminStage stage = AdminStage.start(config -> config.withAccessFile(access))) {
      browser.openAdmin(stage.page());
      browser.await("a login is asked for", SOON, "return document.querySelector('#sign-in').open");
      signIn("wrong horse");
      browser.await("and asked for again", SOON, "return document.querySelector('#sign-in').open");
      signIn("correct horse");
      awaitText("#link-text", "live");
      awaitText("#empty", "no publishing points");
      assertThat(browser.script("return localStorage.length + sessionStorage.length"))
          .isEqualTo(0L);
      assertThat(browser.script("return document.cookie")).isEqualTo("");
    }
  }

  private void signIn(String password) {
    browser.type("#sign-in-form [name=user]", "anna");
    browser.type("#sign-in-form [name=password]", password);
    browser.script("document.querySelector('#sign-in-form [type=submit]').click()");
  }

  @Test
  void saysWhatToDoWhenTheOriginIsGone() throws IOException {
    try (AdminStage stage = AdminStage.start(ServerConfig::withOpenManagement)) {
      browser.openAdmin(stage.page());
      awaitText("#link-text", "live");
      stage.stopOrigin();
      awaitText("#link-text", "disconnected");
      assertThat(text("#lost-message")).startsWith("No connection to the origin");
      assertThat(text("#lost-advice")).startsWith("Check that it runs.");
      assertThat(browser.script("return document.body.classList.contains('is-stale')"))
          .isEqualTo(true);
    }
  }

  @Test
  void canBeUsedByKeyboardAlone() throws IOException {
    try (AdminStage stage = AdminStage.start(ServerConfig::withOpenManagement)) {
      browser.openAdmin(stage.page());
      createPoint();
      browser.script("document.querySelector('#overview').focus()");
      browser.pressTab();
      assertThat(focused()).isEqualTo("Quay camera");
      browser.pressTab();
      assertThat(focused()).isEqualTo("Start");
      browser.pressEnter();
      awaitText("#detail-state", "Starting");
    }
  }

  // ---- the page

  private void press(String label) {
    browser.await(
        label + " is offered",
        SOON,
        "return [...document.querySelectorAll('#points .command')]"
            + (".some((b) => b.textContent === '" + label + "' && !b.disabled)"));
    browser.script(
        "[...document.querySelectorAll('#points .command')]"
            + (".find((b) => b.textContent === '" + label + "').click()"));
  }

  private void pressAndConfirm(String label) {
    press(label);
    browser.await("it asks first", SOON, "return document.querySelector('#confirm').open");
    browser.script("document.querySelector('#confirm-yes').click()");
  }

  private String offered() {
    return String.valueOf(
        browser.script(
            "return [...document.querySelectorAll('#points .command')]"
                + ".filter((b) => !b.disabled).map((b) => b.textContent).join()"));
  }

  private String focused() {
    return String.valueOf(browser.script("return document.activeElement.textContent"));
  }

  private String text(String selector) {
    return String.valueOf(
        browser.script("return document.querySelector(arguments[0]).textContent", selector));
  }

  private void awaitText(String selector, String text) {
    browser.await(
        selector + " says " + text,
        SOON,
        "return (document.querySelector('"
            + selector
            + "')?.textContent ?? '').includes('"
            + text
            + "')");
  }

  private void screenshots() {
    for (String theme : new String[] {"dark", "light"}) {
      for (int width : new int[] {1280, 400}) {
        browser.picture("admin-" + theme + "-" + width, width, theme);
        assertThat(browser.script("return document.documentElement.scrollWidth"))
            .as("%s, %d pixels wide: nothing sticks out", theme, width)
            .isEqualTo((long) width);
      }
    }
  }
}
