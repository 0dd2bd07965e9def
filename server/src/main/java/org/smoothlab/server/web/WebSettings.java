package org.smoothlab.server.web;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;

/**
 * Where the door is and what lies behind it beside the origin.
 *
 * @param plain where HTTP/1.1 and h2c are spoken
 * @param secure where TLS is spoken, with HTTP/1.1 and h2 by ALPN
 * @param playerFolder what is served at {@code /player/} and {@code /admin/}
 * @param accessLog whether each request becomes a line of the logger {@code access}
 */
public record WebSettings(
    Address plain, Optional<Secure> secure, Optional<Path> playerFolder, boolean accessLog) {

  /**
   * @param host name or address to listen on
   * @param port 0..65535; 0 picks a free one
   */
  public record Address(String host, int port) {
    public Address {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port out of 0..65535: " + port);
      }
    }
  }

  /**
   * @param address where
   * @param keys the server's key with its certificates
   * @param password of the key in it
   */
  public record Secure(Address address, KeyStore keys, String password) {}
}
