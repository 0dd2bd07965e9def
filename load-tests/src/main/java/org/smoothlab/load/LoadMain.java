package org.smoothlab.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.smoothlab.load.lowlatency.BlockedCommand;
import org.smoothlab.load.lowlatency.LatencyCommand;
import org.smoothlab.simulator.Units;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs the load test: {@code ./smoothlab load}. Without a URL it brings its own live event: an
 * origin and an encoder with the default ladder, in this JVM, stopped at the end.
 */
@Command(
    name = "load",
    subcommands = {LatencyCommand.class, BlockedCommand.class},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Watches one live event with many viewers and states whether the origin kept up:",
      "no failed request, every viewer in step with the live edge, answers within the objective."
    },
    footer = {
      "",
      "Example: load --users 50 --for 30s --url http://127.0.0.1:8080/live/event.isml",
      "",
      "Exit codes: 0 kept up, 1 did not, 2 wrong usage, 3 the event does not answer."
    },
    showDefaultValues = true)
public final class LoadMain implements Callable<Integer> {
  /** Named, because the simulator's own configuration is on the class path too. */
  static final String LOG_CONFIGURATION = "logback.configurationFile";

  static final String LOG_CONFIGURATION_FILE = "logback-load.xml";

  private static final int GOOD = 0;
  private static final int FAILED = 1;
  private static final int UNREACHABLE = 3;

  private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);

  @Option(names = "--users", paramLabel = "COUNT", description = "Viewers, at most 2000.")
  private int userCount = 200;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Units.DurationConverter.class,
      description = "Length of the run, 4s to 10m.",
      defaultValue = "60s")
  private Duration length = Duration.ofSeconds(60);

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A publishing point on this machine; its own event if not given.")
  private @Nullable URI url;

  @Option(
      names = "--p95",
      paramLabel = "TIME",
      converter = Units.DurationConverter.class,
      description = "Objective: 95 of 100 answers are faster.",
      defaultValue = "500ms")
  private Duration responseP95Max = Duration.ofMillis(500);

  @Option(names = "--seed", paramLabel = "N", description = "Decides who watches which level.")
  private long seed = 1;

  @Option(
      names = "--report",
      paramLabel = "FOLDER",
      description = "Where the report goes.",
      defaultValue = "${sys:smoothlab.home:-.}/load-tests/target/gatling")
  private Path reports = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  private LoadMain() {}

  /** Runs the command and leaves with its exit code. */
  public static void main(String[] arguments) {
    System.setProperty(LOG_CONFIGURATION, LOG_CONFIGURATION_FILE);
    System.exit(new CommandLine(new LoadMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoadPlan plan = plan();
    if (url != null) {
      return watch(plan, manifestOf(url));
    }
    LoopClip clip = LoopClip.load(Ladder.standard(), contentFolder(), LoadMain::tellEncoding);
    try (LiveEvent event = LiveEvent.start(clip)) {
      return watch(plan, event.manifest());
    }
  }

  private int watch(LoadPlan plan, URI manifest) throws IOException, InterruptedException {
    Optional<String> trouble = troubleWith(manifest);
    if (trouble.isPresent()) {
      System.err.println("load: " + manifest + ": " + trouble.get());
      return UNREACHABLE;
    }
    System.out.printf(
        "%d viewers on %s for %s, seed %d%n",
        plan.userCount(), manifest, Units.text(plan.length()), plan.seed());
    GatlingRun run = new GatlingRun(plan, manifest, reports.toAbsolutePath(), System.out::println);
    GatlingRun.Outcome outcome = run.run();
    run.report().ifPresent(page -> System.out.println("report: " + page));
    return switch (outcome) {
      case PASSED -> GOOD;
      case FAILED -> {
        System.out.println("replay: " + replay());
        yield FAILED;
      }
    };
  }

  private static void tellEncoding(int doneCount, int allCount) {
    if (doneCount == 1) {
      System.err.println(
          "load: encoding the test content, " + allCount + " frames, only this once");
    }
  }

  /** Where the launcher keeps the encoded test content. */
  private static Path contentFolder() {
    return Path.of(System.getProperty("smoothlab.home", ""), ".smoothlab", "content");
  }

  private LoadPlan plan() {
    try {
      return new LoadPlan(userCount, length, responseP95Max, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private URI manifestOf(URI given) {
    try {
      Loopback.require(given);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    boolean isManifest = given.getPath().toLowerCase(Locale.ROOT).endsWith("/manifest");
    return isManifest ? given : URI.create(given + "/Manifest");
  }

  /** Why the manifest cannot be had; empty when it can. */
  private static Optional<String> troubleWith(URI manifest) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER_WAIT).build()) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(manifest).timeout(ANSWER_WAIT).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      return status == 200 ? Optional.empty() : Optional.of("answers " + status);
    } catch (IOException e) {
      return Optional.of("no answer (" + e + ")");
    }
  }

  private String replay() {
    String target = url == null ? "" : " --url " + url;
    return "load --users %d --for %s --p95 %s --seed %d%s"
        .formatted(userCount, Units.text(length), Units.text(responseP95Max), seed, target);
  }
}
