package org.smoothlab.server.origin;

/** What became of a command to a publishing point. */
public sealed interface Commanded {
  /** Obeyed, or there was nothing to do: the point is in, or has been in, this state. */
  record Done(PointState state) implements Commanded {}

  /**
   * Between two states: ask with {@link PublishingPoint#commandAgain} when the version of the point
   * is another than {@code version}.
   */
  record Pending(PointState state, long version) implements Commanded {}

  /** No way leads there from this state. Nothing changed. */
  record Invalid(PointState from) implements Commanded {}
}
