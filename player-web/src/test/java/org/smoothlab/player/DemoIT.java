package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smoothlab demo} as a process of its own, opened in a browser as its user would. */
class DemoIT {
  private static final long FIRST_PICTURE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  @TempDir private Path scratch;

  @Test
  void showsAPictureWithinTenSecondsAndLeavesWhenItsTimeIsUp() throws Exception {
    assertThat(smoothlab("content").waitFor()).isZero();
    try (Browser browser = Browser.start()) {
      long startNanos = System.nanoTime();
      Process demo = smoothlab("demo", "--port", "0", "--for", "20s");
      try {
        URI page = URI.create(firstLine(demo));
        browser.open(page);
        assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
        long firstPictureNanos = System.nanoTime() - startNanos;
        System.out.println(
            "first picture of the demo after "
                + TimeUnit.NANOSECONDS.toMillis(firstPictureNanos)
                + " ms");
        assertThat(firstPictureNanos).isLessThan(FIRST_PICTURE_NANOS_MAX);
        assertThat(browser.consoleErrors()).isEmpty();
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
      } finally {
        demo.destroyForcibly();
      }
    }
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line).startsWith("http://127.0.0.1:");
    return line;
  }

  private Process smoothlab(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dsmoothlab.home=" + Path.of("target").toAbsolutePath());
    command.add(
        "-Dsmoothlab.player="
            + Path.of(System.getProperty("smoothlab.dist", "dist")).toAbsolutePath());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "org.smoothlab.simulator.Main"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(scratch.resolve("demo.log").toFile()).start();
  }
}
