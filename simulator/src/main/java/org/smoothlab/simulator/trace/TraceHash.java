package org.smoothlab.simulator.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One number for all that happened: equal for the same scenario, seed and program, on any machine.
 * It is the beginning of the SHA-256 of the JSON lines.
 */
public final class TraceHash implements Trace.Observer {
  private static final int SHOWN_BYTES = 8;

  private final MessageDigest digest;

  /** The hash of nothing so far. */
  public TraceHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void happened(TraceEntry entry) {
    digest.update(TraceJson.line(entry).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  /** Takes the hash of another run. */
  public void add(String hash) {
    digest.update(hash.getBytes(StandardCharsets.UTF_8));
  }

  /** The hash, 16 hexadecimal digits; nothing can be added behind that. */
  public String value() {
    return HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
  }
}
