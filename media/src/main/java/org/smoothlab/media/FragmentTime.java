package org.smoothlab.media;

/**
 * Where a fragment lies on its stream's clock.
 *
 * @param startTicks presentation time of the first sample; negative before the clock's zero (the
 *     priming samples of AAC)
 * @param durationTicks in 0..2^63-1, the sum of the sample durations
 * @see "[MS-SSTR] 2.2.4.4 TfxdBox and 2.2.4.5 TfrfBox"
 */
public record FragmentTime(long startTicks, long durationTicks) {
  public FragmentTime {
    if (durationTicks < 0) {
      throw new IllegalArgumentException("durationTicks is negative: " + durationTicks);
    }
    Math.addExact(startTicks, durationTicks);
  }

  /** The first tick after the fragment. */
  public long endTicks() {
    return startTicks + durationTicks;
  }
}
