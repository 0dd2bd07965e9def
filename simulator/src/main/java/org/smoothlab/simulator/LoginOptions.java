package org.smoothlab.simulator;

import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.smoothlab.simulator.net.Header;
import picocli.CommandLine.Option;

/** Who a command speaks for. */
final class LoginOptions {
  /** Where a password is looked for that is not on the command line. */
  static final String PASSWORD_VARIABLE = "SMOOTHLAB_PASSWORD";

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASSWORD]",
      description =
          "log in; without a password it is taken from the variable "
              + PASSWORD_VARIABLE
              + ", or asked for")
  private Optional<String> user = Optional.empty();

  @Option(names = "--token", paramLabel = "TOKEN", description = "send this bearer token")
  private Optional<String> token = Optional.empty();

  /**
   * What requests carry, if anything.
   *
   * @throws UsageException if both are given, or a password is not to be had
   */
  Optional<Header> header() throws UsageException {
    if (user.isPresent() && token.isPresent()) {
      throw new UsageException("--user and --token contradict each other");
    }
    if (token.isPresent()) {
      return Optional.of(new Header("Authorization", "Bearer " + token.get()));
    }
    return user.isPresent() ? Optional.of(basic(user.get())) : Optional.empty();
  }

  private static Header basic(String given) throws UsageException {
    String login = given.contains(":") ? given : given + ":" + password(given);
    byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
    return new Header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  private static String password(String name) throws UsageException {
    String variable = System.getenv(PASSWORD_VARIABLE);
    if (variable != null) {
      return variable;
    }
    Console console = System.console();
    if (console == null) {
      throw new UsageException(
          "no password for " + name + ": write --user NAME:PASSWORD or set " + PASSWORD_VARIABLE);
    }
    char[] typed = console.readPassword("Password of %s: ", name);
    if (typed == null) {
      throw new UsageException("no password for " + name);
    }
    return new String(typed);
  }
}
