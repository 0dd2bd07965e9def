package org.smoothlab.server.origin;

import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;

/** How far times may be apart and still mean the same. */
final class FrameTolerance {
  private FrameTolerance() {}

  /** How long one frame lasts, at most a tenth of a second: a text sample is no frame. */
  static long frameTicks(Fragment fragment, Timescale timescale) {
    return frameTicks(fragment.time(), fragment.samples().count(), timescale);
  }

  static long frameTicks(FragmentTime time, int sampleCount, Timescale timescale) {
    long averageTicks = time.durationTicks() / Math.max(1, sampleCount);
    return Math.clamp(averageTicks, 1, Math.max(1, timescale.ticksPerSecond() / 10));
  }

  static boolean near(long aTicks, long bTicks, long toleranceTicks) {
    return Math.abs(aTicks - bTicks) <= toleranceTicks;
  }
}
