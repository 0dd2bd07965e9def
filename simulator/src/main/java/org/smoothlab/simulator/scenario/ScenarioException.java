package org.smoothlab.simulator.scenario;

/** A scenario file is not right; the message says where, what was expected, and what was found. */
public final class ScenarioException extends Exception {
  private static final long serialVersionUID = 1;

  public ScenarioException(String message) {
    super(message);
  }

  ScenarioException(String message, Throwable cause) {
    super(message, cause);
  }
}
