package org.smoothlab.simulator;

/** What was asked for cannot be: the message says what was expected and what came. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  /** What {@code cause} says, as it says it. */
  UsageException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
