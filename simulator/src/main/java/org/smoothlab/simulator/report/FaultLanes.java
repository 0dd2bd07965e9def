package org.smoothlab.simulator.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/** What was done to the run: faults with their words, and what must always hold and did not. */
final class FaultLanes implements Lanes {
  private static final int SPANS_MAX = 200;
  private static final int ROWS_MAX = 8;
  private static final int ROW_HEIGHT = 17;
  private static final double CHAR_WIDTH = 6.3;
  private static final int LABEL_CHARS_MAX = 70;

  private final List<Span> over = new ArrayList<>();
  private final List<Span> broken = new ArrayList<>();

  /** Faults that are on, by their words: the time at which each struck. */
  private final Map<String, List<Long>> open = new LinkedHashMap<>();

  private long count;

  @Override
  public void add(TraceEntry entry) {
    if (!(entry.event() instanceof WorldEvent event)) {
      return;
    }
    long now = entry.atNanos();
    switch (event) {
      case WorldEvent.FaultStruck(String fault) -> {
        count++;
        if (over.size() + open.size() < SPANS_MAX) {
          open.computeIfAbsent(fault, _ -> new ArrayList<>()).add(now);
        }
      }
      case WorldEvent.FaultEnded(String fault) -> end(fault, now);
      case WorldEvent.InvariantBroken(String invariant, String detail) -> {
        if (broken.size() < SPANS_MAX) {
          broken.add(new Span(now, now, invariant + ": " + detail));
        }
      }
      case WorldEvent.NodeDown _, WorldEvent.NodeUp _ -> {}
      case WorldEvent.Started _, WorldEvent.Ended _ -> {}
    }
  }

  private void end(String fault, long now) {
    List<Long> since = open.getOrDefault(fault, List.of());
    if (!since.isEmpty()) {
      over.add(new Span(since.removeFirst(), now, fault));
    }
  }

  /** How many struck. */
  long count() {
    return count;
  }

  /** When each of them struck, and how long it lasted if that was told; in order of time. */
  List<Span> spans() {
    List<Span> spans = new ArrayList<>(over);
    open.forEach((fault, times) -> times.forEach(at -> spans.add(new Span(at, at, fault))));
    return spans.stream()
        .sorted(Comparator.comparingLong(Span::fromNanos).thenComparing(Span::words))
        .toList();
  }

  @Override
  public void draw(Timeline timeline) {
    List<Span> spans = spans();
    if (!spans.isEmpty()) {
      timeline.section("Faults", "what was done, and for how long");
      spans.forEach(span -> timeline.band(span.fromNanos(), span.toNanos()));
      drawRows(timeline, spans);
    }
    if (!broken.isEmpty()) {
      Timeline.Lane lane = timeline.lane("broken invariants", "", 14);
      broken.forEach(span -> lane.mark("bad", span.fromNanos(), span.words()));
    }
  }

  /** Each as high as it must be for its words not to stand on another's. */
  private void drawRows(Timeline timeline, List<Span> spans) {
    List<Timeline.Lane> lanes = new ArrayList<>();
    List<Double> freeFrom = new ArrayList<>();
    long undrawn = count - spans.size();
    for (Span span : spans) {
      String label = Words.cut(span.words(), LABEL_CHARS_MAX);
      int from = timeline.column(span.fromNanos());
      double end =
          Math.max(timeline.column(span.toNanos()), from + 14 + label.length() * CHAR_WIDTH);
      // Words that do not fit on the right stand before the end of the lane.
      double begin =
          end > Timeline.COLUMNS ? Math.min(from, 2 * Timeline.COLUMNS - 10 - end) : from;
      int row = 0;
      while (row < freeFrom.size() && freeFrom.get(row) > begin) {
        row++;
      }
      if (row == ROWS_MAX) {
        undrawn++;
        continue;
      }
      if (row == freeFrom.size()) {
        freeFrom.add(0.0);
        lanes.add(timeline.lane("", "faults", ROW_HEIGHT - 3));
      }
      freeFrom.set(row, end);
      lanes.get(row).bar("fault", span.fromNanos(), span.toNanos(), span.words());
      lanes.get(row).text("fault-words", span.fromNanos(), 11, label);
    }
    if (undrawn > 0) {
      timeline.remark("… and " + undrawn + " more, see the trace");
    }
  }
}
