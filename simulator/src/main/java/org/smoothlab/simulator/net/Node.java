package org.smoothlab.simulator.net;

import java.util.List;
import org.smoothlab.media.bytes.Slice;

/** A host of the simulated network that answers requests. */
public interface Node {
  /**
   * A request has arrived.
   *
   * @param remote names the connection it came on
   * @param responder takes the answer, now or later
   * @return who takes the request's body, if it streams one, and hears of a loss
   */
  Body open(Request request, String remote, Responder responder);

  /** Takes the body of a request as it arrives. */
  interface Body {
    /** For nodes that want neither a body nor the news of a loss: what arrives is ignored. */
    Body IGNORED =
        new Body() {
          @Override
          public void received(Slice arrived) {}

          @Override
          public void ended() {}

          @Override
          public void lost(String reason) {}
        };

    /** A piece of the body. */
    void received(Slice arrived);

    /** The body is whole. */
    void ended();

    /** The connection is gone before the answer was complete. */
    void lost(String reason);
  }

  /** Takes the answer; after the end or a loss every method does nothing. */
  interface Responder {
    /** Begins the answer. */
    void head(int status, List<Header> headers);

    /** Sends a part of the body, by reference. */
    void body(List<Slice> bytes);

    /** Ends the answer; a request body that has not ended is read no further. */
    void end();
  }
}
