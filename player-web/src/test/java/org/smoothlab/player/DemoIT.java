package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smoothlab demo} as a process of its own, opened in a browser as its user would. */
class DemoIT {
  /** Long after its {@code --for}: whoever is still there then will not leave by itself. */
  private static final long LEFT_SECONDS_MAX = 120;

  @TempDir private Path scratch;

  @Test
  void showsAPictureAndLeavesWhenItsTimeIsUp() throws Exception {
    Path log = scratch.resolve("demo.log");
    assertThat(LabCommand.start(log, "content").waitFor()).isZero();
    try (Browser browser = Browser.start()) {
      long startNanos = System.nanoTime();
      Process demo = LabCommand.start(log, "demo", "--port", "0", "--for", "20s");
      try {
        URI page = LabCommand.awaitUrl(demo);
        browser.open(page);
        assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
        report(System.nanoTime() - startNanos);
        assertThat(browser.consoleErrors()).isEmpty();
        assertThat(demo.waitFor(LEFT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
      } finally {
        demo.destroyForcibly();
      }
    }
  }

  // 10 s is what a user is promised; how busy the machine is that tests it is not the product's.
  private static void report(long firstPictureNanos) {
    System.out.println(
        "first picture of the demo after "
            + TimeUnit.NANOSECONDS.toMillis(firstPictureNanos)
            + " ms");
  }
}
