package org.smoothlab.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import org.smoothlab.server.web.WebServer;
import org.smoothlab.server.web.WebSettings;

/** A running origin. Listens from {@link #start} until {@link #close}. */
public final class OriginServer implements AutoCloseable {
  private final WebServer web;
  private final Assembly assembly;
  private final URI url;
  private final Optional<URI> secureUrl;

  private OriginServer(String host, WebServer web, Assembly assembly) {
    this.web = web;
    this.assembly = assembly;
    url = url("http", host, web.port());
    secureUrl = web.securePort().stream().mapToObj(port -> url("https", host, port)).findFirst();
  }

  /**
   * Reads the publishing points, opens the ports, and returns when both are ready.
   *
   * @throws IOException if a file is not right or a port cannot be had; the message says which and
   *     what to do about it
   */
  public static OriginServer start(ServerConfig config) throws IOException {
    return start(config, Surroundings.PLAIN);
  }

  /**
   * The same on another machine than the one it is on.
   *
   * @throws IOException as {@link #start(ServerConfig)}
   */
  public static OriginServer start(ServerConfig config, Surroundings surroundings)
      throws IOException {
    Assembly assembly = Assembly.of(config, surroundings);
    try {
      WebServer web =
          WebServer.start(
              webSettings(config),
              config.doors().limits(),
              assembly.relaying(),
              new WebServer.Behind(assembly::protocol, surroundings.clocks().nanos()));
      assembly.start();
      return new OriginServer(config.doors().host(), web, assembly);
    } catch (UncheckedIOException e) {
      closeAll(assembly);
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      closeAll(assembly);
      throw e;
    }
  }

  private static void closeAll(Assembly assembly) {
    assembly.close();
    assembly.closeArchive();
  }

  /** Where it speaks HTTP/1.1 and h2c: scheme, host, port and {@code /}. */
  public URI url() {
    return url;
  }

  /** Where it speaks TLS, if it does. */
  public Optional<URI> secureUrl() {
    return secureUrl;
  }

  /**
   * Stops listening, ends ingest sessions and held requests, lets answers in flight finish within
   * {@code stopNanos} of its limits, then cuts off what is left. Runs that are to be resumed stay
   * open in the archive; others are finished.
   */
  @Override
  public void close() {
    assembly.close();
    web.close();
    assembly.closeArchive();
  }

  private static URI url(String scheme, String host, int port) {
    // Listening on all addresses is not an address that one can go to.
    String reachable = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
    String authority = reachable.indexOf(':') >= 0 ? "[" + reachable + "]" : reachable;
    return URI.create(scheme + "://" + authority + ":" + port + "/");
  }

  private static WebSettings webSettings(ServerConfig config) throws IOException {
    ServerConfig.Doors doors = config.doors();
    Optional<WebSettings.Secure> secure = Optional.empty();
    if (doors.tls().isPresent()) {
      TlsConfig tls = doors.tls().get();
      TlsKeys keys = TlsKeys.of(tls);
      secure =
          Optional.of(
              new WebSettings.Secure(
                  new WebSettings.Address(doors.host(), tls.port()),
                  keys.store(),
                  keys.password()));
    }
    return new WebSettings(
        new WebSettings.Address(doors.host(), doors.port()),
        secure,
        config.content().playerFolder(),
        config.access().log());
  }
}
