package org.smoothlab.server.origin;

import org.smoothlab.media.TrackId;

/**
 * What a publishing point would like to have of one track: fragments that start in here.
 *
 * @param track whose
 * @param afterTicks they start here or later, in the stream's timescale; {@link #BEGINNING} when
 *     everything is wanted, from the first fragment of the event on
 * @param beforeTicks and before this
 */
public record Missing(TrackId track, long afterTicks, long beforeTicks) {
  /** From the first fragment that there ever was. */
  public static final long BEGINNING = Long.MIN_VALUE;

  public Missing {
    if (afterTicks >= beforeTicks) {
      throw new IllegalArgumentException(
          "nothing is between %d and %d ticks".formatted(afterTicks, beforeTicks));
    }
  }
}
