package org.smoothlab.simulator.scenario;

import java.util.HashMap;
import java.util.Map;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;
import org.smoothlab.simulator.trace.WorldEvent;

/** Tells the runs of points apart: what a point goes on with behind a restart is the same one. */
final class RunNames {
  private final Map<String, Integer> lostDisks = new HashMap<>();
  private final Map<Scenario.Place, Long> runs = new HashMap<>();

  void happened(TraceEntry entry) {
    switch (entry.event()) {
      case WorldEvent.NodeUp(String host, boolean diskKept) ->
          lostDisks.merge(host, diskKept ? 0 : 1, Integer::sum);
      case OriginEvent.RunStarted(String point, long runNumber, String _) ->
          runs.put(new Scenario.Place(entry.who(), point), runNumber);
      default -> {}
    }
  }

  /** The run of a point that is going on now. */
  String of(String host, String point) {
    return of(host, runs.getOrDefault(new Scenario.Place(host, point), 0L));
  }

  /** A run on the disk that the host has now, by its number. */
  String of(String host, long runNumber) {
    return lostDisks.getOrDefault(host, 0) + "/" + runNumber;
  }
}
