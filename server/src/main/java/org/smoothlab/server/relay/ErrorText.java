package org.smoothlab.server.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.Slice;

/** What a server says about its refusal, as far as it fits into a message. */
final class ErrorText {
  private static final int BYTES_MAX = 300;

  private final List<Slice> parts = new ArrayList<>();
  private long bytes;

  void add(Slice arrived) {
    long taken = Math.min(arrived.size(), BYTES_MAX - bytes);
    if (taken > 0) {
      parts.add(Slice.copyOf(arrived.slice(0, taken).toByteArray()));
      bytes += taken;
    }
  }

  /** The answer in one line: {@code answered 409: …}. */
  String of(int status) {
    String text =
        new String(Slice.concat(parts).toByteArray(), StandardCharsets.UTF_8)
            .replaceAll("[\\p{Cntrl}\\s]+", " ")
            .strip();
    return "answered " + status + (text.isEmpty() ? "" : ": " + text);
  }
}
