package org.smoothlab.simulator.net;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.smoothlab.simulator.time.Scheduler;

/**
 * Carries requests over sockets, HTTP/1.1, plain or TLS. One of it serves any number of callers:
 * each takes a {@link #on view} of it that tells events on its own scheduler.
 *
 * <p>A caller that is slow to take its events slows its sender: the next piece of an answer is read
 * when the last one has been taken.
 */
public final class SocketTransport implements AutoCloseable {
  private final HttpClient client;
  private final Settings settings;

  /**
   * @param name of its threads
   * @param connectionsPerHostMax further requests wait in a queue as long as this; beyond both they
   *     fail
   * @param trustAll whether any certificate will do: for test origins that sign their own
   * @param timeouts when to give up
   */
  public record Settings(
      String name, int connectionsPerHostMax, boolean trustAll, Timeouts timeouts) {
    /** Plain use: 1024 connections per host, certificates are checked. */
    public static Settings named(String name) {
      return new Settings(name, 1024, false, new Timeouts(5_000_000_000L, 60_000_000_000L));
    }

    /** The same, taking any certificate. */
    public Settings trustingAll() {
      return new Settings(name, connectionsPerHostMax, true, timeouts);
    }
  }

  /**
   * @param connectNanos until a connection stands
   * @param idleNanos without a byte in either direction
   */
  public record Timeouts(long connectNanos, long idleNanos) {}

  private SocketTransport(HttpClient client, Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  /**
   * Starts the client.
   *
   * @throws IOException if it does not start
   */
  public static SocketTransport start(Settings settings) throws IOException {
    VirtualThreadPool threads = new VirtualThreadPool();
    threads.setName(settings.name());
    SslContextFactory.Client tls = new SslContextFactory.Client(settings.trustAll());
    if (settings.trustAll()) {
      // A certificate made for one name must also do for 127.0.0.1.
      tls.setEndpointIdentificationAlgorithm(null);
    }
    ClientConnector connector = new ClientConnector();
    connector.setExecutor(threads);
    connector.setSslContextFactory(tls);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    configure(client, settings);
    client.setExecutor(threads);
    try {
      client.start();
    } catch (Exception notStarted) {
      throw new IOException("the HTTP client does not start", notStarted);
    }
    // Nothing is decoded on the way: what a viewer sees is what was served.
    client.getContentDecoderFactories().clear();
    return new SocketTransport(client, settings);
  }

  private static void configure(HttpClient client, Settings settings) {
    client.setName(settings.name());
    client.setFollowRedirects(false);
    client.setMaxConnectionsPerDestination(settings.connectionsPerHostMax());
    client.setMaxRequestsQueuedPerDestination(settings.connectionsPerHostMax());
    client.setConnectTimeout(TimeUnit.NANOSECONDS.toMillis(settings.timeouts().connectNanos()));
    client.setIdleTimeout(TimeUnit.NANOSECONDS.toMillis(settings.timeouts().idleNanos()));
  }

  /** A transport whose events run on {@code scheduler}. */
  public Transport on(Scheduler scheduler) {
    return (request, listener) -> {
      SocketCall call = new SocketCall(client.newRequest(request.uri()), scheduler, listener);
      call.start(request);
      return call;
    };
  }

  /** How it was started. */
  public Settings settings() {
    return settings;
  }

  /** Closes all connections; calls under way fail. */
  @Override
  public void close() throws IOException {
    try {
      client.stop();
    } catch (Exception notStopped) {
      throw new IOException("the HTTP client does not stop", notStopped);
    }
  }
}
