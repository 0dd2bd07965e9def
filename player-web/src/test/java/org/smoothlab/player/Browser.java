package org.smoothlab.player;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The system's Chromium without a window, and the page's probe in it. {@code -Dsmoothlab.chromium}
 * and {@code -Dsmoothlab.chromedriver} name other programs than those in {@code /usr/bin}.
 */
final class Browser implements AutoCloseable {
  private static final Duration SCRIPT_MAX = Duration.ofSeconds(60);
  private static final Duration PAGE_MAX = Duration.ofSeconds(30);

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /** Starts a browser with a fresh profile and a window of 1440 x 1000 pixels. */
  static Browser start() throws IOException {
    Path profile = Files.createTempDirectory("smoothlab-chromium-");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("smoothlab.chromium", "/usr/bin/chromium"));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--autoplay-policy=no-user-gesture-required",
        "--window-size=1440,1000",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(
                new File(program("smoothlab.chromedriver", "/usr/bin/chromedriver")))
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(SCRIPT_MAX).pageLoadTimeout(PAGE_MAX);
    return new Browser(profile, driver);
  }

  private static String program(String property, String usual) {
    return System.getProperty(property, usual);
  }

  /** Opens an address and waits until the page has set up its probe. */
  void open(URI address) {
    driver.get(address.toString());
    new WebDriverWait(driver, PAGE_MAX)
        .until(d -> Boolean.TRUE.equals(script("return window.smoothlab !== undefined")));
  }

  /** Opens a page that has no probe. */
  void openPlain(URI address) {
    driver.get(address.toString());
  }

  /** Opens the operators' page and waits until it runs. */
  void openAdmin(URI address) {
    driver.get(address.toString());
    await("the page runs", PAGE_MAX, "return window.smoothlabAdmin !== undefined");
  }

  /** Waits until a script of the page returns something true; {@code what} names it. */
  void await(String what, Duration max, String condition) {
    new WebDriverWait(driver, max)
        .withMessage(() -> what + "; the page says " + script("return document.body.innerText"))
        .until(d -> Boolean.TRUE.equals(script("return Boolean((() => { " + condition + " })())")));
  }

  /** Types a text in place of what a field holds. */
  void type(String selector, String text) {
    WebElement field = driver.findElement(By.cssSelector(selector));
    field.clear();
    field.sendKeys(text);
  }

  void pressTab() {
    new Actions(driver).sendKeys(Keys.TAB).perform();
  }

  void pressEnter() {
    new Actions(driver).sendKeys(Keys.ENTER).perform();
  }

  /**
   * Gives the page a width and a theme; with {@code -Dsmoothlab.screenshots} leaves a picture of
   * all of it in that folder.
   */
  void picture(String name, int width, String theme) {
    metrics(width, 900);
    script(
        "if (document.documentElement.dataset.theme !== arguments[0])"
            + " document.querySelector('#theme').click()",
        theme);
    metrics(
        width,
        script("return document.documentElement.scrollHeight") instanceof Number height
            ? height.intValue()
            : 900);
    String folder = System.getProperty("smoothlab.screenshots", "");
    if (!folder.isEmpty()) {
      try {
        Files.write(Path.of(folder).resolve(name + ".png"), screenshot());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + name + ".png into " + folder, e);
      }
    }
  }

  private void metrics(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Slows down all that the page fetches; 0 for as fast as it goes. */
  void throttle(long bitsPerSecond) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of(
            "offline",
            false,
            "latency",
            0,
            "downloadThroughput",
            bitsPerSecond == 0 ? -1 : bitsPerSecond / 8,
            "uploadThroughput",
            -1));
  }

  /** Runs a script in the page; numbers come back as Long or Double, objects as Map and List. */
  Object script(String script, Object... arguments) {
    Object answer = driver.executeScript(script, arguments);
    return answer == null ? "" : answer;
  }

  /**
   * Awaits a promise of the page.
   *
   * @return the empty text when it was kept, else the reason it was broken for
   */
  String awaitPromise(String expression) {
    Object answer =
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + ("Promise.resolve(" + expression + ")")
                + ".then(() => done(''), (error) => done(String(error)));");
    return String.valueOf(answer);
  }

  /** {@code window.smoothlab.state()}. */
  @SuppressWarnings("unchecked")
  Map<String, Object> state() {
    return (Map<String, Object>) script("return window.smoothlab.state()");
  }

  /** The page's own clock. */
  double clockMillis() {
    return script("return performance.now()") instanceof Number number
        ? number.doubleValue()
        : Double.NaN;
  }

  /** Waits until the state of the page satisfies a condition, which {@code what} names. */
  Map<String, Object> awaitState(
      String what, Duration max, Predicate<Map<String, Object>> condition) {
    new WebDriverWait(driver, max)
        .withMessage(() -> what + "; the page says " + state())
        .until(d -> condition.test(state()));
    return state();
  }

  /** Lines of the browser's console since the last call, without those of debug level. */
  List<String> consoleErrors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::toString)
        .toList();
  }

  /** A picture of the window, as PNG. */
  byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(Browser::delete);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + profile, e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path, e);
    }
  }
}
