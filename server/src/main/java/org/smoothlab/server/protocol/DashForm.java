package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.server.origin.PointView;

/**
 * In which form a client wants a presentation: what the URLs of its segments say, too.
 *
 * @param format how segments are named
 * @param eventInUrl whether URLs begin with the event id
 * @param inband whether events are in the segments, and not in the document
 */
record DashForm(Format format, boolean eventInUrl, boolean inband) {
  private static final String EVENTS = "events";
  private static final String INBAND = "inband";

  static DashForm of(PointView view, SmoothUrl.Manifest url, Format format) {
    boolean eventInUrl = url.eventId().isEmpty() && !view.eventId().isEmpty();
    return new DashForm(format, eventInUrl, isInband(url.option(EVENTS)));
  }

  /** Whether a segment is asked for with the events that belong to it. */
  static boolean isInband(SmoothUrl.FragmentRequest url) {
    return isInband(url.option(EVENTS));
  }

  private static boolean isInband(Optional<String> events) {
    return events.filter(INBAND::equalsIgnoreCase).isPresent();
  }

  /** The same with segments named otherwise. */
  DashForm named(Format other) {
    return new DashForm(other, eventInUrl, inband);
  }

  /** The same of what has no events in it. */
  DashForm withoutEvents() {
    return new DashForm(format, eventInUrl, false);
  }

  /** Tells the document from those in other forms, in an entity tag. */
  String tag() {
    return format.word() + (inband ? "-" + INBAND : "");
  }

  /** As they stand in URLs. */
  String options() {
    return "format=" + format.word() + (inband ? "," + EVENTS + "=" + INBAND : "");
  }
}
