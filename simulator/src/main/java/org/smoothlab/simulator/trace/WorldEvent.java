package org.smoothlab.simulator.trace;

/** What the experiment itself did. */
public sealed interface WorldEvent extends RunEvent {
  /** The run began. */
  record Started(String scenario, long seed) implements WorldEvent {}

  /** A fault took effect, in words. */
  record FaultStruck(String fault) implements WorldEvent {}

  /** What a fault did is over, in the words in which it struck. */
  record FaultEnded(String fault) implements WorldEvent {}

  /** The host is dead: a process that was killed. */
  record NodeDown(String host) implements WorldEvent {}

  /**
   * The host is back.
   *
   * @param diskKept whether it finds what it had written before
   */
  record NodeUp(String host, boolean diskKept) implements WorldEvent {}

  /** Something that must always hold did not. */
  record InvariantBroken(String invariant, String detail) implements WorldEvent {}

  /** The run is over. */
  record Ended(String why) implements WorldEvent {}
}
