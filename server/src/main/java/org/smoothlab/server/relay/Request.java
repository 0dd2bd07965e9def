package org.smoothlab.server.relay;

import java.net.URI;
import java.util.List;
import org.smoothlab.server.protocol.Header;

/**
 * A request without its body.
 *
 * @param method in capitals
 * @param uri absolute, {@code http} or {@code https}, with host
 * @param headers in the order they are sent
 * @param streamingBody whether {@link Call#send} will be used: the body is then chunked and ends
 *     with {@link Call#end}; otherwise there is no body, and a POST says so by {@code
 *     Content-Length: 0}
 */
public record Request(String method, URI uri, List<Header> headers, boolean streamingBody) {
  public Request {
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("uri has no host: " + uri);
    }
    headers = List.copyOf(headers);
  }

  /** Says nothing of the headers: there are secrets among them. */
  @Override
  public String toString() {
    return "Request[" + method + " " + uri + "]";
  }
}
