package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Optional;

/**
 * A request, as far as its head.
 *
 * @param method in capitals
 * @param target raw path with its query, as on the request line, percent-encoded
 * @param headers in the order they came
 * @param remote who asks: address and port, or a name in the simulated world; unique per connection
 */
public record Ask(String method, String target, List<Header> headers, String remote) {
  public Ask {
    headers = List.copyOf(headers);
  }

  /** The value of the first field of this name. */
  public Optional<String> header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }
}
