package org.smoothlab.server.relay;

import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Header;

/**
 * What becomes of a request, told at its desk and in order: {@code head}, any number of {@code
 * bytes}, then exactly one of {@code completed} and {@code failed}. A failure may come at any point
 * before.
 */
public interface Listener {
  /** The answer has begun. It may come while the body is still being sent: a refusal. */
  void head(int status, List<Header> headers);

  /**
   * A piece of the answer's body, valid only during this call. The next one is read from the
   * network when this returns: who is slow here slows the sender.
   */
  void bytes(Slice arrived);

  /** The answer is whole. */
  void completed();

  /** There will be no (more) answer: not reachable, reset, cut short. */
  void failed(String why);

  /** One piece given to {@link Call#send} has left; asked for only by those who send. */
  default void writable() {}
}
