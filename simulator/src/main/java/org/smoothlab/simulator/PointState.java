package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a publishing point for a state, and waits until it is there. */
abstract class PointState implements Callable<Integer> {
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "POINT", description = "path or URL, ending in .isml")
  private String point = "";

  @Mixin private PointTarget target = new PointTarget();

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "2m",
      converter = Units.DurationConverter.class,
      description = "how long to wait for transient states (default: ${DEFAULT-VALUE})")
  private Duration wait = Duration.ofMinutes(2);

  private final String goal;

  PointState(String goal) {
    this.goal = goal;
  }

  /** Waits for sources from then on. */
  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Start a publishing point: it waits for its sources, then serves.",
      footerHeading = "%nExample:%n",
      footer = "  smoothlab point start /live/quay.isml")
  static final class Start extends PointState {
    Start() {
      super("Started");
    }
  }

  /** Takes nothing more, still serves. */
  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "End the live source of a publishing point, which still serves what it has.",
      footerHeading = "%nExample:%n",
      footer = "  smoothlab point stop /live/quay.isml")
  static final class Stop extends PointState {
    Stop() {
      super("Stopped");
    }
  }

  /** Neither receives nor serves. */
  @Command(
      name = "shutdown",
      mixinStandardHelpOptions = true,
      description = "Shut a publishing point down: it neither receives nor serves.",
      footerHeading = "%nExample:%n",
      footer = "  smoothlab point shutdown /live/quay.isml")
  static final class Shutdown extends PointState {
    Shutdown() {
      super("Idle");
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    PrintWriter out = spec.commandLine().getOut();
    try (PointTarget.Place place = target.open(point)) {
      ask(place);
      out.println(place.path() + " is " + place.api().state(place.path()));
      out.flush();
    }
    return ExitCodes.GOOD;
  }

  /** The origin waits some seconds for a transient state; archives may take longer to close. */
  private void ask(PointTarget.Place place)
      throws IOException, InterruptedException, UsageException {
    long endNanos = System.nanoTime() + wait.toNanos();
    String shown = "";
    while (true) {
      try {
        place.api().putState(place.path(), goal);
        return;
      } catch (PointApi.Refusal refusal) {
        if (!refusal.isLocked() || System.nanoTime() - endNanos >= 0) {
          throw refusal;
        }
      }
      String state = place.api().state(place.path());
      if (!state.equals(shown)) {
        spec.commandLine().getErr().println(place.path() + " is " + state + ", waiting");
        shown = state;
      }
      Thread.sleep(ASK_AGAIN);
    }
  }
}
