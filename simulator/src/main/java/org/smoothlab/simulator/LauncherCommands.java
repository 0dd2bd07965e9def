package org.smoothlab.simulator;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Commands that need the build and are run by the launcher script of a checkout. They are named
 * here so that {@code --help} lists them; reached only when this program is started without the
 * launcher.
 */
final class LauncherCommands {
  private LauncherCommands() {}

  private static int onlyInACheckout(String command) throws UsageException {
    throw new UsageException(
        "'"
            + command
            + "' builds and runs parts that only a checkout has; start it as ./smoothlab "
            + command
            + " in the root of one");
  }

  /** Micro benchmarks. */
  @Command(
      name = "bench",
      description = "Run the JMH benchmarks of a checkout and print the ratios.")
  static final class Bench implements Callable<Integer> {
    @Override
    public Integer call() throws UsageException {
      return onlyInACheckout("bench");
    }
  }

  /** Load tests. */
  @Command(
      name = "load",
      description = "Run the Gatling load test of a checkout against an origin.")
  static final class Load implements Callable<Integer> {
    @Override
    public Integer call() throws UsageException {
      return onlyInACheckout("load");
    }
  }

  /** The whole test suite. */
  @Command(
      name = "verify",
      description =
          "Install what the tests need and run the whole test suite of a checkout;"
              + " verify --soak takes more seeds and kills.")
  static final class Verify implements Callable<Integer> {
    @Override
    public Integer call() throws UsageException {
      return onlyInACheckout("verify");
    }
  }
}
