package org.smoothlab.server.management;

/** What a client sent cannot be taken; the problem says why. */
public final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** With one of the sixteen. */
  public ProblemException(ManagementError error, String message) {
    super(message);
    problem = Problem.of(error, message);
  }

  ProblemException(ManagementError error, String message, Throwable cause) {
    super(message, cause);
    problem = Problem.of(error, message);
  }

  /** What to answer. */
  public Problem problem() {
    return problem;
  }

  static ProblemException schema(String message) {
    return new ProblemException(ManagementError.INVALID_SCHEMA, message);
  }

  static ProblemException data(String message) {
    return new ProblemException(ManagementError.INVALID_DATA, message);
  }
}
