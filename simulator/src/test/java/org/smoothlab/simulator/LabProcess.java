package org.smoothlab.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of Smoothlab as a process of its own, which can be killed. */
final class LabProcess implements AutoCloseable {
  private static final long END_SECONDS_MAX = 60;

  private final Process process;

  private LabProcess(Process process) {
    this.process = process;
  }

  /** Starts {@code smoothlab} with these arguments; what it says goes to {@code log}. */
  static LabProcess start(Path log, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(List.of(arguments)));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new LabProcess(builder.start());
  }

  /** {@code smoothlab} with these arguments, on the class path of this test. */
  static List<String> command(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dlogback.configurationFile=logback.xml",
                "-Dsmoothlab.home=" + Path.of("target").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    return command;
  }

  /** The first line on standard output: an origin that is ready says its URL. */
  URI awaitUrl() throws IOException {
    // Not closed: that would close what the process writes to.
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the process left before it said anything");
    }
    return URI.create(line.strip());
  }

  /** As {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** As Ctrl-C. */
  void stop() throws InterruptedException {
    // Not Process.destroy, which closes what it still has to say.
    process.toHandle().destroy();
    if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("still there a minute after it was told to stop");
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** A port that was free a moment ago, for a server that must come back on the same one. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
