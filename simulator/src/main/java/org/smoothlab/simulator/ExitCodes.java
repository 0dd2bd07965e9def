package org.smoothlab.simulator;

/** What the process says when it leaves, the same for every command. */
final class ExitCodes {
  /** All well, all checks passed. */
  static final int GOOD = 0;

  /** It ran, and checks failed. */
  static final int FAILED = 1;

  /** The command line or an input file is wrong. */
  static final int USAGE = 2;

  /** The target does not answer. */
  static final int UNREACHABLE = 3;

  private ExitCodes() {}
}
