package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What happens to one body on its way, by position: however it is cut into pieces. */
final class BodyHurt {
  /** No bound. */
  private static final long WHOLE = Long.MAX_VALUE;

  private final List<Corruption> corruptions = new ArrayList<>();
  private long endBytes = WHOLE;
  private long passedBytes;

  /** One bit in every so many bytes. */
  private record Corruption(long everyBytes, long seed) {
    /** Turns the bits that lie in bytes of the body from {@code from} on. */
    void turn(byte[] bytes, int size, long from) {
      for (long window = from / everyBytes; window * everyBytes < from + size; window++) {
        SplittableRandom random = new SplittableRandom(seed ^ (window * 0x9E3779B97F4A7C15L));
        long at = window * everyBytes + random.nextLong(everyBytes) - from;
        int bit = 1 << random.nextInt(8);
        if (at >= 0 && at < size) {
          bytes[(int) at] ^= (byte) bit;
        }
      }
    }
  }

  /** The body ends after so many bytes; the shortest of several counts. */
  void endAfter(long bytes) {
    endBytes = Math.min(endBytes, bytes);
  }

  void corrupt(long everyBytes, long seed) {
    corruptions.add(new Corruption(everyBytes, seed));
  }

  /** Whether the body may end too early. */
  boolean truncates() {
    return endBytes != WHOLE;
  }

  /** Whether bits are turned. */
  boolean turnsBits() {
    return !corruptions.isEmpty();
  }

  /** How long a body of {@code bytes} is behind this. */
  long length(long bytes) {
    return Math.min(bytes, endBytes);
  }

  /** How many of the next {@code bytes} pass; fewer than all means that the body ends there. */
  int room(long bytes) {
    return (int) Math.min(bytes, endBytes - passedBytes);
  }

  /** Lets the first {@code size} bytes pass, which {@link #room} has allowed: changed in place. */
  void pass(byte[] bytes, int size) {
    for (Corruption corruption : corruptions) {
      corruption.turn(bytes, size, passedBytes);
    }
    passedBytes += size;
  }
}
