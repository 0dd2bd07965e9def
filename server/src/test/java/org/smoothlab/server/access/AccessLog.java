package org.smoothlab.server.access;

import java.util.ArrayList;
import java.util.List;

/** Keeps all events. */
public final class AccessLog implements AccessSink {
  private final List<AccessEvent> events = new ArrayList<>();

  @Override
  public synchronized void accept(AccessEvent event) {
    events.add(event);
  }

  public synchronized List<AccessEvent> all() {
    return List.copyOf(events);
  }

  public synchronized <E extends AccessEvent> List<E> all(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
