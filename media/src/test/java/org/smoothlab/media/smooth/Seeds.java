package org.smoothlab.media.smooth;

import java.util.stream.LongStream;

/** The seeds of every generated test; {@code -Dtest.seed=N} replays one. */
final class Seeds {
  private static final int COUNT = 200;

  private Seeds() {}

  static LongStream seeds() {
    Long replayed = Long.getLong("test.seed");
    return replayed == null ? LongStream.range(0, COUNT) : LongStream.of(replayed);
  }
}
