package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.simulator.net.Header;

/**
 * How it is sent.
 *
 * @param dialect of the bytes
 * @param pace of the fragments
 * @param opening what comes before the POST proper
 * @param headers of every request; an {@code Authorization} among them is kept back until the
 *     server asks for it with 401, as encoders of the field do
 */
public record Delivery(Dialect dialect, Pace pace, Opening opening, List<Header> headers) {
  /** What comes before the POST proper. */
  public enum Opening {
    /** An empty POST to find out whether a POST is welcome, as encoders of the field do. */
    PROBE,

    /** Nothing, as FFmpeg does. */
    DIRECT
  }

  public Delivery {
    headers = List.copyOf(headers);
  }

  /** The standard's dialect in real time, with a probe. */
  public static Delivery standard() {
    return new Delivery(Dialect.piff(), Pace.REAL, Opening.PROBE, List.of());
  }

  /** The same in another dialect. */
  public Delivery in(Dialect newDialect) {
    return new Delivery(newDialect, pace, opening, headers);
  }

  /** The same at another pace. */
  public Delivery at(Pace newPace) {
    return new Delivery(dialect, newPace, opening, headers);
  }

  /** The same with one more header. */
  public Delivery with(Header header) {
    List<Header> more = new ArrayList<>(headers);
    more.add(header);
    return new Delivery(dialect, pace, opening, more);
  }

  /** The same without a probe. */
  public Delivery direct() {
    return new Delivery(dialect, pace, Opening.DIRECT, headers);
  }
}
