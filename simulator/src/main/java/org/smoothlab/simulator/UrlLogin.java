package org.smoothlab.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL and the login that was written into it.
 *
 * @param url without it
 * @param login {@code user:password} or {@code user}, decoded
 */
record UrlLogin(String url, Optional<String> login) {
  private static final Pattern WITH_LOGIN = Pattern.compile("(https?://)([^/?#]*)@(.*)");

  static UrlLogin read(String text) {
    Matcher parts = WITH_LOGIN.matcher(text);
    return parts.matches()
        ? new UrlLogin(parts.group(1) + parts.group(3), Optional.of(decoded(parts.group(2))))
        : new UrlLogin(text, Optional.empty());
  }

  // A + is one: only forms have it as a space.
  private static String decoded(String login) {
    try {
      return URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return login;
    }
  }
}
