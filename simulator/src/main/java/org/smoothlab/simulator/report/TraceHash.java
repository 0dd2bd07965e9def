package org.smoothlab.simulator.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.smoothlab.simulator.trace.Trace;

/** Tells whether two runs were the same. */
final class TraceHash {
  private TraceHash() {}

  /** SHA-256 of the JSON lines: what {@code sha256sum} says of the file of {@code --trace}. */
  static String of(Trace trace) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
      try (Writer out = new OutputStreamWriter(sink, StandardCharsets.UTF_8)) {
        trace.writeJsonLines(out);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
