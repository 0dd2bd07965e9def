package org.smoothlab.simulator.viewer;

/**
 * What to do about a fragment that was refused. Origins answer 412 for what is announced and not
 * yet there, 404 for what they do not have (of this level: an encoder may be away), 410 for what
 * has left the window.
 *
 * @see "[MS-SSTR] 2.2.6"
 */
final class RetryRule {
  private static final int NOT_FOUND_TRIES_PER_LEVEL = 3;
  private static final int NOT_READY_TRIES = 20;
  private static final long WAIT_NANOS_MIN = 100_000_000L;
  private static final long WAIT_NANOS_MAX = 5_000_000_000L;

  private RetryRule() {}

  /** What next. */
  sealed interface Decision {
    /** The same again, not before. */
    record Again(long waitNanos) implements Decision {}

    /** Another quality level may have it. */
    record OtherLevel() implements Decision {}

    /** Nobody has it: go on behind it. */
    record Skip() implements Decision {}

    /** The position is no longer in the window: start again near the edge. */
    record Rejoin() implements Decision {}
  }

  /**
   * What was asked for.
   *
   * @param durationNanos of the fragment
   * @param levelCount of its stream
   */
  record Asked(long durationNanos, int levelCount) {}

  /** Whether the protocol has this status for a fragment; 0 means that no answer came. */
  static boolean expects(int status) {
    return switch (status) {
      case 0, 404, 410, 412, 503 -> true;
      default -> false;
    };
  }

  /**
   * Decides.
   *
   * @param status 0 when no answer came
   * @param refusalCount how often this fragment was refused in a row, at least 1
   */
  static Decision decide(int status, int refusalCount, Asked asked) {
    long halfNanos = clamp(asked.durationNanos() / 2);
    return switch (status) {
      case 410 -> new Decision.Rejoin();
      case 412 ->
          refusalCount < NOT_READY_TRIES ? new Decision.Again(halfNanos) : new Decision.Skip();
      case 0, 503 -> new Decision.Again(clamp(WAIT_NANOS_MIN << Math.min(refusalCount, 6)));
      default -> notFound(refusalCount, halfNanos, asked);
    };
  }

  private static Decision notFound(int refusalCount, long waitNanos, Asked asked) {
    if (refusalCount >= NOT_FOUND_TRIES_PER_LEVEL * asked.levelCount()) {
      return new Decision.Skip();
    }
    return refusalCount % NOT_FOUND_TRIES_PER_LEVEL == 0
        ? new Decision.OtherLevel()
        : new Decision.Again(waitNanos);
  }

  private static long clamp(long nanos) {
    return Math.clamp(nanos, WAIT_NANOS_MIN, WAIT_NANOS_MAX);
  }
}
