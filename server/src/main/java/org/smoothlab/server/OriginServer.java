package org.smoothlab.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.AccessSink;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Stores;
import org.smoothlab.server.web.WebServer;
import org.smoothlab.server.web.WebSettings;

/** A running origin. Listens from {@link #start} until {@link #close}. */
public final class OriginServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("origin");

  private final WebServer web;
  private final Optional<AccessReload> accessReload;
  private final URI url;
  private final Optional<URI> secureUrl;

  private OriginServer(String host, WebServer web, Optional<AccessReload> accessReload) {
    this.web = web;
    this.accessReload = accessReload;
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
    SortedMap<String, PointFile> points = readPoints(config);
    requireLoopbackForOpenManagement(config);
    Optional<AccessReload.Opened> file = openAccessFile(config.access());
    AccessPolicy policy =
        file.map(AccessReload.Opened::policy)
            .orElse(AccessPolicy.OPEN.withOpenManagement(config.access().openManagement()));
    Optional<AccessReload> reload = file.map(AccessReload.Opened::reload);
    try {
      WebServer web =
          WebServer.start(
              webSettings(config),
              config.doors().limits(),
              (effects, events) -> {
                Protocol protocol = protocol(config, points, new Sinks(policy, effects, events));
                reload.ifPresent(files -> files.start(protocol.guard().access()));
                return protocol;
              });
      return new OriginServer(config.doors().host(), web, reload);
    } catch (IOException | RuntimeException e) {
      reload.ifPresent(AccessReload::close);
      throw e;
    }
  }

  private static Optional<AccessReload.Opened> openAccessFile(ServerConfig.AccessConfig access)
      throws IOException {
    return access.file().isEmpty()
        ? Optional.empty()
        : Optional.of(AccessReload.open(access.file().get(), access.openManagement()));
  }

  private static void requireLoopbackForOpenManagement(ServerConfig config) throws IOException {
    String host = config.doors().host();
    if (config.access().openManagement() && !InetAddress.getByName(host).isLoopbackAddress()) {
      throw new IOException(
          "management can be open to everybody on a loopback address only, not on "
              + host
              + ": name an access file instead");
    }
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
   * {@code stopNanos} of its limits, then cuts off what is left.
   */
  @Override
  public void close() {
    accessReload.ifPresent(AccessReload::close);
    web.close();
  }

  private static URI url(String scheme, String host, int port) {
    // Listening on all addresses is not an address that one can go to.
    String reachable = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
    String authority = reachable.indexOf(':') >= 0 ? "[" + reachable + "]" : reachable;
    return URI.create(scheme + "://" + authority + ":" + port + "/");
  }

  private static SortedMap<String, PointFile> readPoints(ServerConfig config) throws IOException {
    if (config.content().pointsFolder().isEmpty()) {
      return new TreeMap<>();
    }
    SortedMap<String, PointFile> points =
        PointFile.readFolder(config.content().pointsFolder().get());
    int pointCountMax = OriginSettings.DEFAULT.pointCountMax();
    if (points.size() > pointCountMax) {
      throw new IOException(
          points.size() + " publishing points in the folder, at most " + pointCountMax);
    }
    points.forEach((path, file) ->
        file.notices().forEach(notice -> LOG.warn("point file point={} {}", path, notice)));
    return points;
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
        config.accessLog());
  }

  /** Who may do what, and who is told what happens. */
  private record Sinks(AccessPolicy policy, EffectSink effects, AccessSink events) {}

  private static Protocol protocol(
      ServerConfig config, SortedMap<String, PointFile> points, Sinks sinks) {
    WallClock clock = new WallClock(Instant.now(), System.nanoTime());
    Origin origin = new Origin(OriginSettings.DEFAULT, clock, sinks.effects());
    long memoryBytes = FragmentMemory.limitBytes();
    points.forEach(
        (path, file) -> origin.create(path, FragmentMemory.fit(file.settings(), memoryBytes)));
    ProtocolSettings settings =
        config
            .content()
            .createOnPush()
            .map(template -> FragmentMemory.fit(template, memoryBytes))
            .map(ProtocolSettings.DEFAULT::withCreateOnPush)
            .orElse(ProtocolSettings.DEFAULT);
    return new Protocol(
        origin, settings, Stores.memory(), new Access(sinks.policy(), clock, sinks.events()));
  }
}
