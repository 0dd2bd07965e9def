package org.smoothlab.server.origin;

import java.util.Optional;
import java.util.OptionalLong;

/** How much of one track came more often than once, and its holes. */
final class TrackWatch {
  private final AlarmSettings.Duplicates settings;
  private int sourceCount;
  private boolean sourceCame;
  private long windowStartNanos;
  private long deliveredCount;
  private long duplicateCount;
  private long gapCount;
  private OptionalLong lastGapNanos = OptionalLong.empty();

  /** What a window showed: what came, and what of it had come before. */
  record Counted(long deliveredCount, long duplicateCount, int sourceCount) {
    /** Whether more came twice than this number of sources explains. */
    boolean isTooMuch(AlarmSettings.Duplicates settings) {
      long explainedTimesSources = deliveredCount * (sourceCount - 1L);
      long excessTimesSources = duplicateCount * sourceCount - explainedTimesSources;
      return deliveredCount >= settings.deliveredCountMin()
          && excessTimesSources * 100 > deliveredCount * sourceCount * settings.percentMax();
    }
  }

  TrackWatch(AlarmSettings.Duplicates settings) {
    this.settings = settings;
  }

  void joined(long nowNanos) {
    sourceCount++;
    sourceCame = true;
    beginWindow(nowNanos);
  }

  void left(long nowNanos) {
    sourceCount--;
    beginWindow(nowNanos);
  }

  void delivered() {
    deliveredCount++;
  }

  void duplicate() {
    duplicateCount++;
  }

  void gap(long nowNanos) {
    gapCount++;
    lastGapNanos = OptionalLong.of(nowNanos);
  }

  /** Holes since the last time that they were forgotten. */
  long gapCount() {
    return gapCount;
  }

  OptionalLong lastGapNanos() {
    return lastGapNanos;
  }

  void forgetGaps() {
    gapCount = 0;
    lastGapNanos = OptionalLong.empty();
  }

  /** When the window is over. */
  long windowEndNanos() {
    return windowStartNanos + settings.windowNanos();
  }

  /** Takes what was counted, and begins anew. Empty when it says nothing. */
  Optional<Counted> takeWindow(long nowNanos) {
    Counted counted = new Counted(deliveredCount, duplicateCount, Math.max(1, sourceCount));
    boolean saysNothing = sourceCame;
    sourceCame = false;
    beginWindow(nowNanos);
    return saysNothing ? Optional.empty() : Optional.of(counted);
  }

  private void beginWindow(long nowNanos) {
    windowStartNanos = nowNanos;
    deliveredCount = 0;
    duplicateCount = 0;
  }
}
