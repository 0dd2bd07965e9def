package org.smoothlab.server.origin;

/** What a timeline has at a time. */
public sealed interface Lookup permits PublishedFragment, Lookup.Absence {
  /** Nothing to serve, and why. */
  enum Absence implements Lookup {
    /** No such stream or bitrate. */
    NO_TRACK,
    /** Announced by a published fragment, held back by look-ahead, or the next one expected. */
    SOON,
    /** It has left the DVR window. */
    GONE,
    /** There is no such time. */
    NOWHERE
  }
}
