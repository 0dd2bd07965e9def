package org.smoothlab.simulator.net;

import java.net.URI;

/** A way to carry requests to hosts. */
public interface Transport {
  /**
   * Sends a request. Nothing is thrown for a host that is not there: {@code listener} is told,
   * later and never from inside this method.
   */
  Call call(Request request, Listener listener);

  /**
   * The same with a header in every request to one server, and in none to others: a manifest may
   * name any host, and must not be sent a password by that.
   *
   * @param server scheme, host and port
   */
  default Transport with(Header header, URI server) {
    return (request, listener) -> {
      boolean there = request.uri().resolve("/").equals(server.resolve("/"));
      return call(there ? request.with(header) : request, listener);
    };
  }
}
