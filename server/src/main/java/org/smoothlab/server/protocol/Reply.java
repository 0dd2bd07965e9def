package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;

/**
 * A whole answer. The door writes {@code Content-Length} from the body, for HEAD too, where it
 * leaves the body itself out.
 *
 * @param status HTTP status code
 * @param headers without {@code Content-Length}, {@code Date} and {@code Connection}
 * @param body its parts in order, to be sent by reference
 * @param close whether the connection ends with this answer, because the rest of the request will
 *     not be read
 */
public record Reply(int status, List<Header> headers, List<Slice> body, boolean close)
    implements Exchange {
  public Reply {
    headers = List.copyOf(headers);
    body = List.copyOf(body);
  }

  /** The same with one more field. */
  public Reply with(Header header) {
    List<Header> more = new ArrayList<>(headers);
    more.add(header);
    return new Reply(status, more, body, close);
  }

  /** How long the body is, all parts together. */
  public long bodyBytes() {
    long bytes = 0;
    for (Slice part : body) {
      bytes += part.size();
    }
    return bytes;
  }

  /** Without the body: it may be a key, which is nobody's business in a log. */
  @Override
  public String toString() {
    return "Reply[status=%d, headers=%s, bodyBytes=%d]".formatted(status, headers, bodyBytes());
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
