package org.smoothlab.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The load engine in a JVM of its own: its garbage is not the origin's, and it may leave by {@code
 * System.exit}, as it likes to.
 */
final class GatlingRun {
  /** What the engine may need on top of the run: its start, the last answers, the report. */
  private static final long EXTRA_SECONDS_MAX = 120;

  private static final int ENGINE_PASSED = 0;
  private static final int ENGINE_ASSERTIONS_FAILED = 2;

  private final LoadPlan plan;
  private final URI manifest;
  private final Path reports;
  private final Consumer<String> talk;

  /**
   * @param manifest of the event that is watched; on this machine
   * @param reports folder; each run makes a new one in it
   * @param talk hears each line that the engine prints, on a thread of its own
   */
  GatlingRun(LoadPlan plan, URI manifest, Path reports, Consumer<String> talk) {
    Loopback.require(manifest);
    this.plan = plan;
    this.manifest = manifest;
    this.reports = reports;
    this.talk = talk;
  }

  /** How a run ended. */
  enum Outcome {
    PASSED,
    /** A request failed, or an objective was missed. */
    FAILED
  }

  /**
   * Runs to the end.
   *
   * @throws IOException if the engine cannot run, or does not end in time
   */
  Outcome run() throws IOException, InterruptedException {
    Files.createDirectories(reports);
    Process engine = new ProcessBuilder(command()).redirectErrorStream(true).start();
    engine.outputWriter().close();
    Thread listener = Thread.ofVirtual().start(() -> engine.inputReader().lines().forEach(talk));
    Thread stopWithUs = new Thread(engine::destroy, "stop-load-engine");
    Runtime.getRuntime().addShutdownHook(stopWithUs);
    try {
      if (!engine.waitFor(plan.length().toSeconds() + EXTRA_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("the load engine did not end in time");
      }
      listener.join();
    } finally {
      engine.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(stopWithUs);
    }
    return switch (engine.exitValue()) {
      case ENGINE_PASSED -> Outcome.PASSED;
      case ENGINE_ASSERTIONS_FAILED -> Outcome.FAILED;
      default -> throw new IOException("the load engine ended with " + engine.exitValue());
    };
  }

  /** The page of the newest run, if there is one. */
  Optional<Path> report() {
    try (Stream<Path> folders = Files.list(reports)) {
      // Folders are named after the simulation and its start: the greatest name is the newest.
      return folders
          .map(folder -> folder.resolve("index.html"))
          .filter(Files::isRegularFile)
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseParallelGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.lang=ALL-UNNAMED"));
    command.add("-D" + LoadMain.LOG_CONFIGURATION + "=" + LoadMain.LOG_CONFIGURATION_FILE);
    command.addAll(plan.toJvmArguments());
    command.add("-D" + LiveViewersSimulation.MANIFEST_PROPERTY + "=" + manifest);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            "io.gatling.app.Gatling",
            "--simulation",
            LiveViewersSimulation.class.getName(),
            "--results-folder",
            reports.toString()));
    return command;
  }
}
