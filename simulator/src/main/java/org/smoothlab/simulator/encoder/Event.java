package org.smoothlab.simulator.encoder;

/** What happens to an encoder. */
public sealed interface Event {
  /** The encoder is switched on; comes first, and once. */
  record Started() implements Event {}

  /** The time asked for has come. */
  record Woke() implements Event {}

  /**
   * A request is answered in full.
   *
   * @param connection as given in {@link Action.Open}
   * @param body the beginning of it, as text for people
   */
  record Answered(int connection, int status, String body) implements Event {}

  /** A request has failed without an answer. */
  record Lost(int connection, String why) implements Event {}

  /** One piece that was sent has left. */
  record Writable(int connection) implements Event {}

  /** The encoder's clock is set, as by {@link EncoderFault.ClockStep}. */
  record ClockStepped(long byNanos) implements Event {}

  /** The encoder's clock changes its rate, as by {@link EncoderFault.ClockDrift}. */
  record ClockDrifted(long byPpm) implements Event {}

  /** The operator ends the broadcast: fragments that are begun are finished first. */
  record StopAsked() implements Event {}
}
