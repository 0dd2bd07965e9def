package org.smoothlab.simulator;

import java.io.Console;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which origin a command talks to, and as whom. */
final class PointTarget {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "the origin, when the point is named by its path (default: ${DEFAULT-VALUE})")
  private String url = "http://127.0.0.1:8080";

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASSWORD]",
      description = {
        "log in by name; without a password here it is taken from SMOOTHLAB_PASSWORD,",
        "or asked for"
      })
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:SMOOTHLAB_TOKEN}",
      description = "log in with a bearer token (default: SMOOTHLAB_TOKEN)")
  private Optional<String> token = Optional.empty();

  @Option(names = "--trust-all", description = "take any TLS certificate")
  private boolean trustAll;

  /** An origin without a point. */
  PointApi open() throws UsageException {
    return new PointApi(origin(url), authorization(), trustAll);
  }

  /** Where a point is. */
  record Place(PointApi api, String path) implements AutoCloseable {
    @Override
    public void close() {
      api.close();
    }
  }

  /** The origin of a point, which is named by its path or by its URL. */
  Place open(String point) throws UsageException {
    if (point.matches("(?i)https?://.*")) {
      URI whole = PublishingPointUrl.read(point).uri();
      return new Place(
          new PointApi(whole.resolve("/"), authorization(), trustAll), whole.getPath());
    }
    String path = point.startsWith("/") ? point : "/" + point;
    if (!path.toLowerCase(Locale.ROOT).endsWith(".isml")) {
      throw new UsageException(
          "'" + point + "' is not a publishing point; write for instance /live/event.isml");
    }
    return new Place(open(), path);
  }

  private static URI origin(String url) throws UsageException {
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("(?i)https?")) {
        throw new UsageException(
            "'" + url + "' is not an origin; write for instance http://127.0.0.1:8080");
      }
      return uri.resolve("/");
    } catch (URISyntaxException e) {
      throw new UsageException(e);
    }
  }

  private Optional<String> authorization() throws UsageException {
    if (user.isEmpty()) {
      return token.filter(text -> !text.isBlank()).map(text -> "Bearer " + text);
    }
    String login = user.get().contains(":") ? user.get() : user.get() + ":" + password();
    return Optional.of(
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
  }

  private String password() throws UsageException {
    String given = System.getenv("SMOOTHLAB_PASSWORD");
    if (given != null) {
      return given;
    }
    Console console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() ->
                new UsageException(
                    "no password: write --user NAME:PASSWORD, or set SMOOTHLAB_PASSWORD"));
    return new String(console.readPassword("password of %s: ", user.orElse("")));
  }
}
