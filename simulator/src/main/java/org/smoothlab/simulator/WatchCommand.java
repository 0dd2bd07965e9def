package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.report.JsonReport;
import org.smoothlab.simulator.report.TableReport;
import org.smoothlab.simulator.trace.ViewerScore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One viewer or many. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Watch a publishing point with emulated viewers: each has a buffer, an estimate and a rule, and"
          + " checks what it gets.",
      "A live line on standard error, a table at the end on standard output. Exit code 1 if a viewer"
          + " saw no picture or anything irregular, 3 if the origin does not answer."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab watch http://127.0.0.1:8080/live/a.isml",
      "  smoothlab watch http://127.0.0.1:8080/live/a.isml --viewers 200 --for 1m --json"
    })
final class WatchCommand implements Callable<Integer> {
  private static final Duration LINE_EVERY = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "URL", description = "the publishing point, ending in .isml")
  private String url = "";

  @Option(
      names = "--viewers",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "how many, 1..10000 (default: ${DEFAULT-VALUE})")
  private int viewerCount;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = Units.DurationConverter.class,
      description = "how long (default: ${DEFAULT-VALUE})")
  private Duration runFor = Duration.ofSeconds(30);

  @Option(
      names = "--arrive-within",
      paramLabel = "DURATION",
      defaultValue = "2s",
      converter = Units.DurationConverter.class,
      description = "viewers come at even distances over this time (default: ${DEFAULT-VALUE})")
  private Duration arriveWithin = Duration.ofSeconds(2);

  @Option(names = "--json", description = "the result as JSON on standard output")
  private boolean json;

  @Option(names = "--trust-all", description = "take any TLS certificate")
  private boolean trustAll;

  @Mixin private LoginOptions login = new LoginOptions();

  @Override
  public Integer call() throws IOException, UsageException {
    if (viewerCount < 1 || viewerCount > Audience.VIEWER_COUNT_MAX) {
      throw new UsageException(
          "--viewers out of 1.." + Audience.VIEWER_COUNT_MAX + ": " + viewerCount);
    }
    PublishingPointUrl point = PublishingPointUrl.read(url);
    PrintWriter talk = spec.commandLine().getErr();
    Audience.Size size = new Audience.Size(viewerCount, arriveWithin);
    try (UntilStopped running = new UntilStopped(talk);
        Audience audience =
            Audience.start(point.manifest(), size, new Audience.Door(trustAll, login.header()))) {
      follow(running, audience, talk);
      audience.leave();
      return report(audience, talk);
    }
  }

  private void follow(UntilStopped running, Audience audience, PrintWriter talk) {
    long endNanos = System.nanoTime() + runFor.toNanos();
    for (long leftNanos = runFor.toNanos();
        leftNanos > 0 && !audience.isOver();
        leftNanos = endNanos - System.nanoTime()) {
      Duration next = Duration.ofNanos(Math.min(leftNanos, LINE_EVERY.toNanos()));
      if (!running.await(Optional.of(next))) {
        break;
      }
      talk.print("\r" + TableReport.summary(audience.scores()) + "   ");
      talk.flush();
    }
    talk.println();
  }

  private int report(Audience audience, PrintWriter talk) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<ViewerScore> scores = audience.scores();
    if (json) {
      JsonReport.write(scores, out);
    } else {
      out.print(TableReport.table(scores));
      out.flush();
    }
    scores.stream()
        .flatMap(
            score -> score.irregular().first().stream().map(what -> score.viewer() + ": " + what))
        .limit(ViewerScore.Irregular.KEPT_MAX)
        .forEach(talk::println);
    if (audience.unreachable().isPresent()) {
      talk.println("smoothlab: not reachable: " + audience.unreachable().get());
      return ExitCodes.UNREACHABLE;
    }
    boolean good =
        scores.stream()
            .allMatch(score -> score.startupNanos().isPresent() && score.irregular().count() == 0);
    return good && scores.size() == viewerCount ? ExitCodes.GOOD : ExitCodes.FAILED;
  }
}
