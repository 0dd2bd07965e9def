package org.smoothlab.simulator.encoder;

import org.smoothlab.media.TrackId;

/**
 * A track that is not there for the whole of a programme: it appears late, or stops while the
 * others go on. It has a POST of its own, which begins and ends with it.
 *
 * @param track which
 * @param firstFragment from which fragment of the programme on; 0 is the programme's first
 * @param endFragment the fragment behind its last, above the first; {@link Programme#ENDLESS} for
 *     no end of its own
 */
public record Airtime(TrackId track, long firstFragment, long endFragment) {
  public Airtime {
    if (firstFragment < 0 || endFragment <= firstFragment) {
      throw new IllegalArgumentException(
          track + ": no airtime from " + firstFragment + " to " + endFragment);
    }
  }
}
