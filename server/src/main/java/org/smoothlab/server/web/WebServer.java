package org.smoothlab.server.web;

import java.io.IOException;
import java.net.BindException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.access.AccessSink;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.protocol.Feed;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.Recorder;
import org.smoothlab.server.relay.Credentials;
import org.smoothlab.server.relay.RelaySettings;
import org.smoothlab.server.relay.RelaySink;
import org.smoothlab.server.relay.Relays;

/**
 * The sockets of one origin: HTTP/1.1 and HTTP/2, plain and over TLS, every request on a virtual
 * thread of its own; and the thread that gives the origin its time.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int GZIP_BYTES_MIN = 512;
  private static final long CROWDED_IDLE_MILLIS = 1_000;

  private final LongSupplier nanoClock;
  private final Metrics metrics = new Metrics();
  private final Turnstile turnstile = new Turnstile();
  // Zero = as many tasks as there are requests: connections and streams are what is bounded.
  private final Server server = new Server(new VirtualThreadPool(0));
  private final AdmissionLimits limits;
  private final HeldRequests held;
  private final Feeds feeds;
  private final Uploads uploads;
  private final EventLog eventLog;
  private final EventStreams events;
  private final OriginTimer timer;
  private final HeadGuard heads;
  private final ServerConnector plain;
  private final Optional<ServerConnector> secure;
  private final RelayOffice office;
  private final Relays relays;

  /**
   * How streams go to other servers and come from them.
   *
   * @param settings of all points
   * @param credentials for other servers
   * @param also is told what happens, behind the log
   */
  public record Relaying(RelaySettings settings, Credentials credentials, RelaySink also) {
    /** As everybody does it, without credentials. */
    public static final Relaying DEFAULT =
        new Relaying(RelaySettings.DEFAULT, Credentials.NONE, RelaySink.NONE);
  }

  /**
   * What is behind the doors.
   *
   * @param origin makes the origin, which tells the given sinks what happens
   * @param nanoClock the elapsed time that all of it lives by
   */
  public record Behind(
      BiFunction<EffectSink, AccessSink, Protocol> origin, LongSupplier nanoClock) {}

  private WebServer(WebSettings settings, AdmissionLimits limits, Relaying relaying, Behind behind)
      throws IOException {
    this.limits = limits;
    nanoClock = behind.nanoClock;
    held =
        new HeldRequests(limits.waits().heldRequestsMax(), nanoClock, Thread::startVirtualThread);
    feeds = new Feeds(limits.waits(), metrics);
    eventLog = new EventLog(limits.waits().logEventsMax());
    AdmissionLimits.Listening listening = limits.listening();
    EffectQueue effects = new EffectQueue(listening.messagesMax());
    EffectFanOut fanOut =
        new EffectFanOut(new EffectFanOut.Waiting(held, feeds), metrics, eventLog, effects);
    Protocol protocol = behind.origin.apply(fanOut, new AccessEvents(metrics));
    events = new EventStreams(protocol.origin(), effects, nanoClock, listening);
    Recorder recorder = protocol.stores().recorder();
    uploads = new Uploads(nanoClock, metrics, recorder);
    recorder.figures().forEach(metrics::watch);
    office = RelayOffice.start(recorder, nanoClock);
    relays =
        new Relays(
            protocol,
            new Relays.Means(
                relaying.settings,
                relaying.credentials,
                office,
                new RelayEvents(metrics, relaying.also)));
    fanOut.tellAlso(relays);
    timer = new OriginTimer(protocol.origin(), nanoClock);
    Connectors connectors = new Connectors(server, limits);
    plain = connectors.plain(settings.plain());
    secure = settings.secure().map(connectors::secure);
    heads = new HeadGuard(limits.times().headNanos(), nanoClock, server.getScheduler());
    Handler rooms = rooms(settings, protocol);
    configure(settings, new DoorHandler(turnstile, heads, compressed(rooms)));
  }

  /**
   * Opens the doors, by the machine's clock.
   *
   * @param relaying how streams go to other servers and come from them
   * @param origin as {@link Behind} has it
   * @throws IOException as below
   */
  public static WebServer start(
      WebSettings settings,
      AdmissionLimits limits,
      Relaying relaying,
      BiFunction<EffectSink, AccessSink, Protocol> origin)
      throws IOException {
    return start(settings, limits, relaying, new Behind(origin, System::nanoTime));
  }

  /**
   * Opens the doors.
   *
   * @param relaying how streams go to other servers and come from them
   * @throws IOException if a port cannot be had or the player's folder is not there; the message
   *     says what to do about it
   */
  public static WebServer start(
      WebSettings settings, AdmissionLimits limits, Relaying relaying, Behind behind)
      throws IOException {
    WebServer web = new WebServer(settings, limits, relaying, behind);
    try {
      web.open(settings);
      return web;
    } catch (IOException | RuntimeException e) {
      web.close();
      throw e;
    }
  }

  /** The port of HTTP/1.1 and h2c. */
  public int port() {
    return plain.getLocalPort();
  }

  /** The port of TLS. */
  public OptionalInt securePort() {
    return secure.stream().mapToInt(ServerConnector::getLocalPort).findFirst();
  }

  /**
   * Closes the doors: no new connections and requests, encoders are told to come again, held
   * requests get what there is, and answers in flight have {@code stopNanos} to finish.
   */
  @Override
  public void close() {
    plain.close();
    secure.ifPresent(ServerConnector::close);
    relays.close();
    turnstile.close();
    held.stop();
    feeds.stop();
    uploads.stop();
    events.stop();
    try {
      if (!turnstile.awaitEmpty(limits.times().stopNanos())) {
        LOG.warn("{}", new LogLine("requests cut off").with("count", turnstile.insideCount()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeRest();
  }

  private void open(WebSettings settings) throws IOException {
    eventLog.start();
    events.start();
    timer.start();
    try {
      open(plain, settings.plain());
      if (secure.isPresent()) {
        open(secure.get(), settings.secure().orElseThrow().address());
      }
      server.start();
      heads.start();
      relays.start();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Jetty's life cycle declares it; what is neither of the above is ours to be ashamed of.
      throw new IllegalStateException("the web server did not start", e);
    }
  }

  private static void open(ServerConnector connector, WebSettings.Address address)
      throws IOException {
    try {
      connector.open();
    } catch (IOException e) {
      String where = address.host() + ":" + address.port();
      boolean inUse = e instanceof BindException || e.getCause() instanceof BindException;
      throw new IOException(
          inUse
              ? "cannot listen on "
                  + where
                  + ": the port is in use or the address is not this machine's. Stop the other"
                  + " program, or choose another port (0 picks a free one)"
              : "cannot listen on " + where + ": " + e.getMessage(),
          e);
    }
  }

  private void closeRest() {
    try {
      server.stop();
    } catch (Exception e) {
      // What was to be stopped is gone as far as it ever will be; the rest must still be closed.
      LOG.error("the web server did not stop cleanly", e);
    }
    server.destroy();
    office.close();
    timer.close();
    events.close();
    eventLog.close();
    metrics.close();
  }

  private void configure(WebSettings settings, Handler door) {
    plain.addBean(heads);
    secure.ifPresent(connector -> connector.addBean(heads));
    server.addConnector(plain);
    secure.ifPresent(server::addConnector);
    NetworkConnectionLimit crowd =
        new NetworkConnectionLimit(limits.connections().connectionsMax(), server);
    crowd.setEndPointIdleTimeout(CROWDED_IDLE_MILLIS);
    server.addBean(crowd);
    server.setErrorHandler(plainErrors());
    server.setRequestLog(new AccessLog(settings.accessLog(), metrics, nanoClock));
    server.setStopTimeout(0);
    server.setHandler(door);
    metrics.watch("smoothlab.requests.held", "Requests held until a point moves", held::heldCount);
    metrics.watch("smoothlab.requests.inside", "Requests being served", turnstile::insideCount);
    metrics.watch("smoothlab.uploads", "Upload bodies being read", uploads::openCount);
    metrics.watch(
        "smoothlab.feeds",
        "Feeds to other servers being written",
        () -> feeds.openCount(Feed.Reader.SERVER));
    metrics.watch(
        "smoothlab.growing",
        "Segments being written to viewers while they grow",
        () -> feeds.openCount(Feed.Reader.VIEWER));
    metrics.watch("smoothlab.listeners", "Listeners to events", events::listenerCount);
    metrics.watch("smoothlab.connections", "Open connections", crowd::getNetworkConnectionCount);
  }

  private Handler rooms(WebSettings settings, Protocol protocol) throws IOException {
    AdmissionLimits.Times times = limits.times();
    OriginHandler.Keepers keepers =
        new OriginHandler.Keepers(
            held,
            uploads,
            new SmallBodies(times.headNanos(), nanoClock),
            new OriginHandler.Writers(new ReplyWriter(times.slowest(), nanoClock), feeds));
    Handler.Sequence rooms = new Handler.Sequence();
    rooms.addHandler(
        new SiteHandler(protocol, metrics, nanoClock, settings.playerFolder().isPresent()));
    rooms.addHandler(
        new EventsHandler(events, protocol.guard(), keepers.writers().replies(), nanoClock));
    if (settings.playerFolder().isPresent()) {
      for (PageHandler.Page page : PageHandler.Page.values()) {
        rooms.addHandler(PageHandler.of(page, settings.playerFolder().get()));
      }
    }
    rooms.addHandler(
        new OriginHandler(
            new OriginHandler.Means(protocol, keepers, nanoClock, times.discardNanos())));
    return new ManagersOnly(protocol.guard(), nanoClock, rooms);
  }

  /** Text is compressed for those who ask for it; media is compressed already. */
  private static Handler compressed(Handler inside) {
    GzipCompression gzip = new GzipCompression();
    gzip.setMinCompressSize(GZIP_BYTES_MIN);
    CompressionHandler handler = new CompressionHandler(inside);
    handler.putCompression(gzip);
    handler.putConfiguration(
        "/*",
        CompressionConfig.builder()
            .compressIncludeMethod("GET")
            .compressIncludeMimeType("text/xml")
            .compressIncludeMimeType("text/html")
            .compressIncludeMimeType("text/css")
            .compressIncludeMimeType("text/plain")
            .compressIncludeMimeType("text/javascript")
            .compressIncludeMimeType("application/json")
            .compressIncludeMimeType("image/svg+xml")
            // Uploads come as they are.
            .decompressIncludeMethod("NONE")
            .build());
    return handler;
  }

  private static ErrorHandler plainErrors() {
    ErrorHandler errors = new ErrorHandler();
    errors.setDefaultResponseMimeType("text/plain");
    errors.setShowStacks(false);
    errors.setShowCauses(false);
    errors.setShowOrigin(false);
    return errors;
  }
}
