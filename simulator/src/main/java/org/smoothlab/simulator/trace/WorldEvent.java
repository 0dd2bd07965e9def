package org.smoothlab.simulator.trace;

/** What the experiment itself did. */
public sealed interface WorldEvent extends RunEvent {
  /** The run began. */
  record Started(String scenario, long seed) implements WorldEvent {}

  /** A fault took effect, in words. */
  record FaultStruck(String fault) implements WorldEvent {}

  /** Something that must always hold did not. */
  record InvariantBroken(String invariant, String detail) implements WorldEvent {}

  /** The run is over. */
  record Ended(String why) implements WorldEvent {}
}
