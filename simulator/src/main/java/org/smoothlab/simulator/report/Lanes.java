package org.smoothlab.simulator.report;

import org.smoothlab.simulator.trace.TraceEntry;

/** One section of the picture: sees every entry of a trace in order, then draws what it saw. */
sealed interface Lanes permits FaultLanes, HostLanes, PointLanes, RelayLanes, ViewerLanes {
  /** Takes the next entry. */
  void add(TraceEntry entry);

  /** Adds lanes to the picture; none, if there is nothing to show. */
  void draw(Timeline timeline);
}
