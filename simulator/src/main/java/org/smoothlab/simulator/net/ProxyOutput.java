package org.smoothlab.simulator.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Collects what came of one piece, so that it leaves in one go. */
final class ProxyOutput {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  ProxyOutput(OutputStream out) {
    this.out = out;
  }

  void write(byte[] bytes, int from, int size) {
    pending.write(bytes, from, size);
  }

  void write(byte[] bytes) {
    pending.write(bytes, 0, bytes.length);
  }

  void chunkHead(int size) {
    write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  void chunkEnd() {
    write(LINE_END);
  }

  void lastChunk() {
    write(LAST_CHUNK);
  }

  /** Sends what has been collected. */
  void flush() throws IOException {
    if (pending.size() > 0) {
      pending.writeTo(out);
      pending.reset();
      out.flush();
    }
  }
}
