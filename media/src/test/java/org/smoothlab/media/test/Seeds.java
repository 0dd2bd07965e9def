package org.smoothlab.media.test;

import java.util.stream.LongStream;

/** The seeds of every generated test; {@code -Dtest.seed=N} replays one. */
public final class Seeds {
  private static final int COUNT = 60;

  private Seeds() {}

  public static LongStream seeds() {
    Long replayed = Long.getLong("test.seed");
    return replayed == null ? LongStream.range(0, COUNT) : LongStream.of(replayed);
  }
}
