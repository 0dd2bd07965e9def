package org.smoothlab.media.transmux;

import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.SampleCursor;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.ts.TsClock;

/**
 * How much earlier than their fragments say pictures are decoded in a transport stream. FFmpeg's
 * muxer for Smooth, and CMAF, let decoding begin with presentation and give the pictures between
 * negative offsets; a transport stream must not decode a picture after it is shown.
 *
 * <p>Each segment is made on its own and its times must follow those of its neighbours, so this
 * knows few steps: 200 ms as soon as offsets may be negative, and twice as much until it suffices.
 * Reordering of pictures that goes deeper in one segment than in the next stays within a step.
 *
 * @see "ISO/IEC 14496-12, 8.6.1.3; ISO/IEC 13818-1, 2.4.3.7"
 */
final class ReorderShift {
  private static final long STEP_TICKS = 18_000;
  private static final long TICKS_MAX = STEP_TICKS << 4;

  private final Timescale timescale;
  private boolean signed;
  private long leastOffsetTicks;
  private long ticks;

  ReorderShift(Timescale timescale) {
    this.timescale = timescale;
  }

  /** Sees the sample under the cursor. */
  void add(SampleCursor cursor) {
    signed |= cursor.hasSignedOffsets();
    leastOffsetTicks = Math.min(leastOffsetTicks, cursor.compositionOffsetTicks());
  }

  /** All samples were seen. */
  void decide() throws MediaException {
    if (!signed && leastOffsetTicks == 0) {
      return;
    }
    long neededTicks = -TsClock.TIMESCALE.rescaleFloor(leastOffsetTicks, timescale);
    ticks = STEP_TICKS;
    while (ticks < neededTicks) {
      ticks *= 2;
    }
    if (ticks > TICKS_MAX) {
      throw new UnsupportedMediaException(
          "trun: a composition offset of %d ticks, the limit is -3.2 s (ISO/IEC 14496-12, 8.6.1.3)"
              .formatted(leastOffsetTicks));
    }
  }

  /** On {@link TsClock}, to be taken off decoding times. */
  long ticks() {
    return ticks;
  }
}
