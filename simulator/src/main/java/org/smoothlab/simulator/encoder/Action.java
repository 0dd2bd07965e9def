package org.smoothlab.simulator.encoder;

import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Header;

/** What an encoder wants done, in the order given. */
public sealed interface Action {
  /**
   * Make a request.
   *
   * @param connection a new number for it
   * @param method {@code POST} or {@code PUT}
   * @param path ready for the request line
   * @param probe whether it has an empty body; otherwise {@link Send}s and an {@link End} follow
   */
  record Open(
      int connection, Requests.Method method, String path, List<Header> headers, boolean probe)
      implements Action {
    public Open {
      headers = List.copyOf(headers);
    }
  }

  /** Send a piece of the body; to be answered by {@link Event.Writable} when it has left. */
  record Send(int connection, List<Slice> bytes) implements Action {
    public Send {
      bytes = List.copyOf(bytes);
    }
  }

  /** End the body. */
  record End(int connection) implements Action {}

  /** Break the connection; nothing more is to be heard of it. */
  record Drop(int connection) implements Action {}

  /** Send {@link Event.Woke} at this time, and not at the one asked for before. */
  record WakeAt(long nanos) implements Action {}

  /** Tell people and traces. */
  record Report(EncoderReport report) implements Action {}
}
