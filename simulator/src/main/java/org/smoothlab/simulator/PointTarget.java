package org.smoothlab.simulator;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which origin a command talks to, and as whom. */
final class PointTarget {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "the origin, when the point is named by its path (default: ${DEFAULT-VALUE})")
  private String url = "http://127.0.0.1:8080";

  @Mixin private LoginOptions login = new LoginOptions();

  @Option(names = "--trust-all", description = "take any TLS certificate")
  private boolean trustAll;

  /** An origin without a point. */
  PointApi open() throws UsageException {
    return new PointApi(origin(url), login.authorization(), trustAll);
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
          new PointApi(whole.resolve("/"), login.authorization(), trustAll), whole.getPath());
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
}
