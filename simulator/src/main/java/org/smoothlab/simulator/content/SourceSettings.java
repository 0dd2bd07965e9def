package org.smoothlab.simulator.content;

import java.util.Optional;

/**
 * What is to be made of a user's file.
 *
 * @param ladder whose short sides and bitrates are made, as far as the file has so much
 * @param picturesKept whether H.264 stays as it is, as one quality level
 * @param takeMicros how much of its beginning is taken; all of it if it is not said
 * @param gopsPerFragment length of a fragment in groups of pictures of 2 s each, 1..15
 */
public record SourceSettings(
    Ladder ladder, boolean picturesKept, Optional<Long> takeMicros, int gopsPerFragment) {
  public SourceSettings {
    if (gopsPerFragment < 1 || gopsPerFragment > 15) {
      throw new IllegalArgumentException("gopsPerFragment out of 1..15: " + gopsPerFragment);
    }
    if (takeMicros.isPresent() && takeMicros.get() < 1) {
      throw new IllegalArgumentException("takeMicros is below 1: " + takeMicros.get());
    }
  }

  /** All that shapes the bytes, for the name of a file. */
  String shape() {
    StringBuilder all = new StringBuilder();
    for (Rung rung : ladder.rungs()) {
      all.append(rung.heightPixels()).append('@').append(rung.bitrateBps()).append(' ');
    }
    return all.append("audio=")
        .append(ladder.audioBitrateBps())
        .append(" kept=")
        .append(picturesKept)
        .append(" take=")
        .append(takeMicros.orElse(0L))
        .append(" gops=")
        .append(gopsPerFragment)
        .toString();
  }
}
