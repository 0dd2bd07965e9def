package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.smoothlab.simulator.trace.RunEvent;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceEntry;

/**
 * What happens in a socket run, told by many threads and processes. What one of them tells may
 * arrive behind what came of it elsewhere: the trace gets all of it at the end, in the order of
 * time. For many threads.
 *
 * <p>At {@link Trace#ENTRY_COUNT_MAX} entries the run is broken off: a judge who has not seen all
 * would judge wrongly.
 */
final class Chronicle {
  private final List<TraceEntry> entries = new ArrayList<>();

  /** Takes down what happened. */
  synchronized void add(long atNanos, String who, RunEvent event) {
    if (entries.size() >= Trace.ENTRY_COUNT_MAX) {
      throw new IllegalStateException("more than " + Trace.ENTRY_COUNT_MAX + " events in one run");
    }
    entries.add(new TraceEntry(atNanos, who, event));
  }

  /** Tells all of it up to this moment. */
  synchronized void tell(Trace trace, long endNanos) {
    // Stable: what happened at the same time stays as it was told.
    entries.sort(Comparator.comparingLong(TraceEntry::atNanos));
    for (TraceEntry entry : entries) {
      if (entry.atNanos() <= endNanos) {
        trace.add(Math.max(0, entry.atNanos()), entry.who(), entry.event());
      }
    }
    entries.clear();
  }
}
