package org.smoothlab.server.relay;

/**
 * How relays behave.
 *
 * @param pull how sources are kept and changed
 * @param push how targets are kept
 * @param past how what came before is fetched
 */
public record RelaySettings(Pull pull, Push push, Past past) {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** Between attempts at one source: all of them fit into what viewers have in their buffers. */
  private static final long RETRY_NANOS = 300_000_000L;

  /**
   * Between attempts at one target, which cost it and this origin a connection: a target that comes
   * back is live again within a fragment's time.
   */
  private static final Push PUSH =
      new Push(SECOND_NANOS / 2, 2 * SECOND_NANOS, 4 * SECOND_NANOS, 2);

  /** Three retries 0.3 s apart; four seconds of silence; pushes come again within two. */
  public static final RelaySettings DEFAULT =
      new RelaySettings(
          new Pull(
              3,
              RETRY_NANOS,
              new Patience(8 * SECOND_NANOS, 4 * SECOND_NANOS),
              new Rounds(5 * SECOND_NANOS, 0)),
          PUSH,
          new Past(8, 100_000_000L));

  /**
   * @param retryCount how often a source that failed is tried again before the next in the list
   * @param retryNanos from one failure to the next attempt
   * @param patience how long a source may be mute
   * @param rounds what is looked at again and again
   */
  public record Pull(int retryCount, long retryNanos, Patience patience, Rounds rounds) {
    public Pull {
      requirePositive("retryNanos", retryNanos);
      if (retryCount < 0) {
        throw new IllegalArgumentException("retryCount below 0: " + retryCount);
      }
    }
  }

  /**
   * @param discoverNanos how often a source is asked for its streams
   * @param returnNanos how often the primary is asked while a backup is in use, to return to it; 0
   *     = never
   */
  public record Rounds(long discoverNanos, long returnNanos) {
    public Rounds {
      requirePositive("discoverNanos", discoverNanos);
      if (returnNanos < 0) {
        throw new IllegalArgumentException("returnNanos below 0: " + returnNanos);
      }
    }
  }

  /**
   * @param answerNanos from a request to the end of a list of streams, and to the head of a stream;
   *     a source that is starting needs five seconds
   * @param silenceNanos a source that brings no fragment for so long, and for twice the longest
   *     fragment, has failed
   */
  public record Patience(long answerNanos, long silenceNanos) {
    public Patience {
      requirePositive("answerNanos", answerNanos);
      requirePositive("silenceNanos", silenceNanos);
    }
  }

  /**
   * @param backOffMinNanos from the first failure to the next attempt; doubled by each further one
   * @param backOffMaxNanos up to this
   * @param stallNanos a target that takes nothing for so long has failed
   * @param resendCount fragments of each track that are sent again behind a lost connection
   */
  public record Push(long backOffMinNanos, long backOffMaxNanos, long stallNanos, int resendCount) {
    public Push {
      requirePositive("backOffMinNanos", backOffMinNanos);
      requirePositive("stallNanos", stallNanos);
      if (backOffMaxNanos < backOffMinNanos || resendCount < 1) {
        throw new IllegalArgumentException(
            "backOffMaxNanos %d below backOffMinNanos %d, or resendCount %d below 1"
                .formatted(backOffMaxNanos, backOffMinNanos, resendCount));
      }
    }
  }

  /**
   * @param fragmentCount of each track in one request
   * @param pauseNanos between two requests, so that live goes first
   */
  public record Past(int fragmentCount, long pauseNanos) {
    public Past {
      requirePositive("fragmentCount", fragmentCount);
      requirePositive("pauseNanos", pauseNanos);
    }
  }

  /** The same, asking the primary so often while a backup is in use. */
  public RelaySettings returningToPrimary(long returnNanos) {
    Rounds rounds = new Rounds(pull.rounds.discoverNanos, returnNanos);
    return withPull(new Pull(pull.retryCount, pull.retryNanos, pull.patience, rounds));
  }

  /**
   * The same for a world that goes so much faster: all times are shorter.
   *
   * @param factor at least 1; no time gets below a nanosecond
   */
  public RelaySettings hurried(int factor) {
    Patience patience = pull.patience;
    Rounds rounds = pull.rounds;
    return new RelaySettings(
        new Pull(
            pull.retryCount,
            shorter(pull.retryNanos, factor),
            new Patience(
                shorter(patience.answerNanos, factor), shorter(patience.silenceNanos, factor)),
            new Rounds(shorter(rounds.discoverNanos, factor), shorter(rounds.returnNanos, factor))),
        new Push(
            shorter(push.backOffMinNanos, factor),
            shorter(push.backOffMaxNanos, factor),
            shorter(push.stallNanos, factor),
            push.resendCount),
        new Past(past.fragmentCount, shorter(past.pauseNanos, factor)));
  }

  private static long shorter(long nanos, int factor) {
    return Math.ceilDiv(nanos, factor);
  }

  /** The same with another way to keep sources. */
  public RelaySettings withPull(Pull newPull) {
    return new RelaySettings(newPull, push, past);
  }

  /** The same with another way to keep targets. */
  public RelaySettings withPush(Push newPush) {
    return new RelaySettings(pull, newPush, past);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " below 1: " + value);
    }
  }
}
