package org.smoothlab.simulator;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Commands that need the build and are run by the launcher script of a checkout. They are named
 * here so that {@code --help} lists them; reached only when this program is started without the
 * launcher.
 */
abstract sealed class LauncherCommands implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws UsageException {
    throw new UsageException(
        ("'%1$s' builds and runs parts that only a checkout has;"
                + " start it as ./smoothlab %1$s in the root of one")
            .formatted(spec.name()));
  }

  /** Micro benchmarks. */
  @Command(
      name = "bench",
      description = "Run the JMH benchmarks of a checkout and print the ratios.")
  static final class Bench extends LauncherCommands {}

  /** Load tests. */
  @Command(
      name = "load",
      description = "Run the Gatling load test of a checkout against an origin.")
  static final class Load extends LauncherCommands {}

  /** The whole test suite. */
  @Command(
      name = "verify",
      description =
          "Install what the tests need and run the whole test suite of a checkout;"
              + " verify --soak takes more seeds and kills.")
  static final class Verify extends LauncherCommands {}
}
