package org.smoothlab.server.protocol;

import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.Origin;

/** Everything an origin answers: a request and the time in, an exchange out. Safe for threads. */
public final class Protocol {
  private final Origin origin;
  private final ProtocolSettings settings;

  /**
   * @param origin what is asked about
   * @param settings how requests are treated
   */
  public Protocol(Origin origin, ProtocolSettings settings) {
    this.origin = origin;
    this.settings = settings;
  }

  /** What to do with this request. */
  public Exchange open(Ask ask, long nowNanos) {
    return new Reply(
        404, List.of(), List.of(Slice.ofUtf8("nothing at " + ask.target() + "\n")), false);
  }

  /** The same for a request that was told to wait before; at the deadline the answer is final. */
  public Exchange reopen(Ask ask, Wait wait, long nowNanos) {
    return open(ask, nowNanos);
  }

  /** What to do with this request when the door can hold no more: never a {@link Wait}. */
  public Exchange openWithoutWaiting(Ask ask, long nowNanos) {
    return open(ask, nowNanos);
  }

  /** The origin behind it. */
  public Origin origin() {
    return origin;
  }

  /** How requests are treated. */
  public ProtocolSettings settings() {
    return settings;
  }
}
