package org.smoothlab.server.origin;

/** What became of new settings. */
public sealed interface Configured {
  /** They count from the next start. */
  record Done() implements Configured {}

  /** The point is not Idle. Nothing changed. */
  record InUse(PointState state) implements Configured {}

  /** On the way to Idle: ask again when the version of the point is another. */
  record Pending(PointState state, long version) implements Configured {}
}
