package org.smoothlab.server.protocol;

import java.util.Optional;
import org.smoothlab.media.bytes.Slice;

/** The body of one long POST: bytes in, until it ends, is lost or is refused. One thread's. */
public final class IngestSession {
  IngestSession() {}

  /**
   * Takes what has arrived, however it was cut.
   *
   * @param arrived only looked at during the call
   * @return present when the session is refused: answer it at once and stop reading
   */
  public Optional<Reply> receive(Slice arrived, long nowNanos) {
    return Optional.empty();
  }

  /** The body ended as HTTP has it. */
  public Reply finish(long nowNanos) {
    return new Reply(503, java.util.List.of(), java.util.List.of(), true);
  }

  /** The connection broke. */
  public void lost(String reason, long nowNanos) {}

  /**
   * The door saw {@link #idleDeadlineNanos} pass: the sender is silent or sends next to nothing.
   *
   * @return the refusal
   */
  public Reply timedOut(long nowNanos) {
    return new Reply(503, java.util.List.of(), java.util.List.of(), true);
  }

  /**
   * When {@link #timedOut} is due. Moves with every box that has arrived whole, not with every
   * byte: a sender of one byte a second runs into it.
   */
  public long idleDeadlineNanos() {
    return Long.MAX_VALUE;
  }
}
