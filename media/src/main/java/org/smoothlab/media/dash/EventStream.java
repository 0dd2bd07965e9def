package org.smoothlab.media.dash;

import java.util.List;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.Slice;

/**
 * Messages of one scheme to the client or the application, on the timeline of their Period.
 *
 * @param schemeIdUri says what they mean
 * @param value may be empty
 * @param timescale clock of all times in it
 * @param events in order of time
 * @see "ISO/IEC 23009-1, 5.10.2"
 */
public record EventStream(
    String schemeIdUri, String value, Timescale timescale, List<Event> events) {
  /** SCTE-35 splice information, its binary form in an element: ANSI/SCTE 214-1, 6.7.2. */
  public static final String SCTE_35 = "urn:scte:scte35:2014:xml+bin";

  /**
   * One message.
   *
   * @param startTicks from the start of the Period, at least 0
   * @param durationTicks {@code -1} when unknown
   * @param id events of one id are one event
   * @param message its bytes; of {@link #SCTE_35} a {@code splice_info_section}
   */
  public record Event(long startTicks, long durationTicks, long id, Slice message) {
    public Event {
      if (startTicks < 0 || durationTicks < -1 || id < 0) {
        throw new IllegalArgumentException(
            "not an event: t=%d d=%d id=%d".formatted(startTicks, durationTicks, id));
      }
    }
  }

  public EventStream {
    events = List.copyOf(events);
  }
}
