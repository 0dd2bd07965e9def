package org.smoothlab.load;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Load goes to this machine and nowhere else. */
final class Loopback {
  private Loopback() {}

  /**
   * Lets only URLs of this machine pass.
   *
   * @throws IllegalArgumentException if an address of its host is another machine's
   */
  static void require(URI uri) {
    if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().startsWith("http")) {
      throw new IllegalArgumentException("not an http URL: " + uri);
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
        if (!address.isLoopbackAddress()) {
          throw new IllegalArgumentException(
              "load tests target loopback only, and " + uri.getHost() + " is " + address);
        }
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("unknown host: " + uri.getHost(), e);
    }
  }
}
