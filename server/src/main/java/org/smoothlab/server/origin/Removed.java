package org.smoothlab.server.origin;

/** What became of the wish to remove a publishing point. */
public sealed interface Removed {
  /** It is gone. */
  record Done() implements Removed {}

  /** It is being shut down: ask again when the version of the point is another. */
  record Pending(PointState state, long version) implements Removed {}

  /** There is none. */
  record Missing() implements Removed {}
}
