package org.smoothlab.load.lowlatency;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;

/**
 * When the encoder captured what, by {@link System#nanoTime}: told by when its chunks left. The one
 * that left soonest behind its last frame stands for the clock. Any thread may use it.
 */
final class EncoderClock {
  private static final int CHUNK_COUNT_MAX = 1_000_000;

  private final Timescale clock;
  private final List<Long> chunkEnds = new ArrayList<>();
  private long offsetNanos = Long.MAX_VALUE;

  /**
   * @param clock that of all tracks on the wire
   */
  EncoderClock(Timescale clock) {
    this.clock = clock;
  }

  /**
   * A chunk has left.
   *
   * @throws IllegalStateException after a million of them, days of any event
   */
  synchronized void left(TrackId track, FragmentTime time, long nowNanos) {
    if (chunkEnds.size() == CHUNK_COUNT_MAX) {
      throw new IllegalStateException("more than " + CHUNK_COUNT_MAX + " chunks");
    }
    long endNanos = Timescale.NANOS.rescaleFloor(time.endTicks(), clock);
    offsetNanos = Math.min(offsetNanos, nowNanos - endNanos);
    if (track.streamName().equals("video")) {
      chunkEnds.add(endNanos);
    }
  }

  /** When what is shown at a media time was captured. */
  synchronized long capturedNanos(long mediaNanos) {
    if (offsetNanos == Long.MAX_VALUE) {
      throw new IllegalStateException("no chunk has left");
    }
    return mediaNanos + offsetNanos;
  }

  /** When the last frame was captured of the last chunk of the picture that had left by then. */
  synchronized long lastCapturedNanos(long nowNanos) {
    return chunkEnds.stream()
        .mapToLong(this::capturedNanos)
        .filter(nanos -> nanos <= nowNanos)
        .max()
        .orElseThrow(() -> new IllegalStateException("no chunk of the picture had left"));
  }
}
