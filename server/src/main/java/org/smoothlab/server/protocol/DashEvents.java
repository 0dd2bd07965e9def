package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.codec.SpliceInsert;
import org.smoothlab.media.dash.EventStream;
import org.smoothlab.server.protocol.PointEvents.Event;

/**
 * What sparse streams tell of, as the event streams of Periods: one for each scheme, an event in
 * the Period in which it happens.
 *
 * @see "ISO/IEC 23009-1, 5.10.2; ANSI/SCTE 214-1, 6.7"
 */
final class DashEvents {
  private final PointEvents events;

  DashEvents(PointEvents events) {
    this.events = events;
  }

  /** How many there are. */
  int count() {
    return events.events().size();
  }

  /**
   * Those of a Period.
   *
   * @param startNanos of media time
   * @param endNanos the first that is not in it
   */
  List<EventStream> between(long startNanos, long endNanos) {
    Map<String, List<Event>> byScheme = new LinkedHashMap<>();
    for (Event event : events.events()) {
      if (event.startNanos() >= startNanos && event.startNanos() < endNanos) {
        byScheme.computeIfAbsent(event.scheme(), _ -> new ArrayList<>()).add(event);
      }
    }
    List<EventStream> streams = new ArrayList<>();
    byScheme.forEach((scheme, of) -> streams.add(stream(scheme, of, startNanos)));
    return streams;
  }

  /** On the clock of the first of its tracks; nearly always there is one. */
  private static EventStream stream(String scheme, List<Event> events, long startNanos) {
    Timescale clock = events.getFirst().clock();
    long startTicks = clock.rescaleFloor(startNanos, Timescale.NANOS);
    List<EventStream.Event> told = new ArrayList<>();
    for (Event event : events) {
      told.add(
          new EventStream.Event(
              Math.max(0, clock.rescaleFloor(event.startTicks(), event.clock()) - startTicks),
              durationTicks(event, clock),
              event.sample().id(),
              event.sample().message()));
    }
    return new EventStream(
        events.getFirst().isSplice() ? EventStream.SCTE_35 : scheme, "", clock, told);
  }

  /** Of a break as it is planned; of all else nobody says it. */
  private static long durationTicks(Event event, Timescale clock) {
    return event
        .insert()
        .flatMap(SpliceInsert::breakTicks)
        .map(ticks -> clock.rescaleFloor(ticks, SpliceInsert.CLOCK))
        .orElse(-1L);
  }
}
