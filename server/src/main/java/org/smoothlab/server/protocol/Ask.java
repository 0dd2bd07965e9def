package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Optional;
import org.smoothlab.server.access.Caller;
import org.smoothlab.server.access.UrlSignature;

/**
 * A request, as far as its head.
 *
 * @param method in capitals
 * @param target raw path with its query, as on the request line, percent-encoded
 * @param headers in the order they came
 * @param caller who asks, and over what
 */
public record Ask(String method, String target, List<Header> headers, Caller caller) {
  public Ask {
    headers = List.copyOf(headers);
  }

  /**
   * Over a plain connection from elsewhere.
   *
   * @param remote who asks: address and port, or a name in the simulated world; unique per
   *     connection
   */
  public Ask(String method, String target, List<Header> headers, String remote) {
    this(method, target, headers, Caller.plain(remote));
  }

  /** Who asks: unique per connection. */
  public String remote() {
    return caller.connection();
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

  /** The values of all fields of this name, in the order they came. */
  public List<String> headers(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  /** Says nothing of the headers: there are secrets among them. */
  @Override
  public String toString() {
    return "Ask[" + method + " " + UrlSignature.redacted(target) + " from " + remote() + "]";
  }
}
