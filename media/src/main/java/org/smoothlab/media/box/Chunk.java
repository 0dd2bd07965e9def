package org.smoothlab.media.box;

import org.smoothlab.media.Fragment;

/**
 * A piece of a fragment that may be sent before the fragment is whole.
 *
 * @param fragment its samples, as a fragment of their own; its time is the presentation time of its
 *     first sample in decoding order and the sum of the durations
 * @param index its place in the fragment, from 0
 * @param wholeStartTicks when the fragment starts that it belongs to
 * @param startTicks when it starts on a timeline without holes or overlaps: the start of the
 *     fragment and the durations of the chunks before it
 * @see "ISO/IEC 23000-19, 7.3.2.1 CMAF chunk"
 */
public record Chunk(Fragment fragment, int index, long wholeStartTicks, long startTicks) {
  /** Where the next chunk begins, be it of this fragment or of the next one. */
  public long endTicks() {
    return startTicks + durationTicks();
  }

  /** The sum of the durations of its samples. */
  public long durationTicks() {
    return fragment.time().durationTicks();
  }
}
