package org.smoothlab.server.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.smoothlab.server.protocol.Recorder;
import org.smoothlab.server.relay.Desk;
import org.smoothlab.server.relay.Office;

/**
 * Relays on sockets: HTTP/1.1, plain or over TLS with the certificates that the machine trusts.
 * Every desk is a virtual thread.
 */
final class RelayOffice implements Office, AutoCloseable {
  /** Until a connection stands. */
  static final long CONNECT_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  /** To one server; each stream needs one. Further calls fail. */
  static final int CONNECTIONS_PER_SERVER_MAX = 4_096;

  /** What may be on its way to a server; the relays send it again if it does not arrive. */
  static final int SEND_BUFFER_BYTES = 256 << 10;

  private final HttpClient client;
  private final Recorder recorder;
  private final LongSupplier nanoClock;

  private RelayOffice(HttpClient client, Recorder recorder, LongSupplier nanoClock) {
    this.client = client;
    this.recorder = recorder;
    this.nanoClock = nanoClock;
  }

  /**
   * Opens the office.
   *
   * @param recorder decides how fast points may pull
   * @param nanoClock the time of all desks
   * @throws IOException if the client does not start
   */
  static RelayOffice start(Recorder recorder, LongSupplier nanoClock) throws IOException {
    VirtualThreadPool threads = new VirtualThreadPool(0);
    threads.setName("relay");
    ClientConnector connector = new ClientConnector();
    connector.setExecutor(threads);
    // What a dead target has not taken must not hide for minutes in buffers.
    connector.setSendBufferSize(SEND_BUFFER_BYTES);
    connector.setSslContextFactory(new SslContextFactory.Client());
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setName("relay");
    client.setExecutor(threads);
    client.setFollowRedirects(false);
    client.setMaxConnectionsPerDestination(CONNECTIONS_PER_SERVER_MAX);
    client.setConnectTimeout(TimeUnit.NANOSECONDS.toMillis(CONNECT_NANOS_MAX));
    // Relays know better when silence means something.
    client.setIdleTimeout(0);
    try {
      client.start();
    } catch (Exception notStarted) {
      throw new IOException("the relays' HTTP client does not start", notStarted);
    }
    client.getContentDecoderFactories().clear();
    return new RelayOffice(client, recorder, nanoClock);
  }

  @Override
  public Desk open(String point) {
    return new RelayDesk(
        point, client, new RelayDesk.Means(() -> recorder.awaitRoom(point), nanoClock));
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception notStopped) {
      // Its connections are gone as far as they ever will be.
      throw new IllegalStateException("the relays' HTTP client does not stop", notStopped);
    }
  }
}
