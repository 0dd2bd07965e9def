package org.smoothlab.media.transmux;

/**
 * A caption: what is shown from one time to another.
 *
 * @param startNanos on whatever clock is meant; below {@code endNanos}
 * @param text as WebVTT has it: escaped, with the tags of emphasis; no empty line in it
 */
public record Cue(long startNanos, long endNanos, String text) {
  public Cue {
    if (startNanos >= endNanos) {
      throw new IllegalArgumentException("ends at " + endNanos + ", begins at " + startNanos);
    }
  }
}
