package org.smoothlab.simulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import picocli.CommandLine.Option;

/** Options of every command that starts an origin. */
final class OriginOptions {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "port for HTTP/1.1 and h2c; 0 picks a free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--dvr",
      paramLabel = "DURATION",
      defaultValue = "10m",
      converter = Units.DurationConverter.class,
      description =
          "DVR window of points made on push; 0s keeps all that memory holds "
              + "(default: ${DEFAULT-VALUE})")
  private Duration dvrWindow = Duration.ofMinutes(10);

  @Option(
      names = "--look-ahead",
      paramLabel = "COUNT",
      defaultValue = "2",
      description =
          "later fragments that each fragment announces, on points made on push "
              + "(default: ${DEFAULT-VALUE})")
  private int lookAheadCount;

  @Option(
      names = "--idle-after",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = Units.DurationConverter.class,
      description =
          "points made on push go back to Idle after this time without viewers and encoders; "
              + "0s = never (default: ${DEFAULT-VALUE})")
  private Duration idleAfter = Duration.ZERO;

  /** Listening on loopback, with the player if there is one. */
  ServerConfig config() {
    ServerConfig config = ServerConfig.loopback(port);
    return playerFolder().map(config::withPlayerFolder).orElse(config);
  }

  /**
   * What points are like that the first POST makes.
   *
   * @throws UsageException if a number is out of its range
   */
  PointSettings pointTemplate() throws UsageException {
    try {
      return PointSettings.DEFAULT
          .withAutoStart(true)
          .withAutoRestartOnEncoderReconnect(true)
          .withLookAheadChunks(lookAheadCount)
          .withWindowLengthSeconds(Math.toIntExact(dvrWindow.toSeconds()))
          .withIdleAfterSeconds(Math.toIntExact(idleAfter.toSeconds()));
    } catch (IllegalArgumentException | ArithmeticException outOfRange) {
      throw new UsageException(outOfRange);
    }
  }

  /** The built player: told by the launcher. */
  static Optional<Path> playerFolder() {
    return Optional.of(System.getProperty("smoothlab.player", ""))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .filter(Files::isDirectory);
  }
}
