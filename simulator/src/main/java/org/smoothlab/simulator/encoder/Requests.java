package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.simulator.net.Header;

/**
 * The HTTP side of a delivery.
 *
 * @param opening what comes before the request proper
 * @param method of all requests
 * @param headers of every request; an {@code Authorization} among them is kept back until the
 *     server asks for it with 401, as encoders of the field do
 */
public record Requests(Opening opening, Method method, List<Header> headers) {
  /** An empty POST, then the POST. */
  public static final Requests STANDARD = new Requests(Opening.PROBE, Method.POST, List.of());

  /** What comes before the request proper. */
  public enum Opening {
    /** An empty one to find out whether it is welcome, as encoders of the field do. */
    PROBE,

    /** Nothing, as FFmpeg does. */
    DIRECT
  }

  /** Encoders POST; DASH-IF's ingest lets them PUT as well. */
  public enum Method {
    POST,
    PUT
  }

  public Requests {
    headers = List.copyOf(headers);
  }

  Requests with(Header header) {
    List<Header> more = new ArrayList<>(headers);
    more.add(header);
    return new Requests(opening, method, more);
  }
}
