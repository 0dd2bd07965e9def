package org.smoothlab.simulator.net;

import java.util.List;
import java.util.Optional;

/** A header field of a request or an answer; names are compared without regard to case. */
public record Header(String name, String value) {
  /** The value of the first field of that name. */
  public static Optional<String> find(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name.equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
