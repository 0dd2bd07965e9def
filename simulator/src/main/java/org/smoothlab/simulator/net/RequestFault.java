package org.smoothlab.simulator.net;

/**
 * What befalls single requests for a while. A request that has begun before is not hit.
 *
 * <p>Virtual: the simulated call does it. Sockets: a {@link FaultProxy} that understands enough of
 * HTTP/1.1; what is not HTTP/1.1, TLS for one, passes unharmed.
 */
public sealed interface RequestFault extends Fault {
  /** Which requests. */
  Requests requests();

  @Override
  default String target() {
    return requests().hop().target();
  }

  /** Which of the two bodies of an exchange. */
  enum Body {
    /** What the caller sends. */
    REQUEST,
    /** What comes back. */
    ANSWER
  }

  /**
   * Answers with a status, at once, and the host never hears of the request: an overloaded proxy, a
   * rolling restart.
   *
   * @param status 400..599
   */
  record AnswerStatus(Requests requests, int status, long durationNanos) implements RequestFault {
    public AnswerStatus {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("status out of 400..599: " + status);
      }
    }

    @Override
    public String words() {
      return requests.words() + " are answered " + status + FaultWords.lasting(durationNanos);
    }

    @Override
    public Fault seeded(long seed) {
      return new AnswerStatus(requests.seeded(seed), status, durationNanos);
    }
  }

  /**
   * POSTs arrive later than they were sent; then they flow on as they come. What was sent meanwhile
   * waits on the way, and the sender is slowed when no more fits there.
   */
  record DelayedPost(Requests requests, long delayNanos, long durationNanos)
      implements RequestFault {
    public DelayedPost {
      FaultWords.requireNotNegative("delayNanos", delayNanos);
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String words() {
      return "POSTs among "
          + requests.words()
          + " arrive "
          + FaultWords.duration(delayNanos)
          + " late"
          + FaultWords.lasting(durationNanos);
    }

    @Override
    public Fault seeded(long seed) {
      return new DelayedPost(requests.seeded(seed), delayNanos, durationNanos);
    }
  }

  /**
   * POSTs arrive twice: the same bytes on a second connection to the same host, whose answer nobody
   * gets. The caller sees one exchange, as ever.
   */
  record DuplicatedPost(Requests requests, long durationNanos) implements RequestFault {
    public DuplicatedPost {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String words() {
      return "POSTs among "
          + requests.words()
          + " arrive twice"
          + FaultWords.lasting(durationNanos);
    }

    @Override
    public Fault seeded(long seed) {
      return new DuplicatedPost(requests.seeded(seed), durationNanos);
    }
  }

  /**
   * A body ends well, but too early: after {@code afterBytes} bytes whoever reads it is told that
   * this was all. A shorter body is not hit. The rest of a request's body is read and thrown away;
   * the rest of an answer is not waited for, and its connection ends.
   */
  record TruncatedBody(Requests requests, Body body, long afterBytes, long durationNanos)
      implements RequestFault {
    public TruncatedBody {
      FaultWords.requireNotNegative("afterBytes", afterBytes);
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String words() {
      return bodies(body, requests)
          + " end after "
          + afterBytes
          + " bytes"
          + FaultWords.lasting(durationNanos);
    }

    @Override
    public Fault seeded(long seed) {
      return new TruncatedBody(requests.seeded(seed), body, afterBytes, durationNanos);
    }

    @Override
    public Fault after(long bytes) {
      return new TruncatedBody(requests, body, bytes, durationNanos);
    }
  }

  /**
   * One bit of every {@code everyBytes} bytes of a body is turned, which one by the seed: memory or
   * a cable that TCP's checksum did not see. The same body is hurt the same way in both worlds.
   *
   * @param everyBytes at least 1
   */
  record CorruptedBody(Requests requests, Body body, long everyBytes, long durationNanos)
      implements RequestFault {
    public CorruptedBody {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
      if (everyBytes < 1) {
        throw new IllegalArgumentException("everyBytes is below 1: " + everyBytes);
      }
    }

    @Override
    public String words() {
      return bodies(body, requests)
          + " have a bit turned in every "
          + everyBytes
          + " bytes"
          + FaultWords.lasting(durationNanos);
    }

    @Override
    public Fault seeded(long seed) {
      return new CorruptedBody(requests.seeded(seed), body, everyBytes, durationNanos);
    }
  }

  /**
   * A cache that does not let go: the first whole answer 200 to each path is kept, and every later
   * request for that path gets it again. Without a body in the request only.
   */
  record StaleAnswer(Requests requests, long durationNanos) implements RequestFault {
    public StaleAnswer {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String words() {
      return requests.words() + " get what the first one got" + FaultWords.lasting(durationNanos);
    }

    @Override
    public Fault seeded(long seed) {
      return new StaleAnswer(requests.seeded(seed), durationNanos);
    }
  }

  /** Another answer than was asked for. Without a body in the request only. */
  record WrongAnswer(Requests requests, Instead instead, long durationNanos)
      implements RequestFault {
    public WrongAnswer {
      FaultWords.requireNotNegative("durationNanos", durationNanos);
    }

    @Override
    public String words() {
      return requests.words()
          + " are answered with "
          + instead.words()
          + FaultWords.lasting(durationNanos);
    }

    @Override
    public Fault seeded(long seed) {
      return new WrongAnswer(requests.seeded(seed), instead, durationNanos);
    }
  }

  private static String bodies(Body body, Requests requests) {
    return body == Body.REQUEST
        ? "bodies of " + requests.words()
        : "answers to " + requests.words();
  }
}
