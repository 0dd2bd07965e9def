package org.smoothlab.server.access;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a signed URL carries: a right at everything below a path, until a time.
 *
 * <pre>
 * signature = key-id "." expiry "." right "." depth "." mac
 * expiry    = seconds since 1970-01-01T00:00:00Z; from that second on it does not hold
 * right     = "watch" | "publish" | "syndicate"
 * depth     = how many segments of the path are the prefix, 0..99; 0 is the whole server
 * mac       = base64url( HMAC-SHA-256( secret, canonical ) ), without padding
 * canonical = "smoothlab-url-1" LF key-id LF expiry LF right LF prefix
 * prefix    = "/" segments of the decoded path, e.g. "/live/event.isml"
 * </pre>
 *
 * <p>It stands in the query, {@code ?signed=…}, or as the first segment of the path behind a {@code
 * ~}: {@code /~…/live/event.isml/Manifest}. A player resolves fragment URLs against the manifest's,
 * which drops the query (RFC 3986, 5.2.2) and keeps the folders: so the second form goes with it to
 * every fragment.
 */
public final class UrlSignature {
  /** Name of the query parameter. */
  public static final String PARAMETER = "signed";

  /** What the segment begins with. */
  public static final String SEGMENT_PREFIX = "~";

  /** The longest that is looked at. */
  static final int CHARS_MAX = 128;

  private static final String VERSION = "smoothlab-url-1";
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9_-]{1,32})\\.([1-9][0-9]{0,14})\\.(watch|publish|syndicate)"
              + "\\.(0|[1-9][0-9]?)\\.([A-Za-z0-9_-]{43})");
  private static final Pattern MAC_IN_TEXT =
      Pattern.compile("(\\.(?:watch|publish|syndicate)\\.[0-9]{1,2}\\.)[A-Za-z0-9_-]{43}");

  private final Terms terms;
  private final int depth;
  private final String mac;

  /**
   * What is signed.
   *
   * @param keyId of the key
   * @param expirySeconds since 1970-01-01T00:00:00Z, in 1..10^15-1
   * @param right that is given
   * @param prefix decoded path: the right is given there and below; {@code /} is everywhere
   */
  public record Terms(String keyId, long expirySeconds, Right right, String prefix) {
    private static final int DEPTH_MAX = 99;

    public Terms {
      if (expirySeconds < 1 || expirySeconds >= 1_000_000_000_000_000L) {
        throw new IllegalArgumentException("expirySeconds out of 1..10^15-1: " + expirySeconds);
      }
      if (right.isManagement()) {
        throw new IllegalArgumentException("management is not given by signed URLs: " + right);
      }
      if (!prefix.startsWith("/") || (prefix.length() > 1 && prefix.endsWith("/"))) {
        throw new IllegalArgumentException("expected a path such as /live/event.isml: " + prefix);
      }
      if (depth(prefix) > DEPTH_MAX) {
        throw new IllegalArgumentException("a path of more than " + DEPTH_MAX + " segments");
      }
    }

    private static int depth(String prefix) {
      return prefix.equals("/") ? 0 : (int) prefix.chars().filter(c -> c == '/').count();
    }

    private String canonical() {
      return String.join("\n", VERSION, keyId, Long.toString(expirySeconds), right.text(), prefix);
    }
  }

  private UrlSignature(Terms terms, int depth, String mac) {
    this.terms = terms;
    this.depth = depth;
    this.mac = mac;
  }

  /**
   * Signs.
   *
   * @return what stands in the query parameter, or in the segment behind its {@code ~}
   * @throws IllegalArgumentException if the key does not give this right there
   */
  public static String sign(Terms terms, SigningKey key) {
    if (!terms.keyId().equals(key.id()) || !key.scope().rights().contains(terms.right())) {
      throw new IllegalArgumentException("key " + key.id() + " does not sign for " + terms);
    }
    return String.join(
        ".",
        terms.keyId(),
        Long.toString(terms.expirySeconds()),
        terms.right().text(),
        Integer.toString(Terms.depth(terms.prefix())),
        key.sign(terms.canonical()));
  }

  /**
   * Reads what {@link #sign} wrote; nothing is checked yet but the form.
   *
   * @param path decoded path that is asked for: the prefix is its beginning
   */
  static Optional<UrlSignature> read(String text, String path) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int depth = Integer.parseInt(form.group(4));
    return prefix(path, depth)
        .map(prefix ->
            new UrlSignature(
                new Terms(
                    form.group(1),
                    Long.parseLong(form.group(2)),
                    Right.valueOf(form.group(3).toUpperCase(Locale.ROOT)),
                    prefix),
                depth,
                form.group(5)));
  }

  /** Whether a path segment is meant as a signature: {@code ~} and five parts. */
  public static boolean isSegment(String segment) {
    return segment.startsWith(SEGMENT_PREFIX) && segment.chars().filter(c -> c == '.').count() == 4;
  }

  /** A request target for logs: whoever reads it must not be able to use it. */
  public static String redacted(String target) {
    return target.contains(SEGMENT_PREFIX) || target.contains(PARAMETER)
        ? MAC_IN_TEXT.matcher(target).replaceAll("$1…")
        : target;
  }

  Terms terms() {
    return terms;
  }

  /** Whether this key made it. */
  boolean isBy(SigningKey key) {
    return Digests.areEqual(key.sign(terms.canonical()), mac);
  }

  private static Optional<String> prefix(String path, int depth) {
    if (depth == 0) {
      return Optional.of("/");
    }
    int end = 0;
    for (int segment = 0; segment < depth; segment++) {
      if (end < 0 || end >= path.length()) {
        return Optional.empty();
      }
      end = path.indexOf('/', end + 1);
      if (end < 0) {
        end = segment == depth - 1 ? path.length() : -1;
      }
    }
    String prefix = path.substring(0, end);
    return prefix.length() < 2 || prefix.endsWith("/") ? Optional.empty() : Optional.of(prefix);
  }

  /** Without the part that must not be seen. */
  @Override
  public String toString() {
    return "UrlSignature[" + terms + ", depth=" + depth + "]";
  }
}
