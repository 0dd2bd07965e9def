package org.smoothlab.simulator.scenario;

import org.smoothlab.media.TrackId;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.TraceEntry;

/** A track of a publishing point of an origin. */
record TrackKey(String host, String point, TrackId track) {
  static TrackKey of(TraceEntry entry, OriginEvent.Published published) {
    return new TrackKey(entry.who(), published.point(), published.track());
  }

  boolean isOf(String otherHost, String otherPoint) {
    return host.equals(otherHost) && point.equals(otherPoint);
  }

  @Override
  public String toString() {
    return host + point + " " + track;
  }
}
