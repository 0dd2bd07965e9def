package org.smoothlab.server.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What an {@code Authorization} field says. */
sealed interface Credentials {
  /** The longest value that is looked at. */
  int CHARS_MAX = 4096;

  /** There is none. */
  record None() implements Credentials {}

  /** RFC 7617. */
  record Basic(String user, String password) implements Credentials {
    @Override
    public String toString() {
      return "Basic[user=" + user + "]";
    }
  }

  /** RFC 6750. */
  record Bearer(String token) implements Credentials {
    @Override
    public String toString() {
      return "Bearer[]";
    }
  }

  /** Neither, or broken. */
  record Malformed(String reason) implements Credentials {}

  /** Reads all such fields of a request; two contradict each other. */
  static Credentials read(List<String> fields) {
    if (fields.isEmpty()) {
      return new None();
    }
    if (fields.size() > 1) {
      return new Malformed("more than one Authorization field");
    }
    String field = fields.getFirst().strip();
    int space = field.indexOf(' ');
    if (field.length() > CHARS_MAX || space < 0) {
      return new Malformed("an Authorization field of another form");
    }
    String rest = field.substring(space + 1).strip();
    return switch (field.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "basic" -> readBasic(rest);
      case "bearer" ->
          rest.matches("[A-Za-z0-9._~+/-]+=*")
              ? new Bearer(rest)
              : new Malformed("a Bearer token of another form than RFC 6750, 2.1");
      default -> new Malformed("a scheme other than Basic and Bearer");
    };
  }

  private static Credentials readBasic(String encoded) {
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      int colon = text.indexOf(':');
      // RFC 7617, 2: neither has control characters.
      if (colon < 1 || text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
        return new Malformed("Basic credentials without a name, or with control characters");
      }
      return new Basic(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException | CharacterCodingException _) {
      return new Malformed("Basic credentials that are not UTF-8 in base64");
    }
  }
}
