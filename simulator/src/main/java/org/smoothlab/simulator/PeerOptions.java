package org.smoothlab.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.relay.RelaySettings;
import picocli.CommandLine.Option;

/** Options about other servers: where points push to and pull from is said by the points. */
final class PeerOptions {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "name of this origin among servers, by which loops are found; no two may have the same"
              + " (default: one made at each start)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description =
          "users and passwords for other servers, by the names that points refer to (YAML;"
              + " readable by its owner only)")
  private Optional<Path> credentialsFile = Optional.empty();

  @Option(
      names = "--return-to-primary",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = Units.DurationConverter.class,
      description =
          "how often points that pull from a backup ask the primary, to return to it; 0s = never "
              + "(default: ${DEFAULT-VALUE})")
  private Duration returnToPrimary = Duration.ZERO;

  ServerConfig configure(ServerConfig config) {
    ServerConfig named = name.map(config::withName).orElse(config);
    ServerConfig complete = credentialsFile.map(named::withCredentialsFile).orElse(named);
    return complete.withRelaySettings(
        RelaySettings.DEFAULT.returningToPrimary(returnToPrimary.toNanos()));
  }
}
