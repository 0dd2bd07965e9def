package org.smoothlab.server.relay;

import java.util.List;
import org.smoothlab.media.bytes.Slice;

/**
 * The sender's side of one request under way. Used at its desk only; after the call has completed,
 * failed or been canceled every method does nothing.
 */
public interface Call {
  /** How many pieces may be on their way before the sender must wait for {@code writable}. */
  int SENDS_MAX = 16;

  /**
   * Sends a piece of the body, by reference: the slices must stay as they are until {@link
   * Listener#writable}, which answers each {@code send} once.
   *
   * @throws IllegalStateException if the request has no streaming body, has ended, or {@link
   *     #SENDS_MAX} pieces are unanswered
   */
  void send(List<Slice> bytes);

  /** Ends the body. */
  void end();

  /**
   * Gives up: the connection is reset if the answer is not complete. The listener hears no more.
   */
  void cancel();
}
