package org.smoothlab.simulator.encoder;

import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Header;

/**
 * How it is sent.
 *
 * @param dialect of the bytes
 * @param pace of the fragments
 * @param requests that carry them
 * @param streamManifest a document in a StreamManifestBox of every header, which names the streams
 *     without which the broadcast must not begin; empty for none
 * @see "[MS-SSTR] 2.2.7.2, the stream manifest"
 */
public record Delivery(Dialect dialect, Pace pace, Requests requests, Slice streamManifest) {
  /** The standard's dialect in real time, with a probe. */
  public static Delivery standard() {
    return new Delivery(Dialect.piff(), Pace.REAL, Requests.STANDARD, Slice.EMPTY);
  }

  /** The same in another dialect. */
  public Delivery in(Dialect newDialect) {
    return new Delivery(newDialect, pace, requests, streamManifest);
  }

  /** The same at another pace. */
  public Delivery at(Pace newPace) {
    return new Delivery(dialect, newPace, requests, streamManifest);
  }

  /** The same with one more header. */
  public Delivery with(Header header) {
    return new Delivery(dialect, pace, requests.with(header), streamManifest);
  }

  /** The same with a stream manifest. */
  public Delivery withStreamManifest(Slice document) {
    return new Delivery(dialect, pace, requests, document);
  }

  /** The same without a probe. */
  public Delivery direct() {
    return new Delivery(
        dialect,
        pace,
        new Requests(Requests.Opening.DIRECT, requests.method(), requests.headers()),
        streamManifest);
  }

  /** The same by another method. */
  public Delivery by(Requests.Method method) {
    return new Delivery(
        dialect,
        pace,
        new Requests(requests.opening(), method, requests.headers()),
        streamManifest);
  }

  List<Header> headers() {
    return requests.headers();
  }
}
