package org.smoothlab.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, and comparing without telling by the time it takes how much agrees. */
final class Digests {
  /** Hexadecimal digits of a SHA-256. */
  static final int HEX_CHARS = 64;

  private Digests() {}

  /** In lower-case hexadecimal digits. */
  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it: java.security.MessageDigest.
      throw new IllegalStateException(e);
    }
  }

  /** Whether both are the same; takes as long wherever they differ. */
  static boolean areEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
