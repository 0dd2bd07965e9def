package org.smoothlab.server.access;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Bcrypt, as {@code htpasswd -B} writes it: {@code $2y$<cost>$<22 characters of salt><31 of hash>}.
 * The work doubles with each step of the cost.
 */
public final class Passwords {
  /** What new hashes cost: some 60 ms of one core on a machine of 2025. */
  public static final int COST_DEFAULT = 10;

  /** The cheapest that bcrypt has. */
  public static final int COST_MIN = 4;

  /** The dearest that is taken: some four seconds of one core for each new login. */
  public static final int COST_MAX = 16;

  /** Bcrypt looks no further: two passwords that agree so far would both do. */
  public static final int PASSWORD_BYTES_MAX = 72;

  private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

  private Passwords() {}

  /** Whether it is a hash that {@link #matches} takes. */
  public static boolean isHash(String text) {
    Matcher matcher = HASH.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    int cost = Integer.parseInt(matcher.group(1));
    return cost >= COST_MIN && cost <= COST_MAX;
  }

  /**
   * A new hash with a new salt.
   *
   * @param cost {@link #COST_MIN}..{@link #COST_MAX}
   * @throws IllegalArgumentException if the password is empty, has a NUL, or more than {@link
   *     #PASSWORD_BYTES_MAX} bytes in UTF-8
   */
  public static String hash(String password, int cost) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    if (cost < COST_MIN || cost > COST_MAX) {
      throw new IllegalArgumentException("cost out of " + COST_MIN + ".." + COST_MAX + ": " + cost);
    }
    if (bytes.length == 0 || bytes.length > PASSWORD_BYTES_MAX || password.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "expected a password of 1.."
              + PASSWORD_BYTES_MAX
              + " bytes in UTF-8 without NUL, came "
              + bytes.length
              + " bytes");
    }
    return BCrypt.hashpw(bytes, BCrypt.gensalt("$2y", cost));
  }

  /**
   * Whether this is the password of this hash; takes as long as the hash's cost says. A longer
   * password counts up to {@link #PASSWORD_BYTES_MAX} bytes, as for {@code htpasswd}.
   */
  static boolean matches(String password, String hash) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || password.indexOf('\0') >= 0) {
      return false;
    }
    byte[] counted =
        bytes.length <= PASSWORD_BYTES_MAX ? bytes : Arrays.copyOf(bytes, PASSWORD_BYTES_MAX);
    return BCrypt.checkpw(counted, hash);
  }
}
