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

/** {@code smoothlab} as processes of their own. */
final class LabCommand {
  private LabCommand() {}

  /** Starts a command; what it says on standard error goes to {@code log}. */
  static Process start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dsmoothlab.home=" + Path.of("target").toAbsolutePath());
    command.add(
        "-Dsmoothlab.player="
            + Path.of(System.getProperty("smoothlab.dist", "dist")).toAbsolutePath());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "org.smoothlab.simulator.Main"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** The first line that it says: where to find it. */
  static URI awaitUrl(Process process) throws IOException {
    // Not closed: that would close what the process writes to.
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line).startsWith("http://127.0.0.1:");
    return URI.create(line);
  }
}
