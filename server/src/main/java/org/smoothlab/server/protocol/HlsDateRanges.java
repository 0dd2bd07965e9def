package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.codec.SpliceInsert;
import org.smoothlab.media.hls.DateRange;
import org.smoothlab.server.origin.PointView;
import org.smoothlab.server.origin.RunClock;
import org.smoothlab.server.protocol.PointEvents.Event;

/**
 * Splice events as date ranges. The end of a break belongs to the range of its begin, and is told
 * by the same id. Ids follow from what the encoder says, so that two origins have the same.
 *
 * @see "RFC 8216, 4.3.2.7.1"
 */
final class HlsDateRanges {
  private final RunClock clock;
  private final Map<BreakKey, Event> openBreaks = new HashMap<>();
  private final List<DateRange> ranges = new ArrayList<>();

  private record BreakKey(String streamName, long spliceEventId) {}

  private HlsDateRanges(RunClock clock) {
    this.clock = clock;
  }

  /** In order of time; none while it is not known what time it is. */
  static List<DateRange> of(PointView view) {
    if (view.runClock().isEmpty()) {
      return List.of();
    }
    HlsDateRanges all = new HlsDateRanges(view.runClock().get());
    for (Event event : PointEvents.of(view).events()) {
      if (event.isSplice()) {
        all.add(event);
      }
    }
    return List.copyOf(all.ranges);
  }

  private void add(Event event) {
    if (event.insert().isEmpty()) {
      add(event, DateRange.Meaning.CMD, event, DateRange.Length.UNKNOWN);
      return;
    }
    SpliceInsert insert = event.insert().get();
    BreakKey key = new BreakKey(event.track().stream().name(), insert.eventId());
    if (insert.outOfNetwork()) {
      openBreaks.put(key, event);
      add(event, DateRange.Meaning.OUT, event, planned(insert));
    } else if (openBreaks.containsKey(key)) {
      Event begin = openBreaks.remove(key);
      long nanos = event.startNanos() - begin.startNanos();
      add(begin, DateRange.Meaning.IN, event, new DateRange.Length(DateRange.UNTOLD, nanos));
    } else {
      add(event, DateRange.Meaning.IN, event, DateRange.Length.UNKNOWN);
    }
  }

  private static DateRange.Length planned(SpliceInsert insert) {
    long nanos =
        insert
            .breakTicks()
            .map(ticks -> Timescale.NANOS.rescaleFloor(ticks, SpliceInsert.CLOCK))
            .orElse(DateRange.UNTOLD);
    return new DateRange.Length(nanos, DateRange.UNTOLD);
  }

  /**
   * @param begin of the range: names it
   * @param event whose message it is
   */
  private void add(Event begin, DateRange.Meaning meaning, Event event, DateRange.Length length) {
    String stream = begin.track().stream().name().replaceAll("[^A-Za-z0-9_.-]", "_");
    String id = "%s-%d-%d".formatted(stream, begin.sample().id(), begin.startTicks());
    ranges.add(
        new DateRange(
            id,
            clock.at(begin.startTicks(), begin.clock()).toEpochMilli(),
            length,
            new DateRange.Splice(meaning, event.sample().message())));
  }
}
