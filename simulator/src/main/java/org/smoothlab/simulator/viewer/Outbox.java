package org.smoothlab.simulator.viewer;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.simulator.trace.Irregularity;
import org.smoothlab.simulator.trace.ViewerEvent;

/** Collects what a viewer wants done while it takes one event. */
final class Outbox {
  private List<Action> actions = new ArrayList<>();
  private int requestCount;

  /** The id under which the answer will be told. */
  int fetch(URI uri) {
    requestCount++;
    actions.add(new Action.Fetch(requestCount, uri));
    return requestCount;
  }

  void cancel(int requestId) {
    actions.add(new Action.Cancel(requestId));
  }

  void note(ViewerEvent event) {
    actions.add(new Action.Note(event));
  }

  void irregular(Irregularity kind, String detail) {
    note(new ViewerEvent.Irregular(kind, detail));
  }

  void wakeAt(long nanos) {
    actions.add(new Action.WakeAt(nanos));
  }

  List<Action> take() {
    List<Action> taken = List.copyOf(actions);
    actions = new ArrayList<>();
    return taken;
  }
}
