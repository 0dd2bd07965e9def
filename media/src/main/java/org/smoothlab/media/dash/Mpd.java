package org.smoothlab.media.dash;

import java.util.List;
import java.util.Optional;

/**
 * A DASH presentation.
 *
 * @param kind live or on demand
 * @param buffering what a client's buffer must hold
 * @param periods at least one, in order of time
 * @param utcTimings clocks, the best first
 * @see "ISO/IEC 23009-1, 5.3.1"
 */
public record Mpd(
    Kind kind, Buffering buffering, List<Period> periods, List<UtcTiming> utcTimings) {
  /** What is not told. */
  public static final long UNTOLD = -1;

  /** How time passes in it. */
  public sealed interface Kind {
    /** The same, its clients asked to keep to its delay. */
    default Kind low() {
      return this;
    }

    /**
     * It becomes available as time passes.
     *
     * @param availabilityStartMillis wall time, since 1970, of the presentation's time 0
     * @param publishMillis wall time, since 1970, when the document last became another one
     * @param updateNanos how long the document is good; {@link #UNTOLD} when nothing will change
     *     any more
     * @param window what clients may do in it
     * @param patches where clients learn what is new
     */
    record Live(
        long availabilityStartMillis,
        long publishMillis,
        long updateNanos,
        Window window,
        Optional<Patches> patches)
        implements Kind {
      @Override
      public Kind low() {
        Window low = new Window(window.depthNanos, window.delayNanos, true);
        return new Live(availabilityStartMillis, publishMillis, updateNanos, low, patches);
      }

      Live with(Patches found) {
        return new Live(
            availabilityStartMillis, publishMillis, updateNanos, window, Optional.of(found));
      }
    }

    /**
     * All of it is there.
     *
     * @param durationNanos of the whole presentation
     */
    record OnDemand(long durationNanos) implements Kind {}
  }

  /**
   * Where in a live presentation a client may be.
   *
   * @param depthNanos how far back; {@link #UNTOLD} to the very beginning
   * @param delayNanos how far behind the live edge it should be; {@link #UNTOLD} as it likes
   * @param low whether clients are asked to keep to that delay, playing faster or slower
   */
  public record Window(long depthNanos, long delayNanos, boolean low) {}

  /**
   * Where a client of this document learns what is new in the next one.
   *
   * @param mpdId names the presentation, the same in all its documents
   * @param ttlSeconds so long after the time of publication; at least 1
   * @param uri of the patch to this very document
   * @see "ISO/IEC 23009-1, 5.15"
   */
  public record Patches(String mpdId, int ttlSeconds, String uri) {}

  /**
   * @param minBufferNanos with so much of it a client plays on at its declared bandwidth
   * @param maxSegmentNanos no segment lasts longer; {@link #UNTOLD} when not known
   */
  public record Buffering(long minBufferNanos, long maxSegmentNanos) {}

  public Mpd {
    periods = List.copyOf(periods);
    utcTimings = List.copyOf(utcTimings);
    if (periods.isEmpty()) {
      throw new IllegalArgumentException("a presentation of no Period");
    }
  }
}
