package org.smoothlab.simulator.net;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A request without its body.
 *
 * @param uri absolute, with host
 * @param streamingBody whether {@link Call#send} will be used: the body is then chunked and ends
 *     with {@link Call#end}; otherwise there is no body
 */
public record Request(String method, URI uri, List<Header> headers, boolean streamingBody) {
  public Request {
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("uri has no host: " + uri);
    }
    headers = List.copyOf(headers);
  }

  /** The same with one more header. */
  public Request with(Header header) {
    List<Header> more = new ArrayList<>(headers);
    more.add(header);
    return new Request(method, uri, more, streamingBody);
  }

  /** The same at another address. */
  Request at(URI other) {
    return new Request(method, other, headers, streamingBody);
  }

  /** A GET without headers. */
  public static Request get(URI uri) {
    return new Request("GET", uri, List.of(), false);
  }
}
