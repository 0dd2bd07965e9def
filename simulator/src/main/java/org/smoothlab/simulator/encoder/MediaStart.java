package org.smoothlab.simulator.encoder;

import org.smoothlab.media.Timescale;

/**
 * Where on the media timeline an encoder begins. All times in ticks of {@link Timescale#SMOOTH}.
 *
 * @param captureTicks media time at the moment of the start; what was captured before it is there
 * @param offsetTicks added to every time on the wire, without touching what is shown when
 * @param backlogFragments how many fragments before that moment are sent at once, so that viewers
 *     have something to fill their buffers with; fewer if media time 0 comes first
 * @param epochNanos wall time of that moment, nanoseconds since 1970-01-01 UTC; only what has a
 *     place for a wall time shows it
 */
public record MediaStart(
    long captureTicks, long offsetTicks, int backlogFragments, long epochNanos) {
  private static final long NANOS_OF_A_DAY = 86_400_000_000_000L;
  private static final long NANOS_PER_TICK = 100;

  public MediaStart {
    if (captureTicks < 0 || backlogFragments < 0) {
      throw new IllegalArgumentException("negative: " + captureTicks + " or " + backlogFragments);
    }
  }

  /** Without a wall time. */
  public MediaStart(long captureTicks, long offsetTicks, int backlogFragments) {
    this(captureTicks, offsetTicks, backlogFragments, 0);
  }

  /** At 0, as the Push Encoder does. */
  public static MediaStart zero() {
    return new MediaStart(0, 0, 0);
  }

  /**
   * On the clock: media time is the time since midnight UTC of the day of the start, and goes on
   * beyond 24 h. Encoders that start at different moments are aligned with one another, and a
   * viewer knows its latency.
   *
   * @param epochNanos wall time at the start, nanoseconds since 1970-01-01 UTC
   */
  public static MediaStart clock(long epochNanos) {
    return new MediaStart(
        Math.floorMod(epochNanos, NANOS_OF_A_DAY) / NANOS_PER_TICK, 0, 0, epochNanos);
  }

  /**
   * On the clock as the ingest of DASH-IF has it: media time is the time since 1970-01-01 UTC, so
   * that fragments of all encoders end at multiples of their length.
   *
   * @param epochNanos wall time at the start
   */
  public static MediaStart epoch(long epochNanos) {
    return new MediaStart(epochNanos / NANOS_PER_TICK, 0, 0, epochNanos);
  }

  /** With content from 0 and this on the wire, as the Push Encoder's {@code /realtime:n}. */
  public static MediaStart ticks(long offsetTicks) {
    return new MediaStart(0, offsetTicks, 0);
  }

  /** The same with so many fragments sent at once. */
  public MediaStart withBacklog(int fragments) {
    return new MediaStart(captureTicks, offsetTicks, fragments, epochNanos);
  }

  /** The same moment with other content: what is shown then has this media time. */
  public MediaStart showing(long newCaptureTicks) {
    return new MediaStart(newCaptureTicks, offsetTicks, backlogFragments, epochNanos);
  }

  /** The same with another offset. */
  public MediaStart offsetBy(long newOffsetTicks) {
    return new MediaStart(captureTicks, newOffsetTicks, backlogFragments, epochNanos);
  }

  /** The same at a known wall time. */
  public MediaStart at(long newEpochNanos) {
    return new MediaStart(captureTicks, offsetTicks, backlogFragments, newEpochNanos);
  }
}
