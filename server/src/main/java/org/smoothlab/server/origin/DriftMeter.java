package org.smoothlab.server.origin;

import java.util.OptionalLong;

/**
 * How far a source's media time has moved against the wall clock since the source settled. The
 * network can only make a fragment late: so of each window the most punctual one counts.
 */
final class DriftMeter {
  /** Fewer fragments in a window have no most punctual one worth the name. */
  private static final int FRAGMENT_COUNT_MIN = 2;

  /**
   * A source first sends what it has, faster than real time. It has settled when two windows agree;
   * at the latest behind so many, for one that never agrees drifts.
   */
  private static final int SETTLING_WINDOW_COUNT_MAX = 6;

  /** No clock is 70 years off; keeps differences inside 63 bits. */
  private static final long MEDIA_NANOS_MAX = Long.MAX_VALUE / 4;

  private final AlarmSettings.Drift settings;
  private OptionalLong reference = OptionalLong.empty();
  private OptionalLong previous = OptionalLong.empty();
  private OptionalLong drift = OptionalLong.empty();
  private int windowCount;
  private int fragmentCount;
  private long windowStartNanos;
  private long leadNanos = Long.MIN_VALUE;

  DriftMeter(AlarmSettings.Drift settings) {
    this.settings = settings;
  }

  /** A fragment that ends at this media time has come. */
  void arrived(long mediaEndNanos, long nowNanos) {
    if (fragmentCount == 0) {
      windowStartNanos = nowNanos;
    }
    fragmentCount++;
    long mediaNanos = Math.clamp(mediaEndNanos, -MEDIA_NANOS_MAX, MEDIA_NANOS_MAX);
    leadNanos = Math.max(leadNanos, mediaNanos - nowNanos);
    if (fragmentCount >= FRAGMENT_COUNT_MIN
        && nowNanos - windowStartNanos >= settings.windowNanos()) {
      closeWindow();
    }
  }

  private void closeWindow() {
    windowCount++;
    if (reference.isPresent()) {
      drift = OptionalLong.of(leadNanos - reference.getAsLong());
    } else if (hasSettled()) {
      reference = OptionalLong.of(leadNanos);
    }
    previous = OptionalLong.of(leadNanos);
    fragmentCount = 0;
    leadNanos = Long.MIN_VALUE;
  }

  private boolean hasSettled() {
    return windowCount >= SETTLING_WINDOW_COUNT_MAX
        || (previous.isPresent()
            && Math.abs(leadNanos - previous.getAsLong()) <= settings.nanosMax() / 4);
  }

  /** Of the last whole window; positive when media time is ahead. Empty until settled. */
  OptionalLong driftNanos() {
    return drift;
  }
}
