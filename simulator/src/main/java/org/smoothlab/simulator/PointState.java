package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a publishing point for a state, and waits until it is there. */
@Command(mixinStandardHelpOptions = true, footerHeading = "%nExample:%n")
abstract sealed class PointState implements Callable<Integer> {
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private NamedPoint point = new NamedPoint();

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "2m",
      converter = Units.DurationConverter.class,
      description = "how long to wait for transient states (default: ${DEFAULT-VALUE})")
  private Duration wait = Duration.ofMinutes(2);

  /** The state, as the API has it. */
  abstract String goal();

  /** Waits for sources from then on. */
  @Command(
      name = "start",
      description = "Start a publishing point: it waits for its sources, then serves.",
      footer = "  smoothlab point start /live/quay.isml")
  static final class Start extends PointState {
    @Override
    String goal() {
      return "Started";
    }
  }

  /** Takes nothing more, still serves. */
  @Command(
      name = "stop",
      description = "End the live source of a publishing point, which still serves what it has.",
      footer = "  smoothlab point stop /live/quay.isml")
  static final class Stop extends PointState {
    @Override
    String goal() {
      return "Stopped";
    }
  }

  /** Neither receives nor serves. */
  @Command(
      name = "shutdown",
      description = "Shut a publishing point down: it neither receives nor serves.",
      footer = "  smoothlab point shutdown /live/quay.isml")
  static final class Shutdown extends PointState {
    @Override
    String goal() {
      return "Idle";
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    PrintWriter out = spec.commandLine().getOut();
    try (PointTarget.Place place = point.open()) {
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
      long leftNanos;
      try {
        place.api().putState(place.path(), goal());
        return;
      } catch (PointApi.Refusal refusal) {
        leftNanos = endNanos - System.nanoTime();
        if (!refusal.isLocked() || leftNanos <= 0) {
          throw refusal;
        }
      }
      String state = place.api().state(place.path());
      if (!state.equals(shown)) {
        spec.commandLine().getErr().println(place.path() + " is " + state + ", waiting");
        shown = state;
      }
      // Whoever is locked out is not told when that ends; the last question comes at the bound.
      TimeUnit.NANOSECONDS.sleep(Math.min(ASK_AGAIN.toNanos(), leftNanos));
    }
  }
}
