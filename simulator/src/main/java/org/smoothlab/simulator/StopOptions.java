package org.smoothlab.simulator;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** When a command that runs until Ctrl-C stops by itself. */
final class StopOptions {
  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = Units.DurationConverter.class,
      description = "stop by itself after this time")
  private Optional<Duration> time = Optional.empty();

  /** After how long; empty for never. */
  Optional<Duration> time() {
    return time;
  }
}
