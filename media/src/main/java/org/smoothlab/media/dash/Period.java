package org.smoothlab.media.dash;

import java.util.List;

/**
 * A part of a presentation in which nothing is missing.
 *
 * @param id unique in the MPD and never used for another Period
 * @param span when it is
 * @param eventStreams messages in it
 * @param sets what is in it
 * @see "ISO/IEC 23009-1, 5.3.2"
 */
public record Period(
    String id, Span span, List<EventStream> eventStreams, List<AdaptationSet> sets) {
  /** The duration of what goes on until the next Period begins, or for ever. */
  public static final long GOES_ON = -1;

  /**
   * On the timeline of the presentation.
   *
   * @param startNanos at least 0
   * @param durationNanos {@link #GOES_ON} unless it is told
   */
  public record Span(long startNanos, long durationNanos) {
    public Span {
      if (startNanos < 0 || durationNanos < GOES_ON) {
        throw new IllegalArgumentException("not a span: " + startNanos + " + " + durationNanos);
      }
    }
  }

  public Period {
    eventStreams = List.copyOf(eventStreams);
    sets = List.copyOf(sets);
  }
}
