package org.smoothlab.server.relay;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Users and passwords for other servers, by the friendly names that settings of points refer to.
 *
 * @param logins by name
 */
public record Credentials(Map<String, Login> logins) {
  /** No names. */
  public static final Credentials NONE = new Credentials(Map.of());

  public Credentials {
    logins = Map.copyOf(logins);
  }

  /** The login of a name. */
  public Optional<Login> find(String name) {
    return Optional.ofNullable(logins.get(name));
  }

  /** Says nothing of the logins. */
  @Override
  public String toString() {
    return "Credentials[" + logins.size() + "]";
  }

  /**
   * @param user without a colon
   * @param password never shown
   */
  public record Login(String user, String password) {
    public Login {
      if (user.isEmpty() || user.indexOf(':') >= 0) {
        throw new IllegalArgumentException("user is empty or has a colon");
      }
    }

    /**
     * The value of {@code Authorization}.
     *
     * @see "RFC 7617, 2"
     */
    String authorization() {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Says nothing of the password. */
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }
}
