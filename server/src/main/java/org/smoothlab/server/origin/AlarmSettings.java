package org.smoothlab.server.origin;

/**
 * From where on something is an {@link Alarm}.
 *
 * @param silence when a source or a track is silent
 * @param drift when a source's clock is wrong
 * @param duplicates when too much is sent twice
 * @param gapNanos how long after the last hole in a track its alarm is over
 */
public record AlarmSettings(Silence silence, Drift drift, Duplicates duplicates, long gapNanos) {
  private static final long SECOND = 1_000_000_000L;

  /**
   * Three fragments of silence; ten seconds for the first one; two seconds of drift; a tenth more
   * duplicates than there should be; a minute for gaps.
   */
  public static final AlarmSettings DEFAULT =
      new AlarmSettings(
          new Silence(3, 10 * SECOND, 600 * SECOND),
          new Drift(2 * SECOND, 10 * SECOND),
          new Duplicates(10, 8, 30 * SECOND),
          60 * SECOND);

  /**
   * @param fragmentCountMax a track is silent when nothing came of it for longer than so many of
   *     its fragments last
   * @param firstNanosMax the same before its first fragment
   * @param lostNanosMax how long a lost source is waited for while others deliver the same stream
   *     id; behind that, it is taken for switched off
   */
  public record Silence(int fragmentCountMax, long firstNanosMax, long lostNanosMax) {
    public Silence {
      if (fragmentCountMax < 1) {
        throw new IllegalArgumentException("fragmentCountMax below 1: " + fragmentCountMax);
      }
    }
  }

  /**
   * @param nanosMax how far media time may be from the wall clock, either way, counted from how the
   *     source began
   * @param windowNanos over which the fragment with the shortest way is looked for: what is late in
   *     between was late on the network. At least two fragments, however long that takes
   */
  public record Drift(long nanosMax, long windowNanos) {}

  /**
   * With {@code n} sources, {@code n - 1} of {@code n} fragments are duplicates.
   *
   * @param percentMax how much more of what came may be
   * @param deliveredCountMin fewer fragments in a window say nothing
   * @param windowNanos over which both are counted; the one in which a source comes says nothing,
   *     for that source sends again what it is not sure of
   */
  public record Duplicates(int percentMax, int deliveredCountMin, long windowNanos) {
    public Duplicates {
      if (percentMax < 0 || percentMax > 100) {
        throw new IllegalArgumentException("percentMax out of 0..100: " + percentMax);
      }
    }
  }
}
