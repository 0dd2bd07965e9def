package org.smoothlab.server.access;

import java.util.Map;
import java.util.Optional;

/**
 * Who can log in, and how that is checked. Holds hashes only.
 *
 * @param passwordHashes bcrypt hashes ({@code $2y$…}, 60 characters) by user name
 * @param tokenHashes SHA-256 of bearer tokens, in lower-case hexadecimal digits, by token name
 */
public record Accounts(Map<String, String> passwordHashes, Map<String, String> tokenHashes) {
  /** Nobody can log in. */
  public static final Accounts NONE = new Accounts(Map.of(), Map.of());

  public Accounts {
    passwordHashes = Map.copyOf(passwordHashes);
    tokenHashes = Map.copyOf(tokenHashes);
    for (String hash : tokenHashes.values()) {
      if (!hash.matches("[0-9a-f]{" + Digests.HEX_CHARS + "}")) {
        throw new IllegalArgumentException("not the SHA-256 of a token in hexadecimal digits");
      }
    }
    for (String hash : passwordHashes.values()) {
      if (!Passwords.isHash(hash)) {
        throw new IllegalArgumentException("not a bcrypt hash");
      }
    }
  }

  /** The hash that stands in an access file for this bearer token. */
  public static String tokenHash(String token) {
    return Digests.sha256(token);
  }

  /** The name of a token; compares with all of them, whichever it is. */
  Optional<String> findToken(String token) {
    String hash = tokenHash(token);
    Optional<String> found = Optional.empty();
    for (Map.Entry<String, String> entry : tokenHashes.entrySet()) {
      if (Digests.areEqual(entry.getValue(), hash)) {
        found = Optional.of(entry.getKey());
      }
    }
    return found;
  }

  /** Says how many, not who. */
  @Override
  public String toString() {
    return "Accounts[users=" + passwordHashes.size() + ", tokens=" + tokenHashes.size() + "]";
  }
}
