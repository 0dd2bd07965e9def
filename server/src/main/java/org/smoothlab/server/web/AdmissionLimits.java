package org.smoothlab.server.web;

/**
 * What the door admits at most, and what it does at each bound.
 *
 * @param connections bounds of what clients may open
 * @param waits how many requests may be held
 * @param times how long clients may take
 * @param listening who listens to events
 */
public record AdmissionLimits(
    Connections connections, Waits waits, Times times, Listening listening) {
  private static final long SECOND = 1_000_000_000L;

  /** Fit for one machine: ten thousand connections, five seconds to stop. */
  public static final AdmissionLimits DEFAULT =
      new AdmissionLimits(
          new Connections(10_000, 128, 16 * 1024),
          new Waits(10_000, 4_096, 512),
          new Times(
              30 * SECOND, 10 * SECOND, new Slowest(10 * SECOND, 16 * 1024), SECOND, 5 * SECOND),
          new Listening(64, 4_096));

  /**
   * @param connectionsMax open connections; at the bound no more are accepted (they wait in the
   *     system's backlog, or one is closed at once) and idle ones are closed after a second
   * @param streamsPerConnectionMax HTTP/2 streams of a connection; the protocol tells clients, more
   *     are refused with REFUSED_STREAM
   * @param headerBytesMax request line and header fields; above: 431, or 414 for the target
   */
  public record Connections(int connectionsMax, int streamsPerConnectionMax, int headerBytesMax) {
    public Connections {
      requirePositive("connectionsMax", connectionsMax);
      requirePositive("streamsPerConnectionMax", streamsPerConnectionMax);
      requirePositive("headerBytesMax", headerBytesMax);
    }
  }

  /**
   * @param heldRequestsMax requests held until their point moves; one more is answered at once with
   *     what there is; and segments that are sent while they grow, of which one more gets 503
   * @param logEventsMax events on their way to the log; at the bound the newest are dropped and
   *     counted
   * @param feedsMax answers to other servers that last as long as an event; one more gets 503
   */
  public record Waits(int heldRequestsMax, int logEventsMax, int feedsMax) {
    public Waits {
      if (heldRequestsMax < 0) {
        throw new IllegalArgumentException("heldRequestsMax below 0: " + heldRequestsMax);
      }
      requirePositive("logEventsMax", logEventsMax);
      requirePositive("feedsMax", feedsMax);
    }
  }

  /**
   * @param idleNanos a connection without a request in it, or one that takes nothing of its answer;
   *     then it is closed
   * @param headNanos from the first byte of a request head to its last, then the connection is
   *     closed; and the same for a small body, then it is answered 408
   * @param slowest the slowest reader of an answer; one slower is cut off
   * @param discardNanos how long the rest of a refused upload is read and thrown away, so that the
   *     refusal reaches the sender; then the connection is closed
   * @param stopNanos what answers in flight get to finish when the server stops; then they are cut
   *     off
   */
  public record Times(
      long idleNanos, long headNanos, Slowest slowest, long discardNanos, long stopNanos) {
    public Times {
      requirePositive("idleNanos", idleNanos);
      requirePositive("headNanos", headNanos);
      requirePositive("discardNanos", discardNanos);
      requirePositive("stopNanos", stopNanos);
    }
  }

  /**
   * @param graceNanos what every answer gets, however small
   * @param bytesPerSecond beyond the grace, the answer must leave at this rate on the average
   */
  public record Slowest(long graceNanos, long bytesPerSecond) {
    public Slowest {
      requirePositive("graceNanos", graceNanos);
      requirePositive("bytesPerSecond", bytesPerSecond);
    }

    /** How long an answer of this size may take. */
    long allowedNanos(long bodyBytes) {
      return graceNanos + (long) ((double) bodyBytes / bytesPerSecond * SECOND);
    }
  }

  /**
   * @param listenersMax listeners to {@code /api/events} at a time; one more gets 503
   * @param messagesMax events on their way to one listener; at the bound it is cut off and may come
   *     again
   */
  public record Listening(int listenersMax, int messagesMax) {
    public Listening {
      requirePositive("listenersMax", listenersMax);
      requirePositive("messagesMax", messagesMax);
    }
  }

  /** The same with other bounds for listeners. */
  public AdmissionLimits withListening(Listening newListening) {
    return new AdmissionLimits(connections, waits, times, newListening);
  }

  /** The same with other bounds for connections. */
  public AdmissionLimits withConnections(Connections newConnections) {
    return new AdmissionLimits(newConnections, waits, times, listening);
  }

  /** The same with other bounds for waiting. */
  public AdmissionLimits withWaits(Waits newWaits) {
    return new AdmissionLimits(connections, newWaits, times, listening);
  }

  /** The same with other times. */
  public AdmissionLimits withTimes(Times newTimes) {
    return new AdmissionLimits(connections, waits, newTimes, listening);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " below 1: " + value);
    }
  }
}
