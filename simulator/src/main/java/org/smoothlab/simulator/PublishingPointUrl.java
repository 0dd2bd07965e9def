package org.smoothlab.simulator;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.smoothlab.server.access.UrlSignature;

/**
 * The address of a publishing point, as people give it.
 *
 * @param uri absolute, its path ending in {@code .isml} or {@code .ism}
 */
record PublishingPointUrl(URI uri) {
  private static final Pattern SIGNED =
      Pattern.compile("^(https?://[^/?]+)(/[^?]*)\\?" + UrlSignature.PARAMETER + "=([\\w.-]+)$");

  /**
   * Reads {@code http://host[:port]/path/name.isml}; a trailing {@code /Manifest} is taken off.
   *
   * @throws UsageException if it is something else
   */
  static PublishingPointUrl read(String text) throws UsageException {
    try {
      String point = withSegment(text).replaceFirst("(?i)/(manifest)?$", "");
      URI uri = new URI(point);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (uri.getHost() == null || !scheme.matches("https?")) {
        throw wrong(text);
      }
      if (!uri.getRawPath().toLowerCase(Locale.ROOT).matches(".*\\.isml?")) {
        throw wrong(text);
      }
      return new PublishingPointUrl(uri);
    } catch (URISyntaxException _) {
      throw wrong(text);
    }
  }

  /** A signature in the query goes into the path, where it stays for what is below. */
  private static String withSegment(String text) {
    return SIGNED.matcher(text).replaceFirst("$1/~$3$2");
  }

  /** Decoded path of the point. */
  String point() {
    return uri.getPath();
  }

  /** Scheme, host and port. */
  URI server() {
    return uri.resolve("/");
  }

  /** The client manifest. */
  URI manifest() {
    return URI.create(uri + "/Manifest");
  }

  private static UsageException wrong(String text) {
    return new UsageException(
        "'"
            + text
            + "' is not a publishing point; write for instance"
            + " http://127.0.0.1:8080/live/event.isml");
  }
}
