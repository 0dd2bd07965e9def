package org.smoothlab.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.smoothlab.simulator.net.Header;
import picocli.CommandLine.Option;

/** Who a command speaks for. */
final class LoginOptions {
  /** Where a password is looked for that is not on the command line. */
  static final String PASSWORD_VARIABLE = "SMOOTHLAB_PASSWORD";

  /** Where a token is looked for when no login is on the command line. */
  static final String TOKEN_VARIABLE = "SMOOTHLAB_TOKEN";

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASSWORD]",
      description =
          "log in; without a password it is taken from the variable "
              + PASSWORD_VARIABLE
              + ", or asked for")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "send this bearer token (default: the variable " + TOKEN_VARIABLE + ")")
  private Optional<String> token = Optional.empty();

  /**
   * What requests carry, if anything.
   *
   * @throws UsageException if both are given, or a password is not to be had
   */
  Optional<Header> header() throws UsageException {
    return authorization().map(value -> new Header("Authorization", value));
  }

  /** The same, from what was written into a URL if nothing else is on the command line. */
  Optional<String> authorization(Optional<String> ofUrl) throws UsageException {
    return user.isEmpty() && token.isEmpty() && ofUrl.isPresent()
        ? Optional.of(basic(ofUrl.get()))
        : authorization();
  }

  /** The value of the header {@code Authorization}, if there is one to send. */
  Optional<String> authorization() throws UsageException {
    if (user.isPresent() && token.isPresent()) {
      throw new UsageException("--user and --token contradict each other");
    }
    if (user.isPresent()) {
      return Optional.of(basic(user.get()));
    }
    return token
        .or(() -> Optional.ofNullable(System.getenv(TOKEN_VARIABLE)))
        .filter(text -> !text.isBlank())
        .map(text -> "Bearer " + text);
  }

  private static String basic(String given) throws UsageException {
    String login = given.contains(":") ? given : given + ":" + password(given);
    byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  private static String password(String name) throws UsageException {
    String variable = System.getenv(PASSWORD_VARIABLE);
    if (variable != null) {
      return variable;
    }
    return TypedPassword.ask("Password of " + name + ": ")
        .orElseThrow(() ->
            new UsageException(
                "no password for "
                    + name
                    + ": write --user NAME:PASSWORD or set "
                    + PASSWORD_VARIABLE));
  }
}
