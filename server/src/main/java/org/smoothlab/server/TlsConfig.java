package org.smoothlab.server;

import java.nio.file.Path;
import java.util.List;

/** Where the key and the certificates of the TLS port come from. */
public sealed interface TlsConfig {
  /** 0..65535; 0 picks a free one. */
  int port();

  /**
   * @param port where TLS is spoken
   * @param certificates PEM, the server's certificate first, then its issuers
   * @param key PEM, PKCS #8, not encrypted ({@code BEGIN PRIVATE KEY})
   */
  record Pem(int port, Path certificates, Path key) implements TlsConfig {}

  /**
   * @param port where TLS is spoken
   * @param file PKCS #12 with one key and its certificates
   * @param password of the file and of the key in it
   */
  record Pkcs12(int port, Path file, String password) implements TlsConfig {
    @Override
    public String toString() {
      return "Pkcs12[port=" + port + ", file=" + file + "]";
    }
  }

  /**
   * A key and a certificate made at start and forgotten at stop: for laboratories, where clients
   * are told to trust anything.
   *
   * @param port where TLS is spoken
   * @param hosts names and addresses that the certificate is for
   */
  record SelfSigned(int port, List<String> hosts) implements TlsConfig {
    public SelfSigned {
      hosts = List.copyOf(hosts);
    }

    /** For this machine only. */
    public static SelfSigned loopback(int port) {
      return new SelfSigned(port, List.of("localhost", "127.0.0.1", "::1"));
    }
  }
}
