package org.smoothlab.server.access;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that signs URLs, and what it may be used for: whoever has it can give those rights away.
 */
public final class SigningKey {
  /** Shorter secrets can be guessed. */
  public static final int SECRET_BYTES_MIN = 32;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final String ALGORITHM = "HmacSHA256";

  private final String id;
  private final SecretKeySpec secret;
  private final Scope scope;

  /**
   * @param rights that its signatures can give; none of management
   * @param paths where they can give them
   */
  public record Scope(Set<Right> rights, PathPattern paths) {
    /** Watching and publishing everywhere. */
    public static final Scope ALL =
        new Scope(EnumSet.of(Right.WATCH, Right.PUBLISH, Right.SYNDICATE), PathPattern.EVERYTHING);

    public Scope {
      rights = Set.copyOf(rights);
      if (rights.stream().anyMatch(Right::isManagement)) {
        throw new IllegalArgumentException("management is not given by signed URLs");
      }
    }

    /** Whether a signature can give this right at this path. */
    public boolean includes(Right right, String path) {
      return rights.contains(right) && paths.matches(path);
    }
  }

  /**
   * @param id 1..32 letters, digits, {@code -} and {@code _}; stands in the URL
   * @param secret at least {@link #SECRET_BYTES_MIN} bytes
   * @throws IllegalArgumentException if either is not so
   */
  public SigningKey(String id, byte[] secret, Scope scope) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a key id has 1..32 letters, digits, - and _; came: " + id);
    }
    if (secret.length < SECRET_BYTES_MIN) {
      throw new IllegalArgumentException(
          "the secret of key "
              + id
              + " has "
              + secret.length
              + " bytes, expected at least "
              + SECRET_BYTES_MIN);
    }
    this.id = id;
    this.secret = new SecretKeySpec(secret, ALGORITHM);
    this.scope = scope;
  }

  public String id() {
    return id;
  }

  public Scope scope() {
    return scope;
  }

  /** HMAC-SHA-256 in base64url without padding: 43 characters. */
  String sign(String canonical) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      byte[] signature = mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      // Every Java platform has it, and it takes any key: javax.crypto.Mac.
      throw new IllegalStateException(e);
    }
  }

  /** Says nothing of the secret. */
  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
