package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Requests of viewers, by HTTP/2 without TLS or by HTTP/1.1. */
final class LiveClient implements AutoCloseable {
  /** A server that has said nothing for so long will say nothing. */
  static final long SILENCE_SECONDS_MAX = 60;

  private static final long RETRY_MILLIS = 250;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final HttpClient client;

  private LiveClient(HttpClient client) {
    this.client = client;
  }

  /** Which protocol. */
  enum Version {
    HTTP_1_1,
    HTTP_2
  }

  /**
   * @param connectionsMax to one server; requests wait behind them
   * @param requestsMax that wait
   */
  record Bounds(int connectionsMax, int requestsMax) {}

  /**
   * Starts a client.
   *
   * @throws IOException if it does not start
   */
  static LiveClient start(Version version, Bounds bounds) throws IOException {
    VirtualThreadPool threads = new VirtualThreadPool(0);
    threads.setName("viewers");
    ClientConnector connector = new ClientConnector();
    connector.setExecutor(threads);
    HttpClientTransport transport =
        switch (version) {
          case HTTP_1_1 -> new HttpClientTransportOverHTTP(connector);
          case HTTP_2 -> new HttpClientTransportOverHTTP2(new HTTP2Client(connector));
        };
    HttpClient client = new HttpClient(transport);
    client.setExecutor(threads);
    client.setFollowRedirects(false);
    client.setMaxConnectionsPerDestination(bounds.connectionsMax());
    client.setMaxRequestsQueuedPerDestination(bounds.requestsMax());
    client.setIdleTimeout(TimeUnit.SECONDS.toMillis(SILENCE_SECONDS_MAX));
    try {
      client.start();
    } catch (Exception notStarted) {
      throw new IOException("the HTTP client does not start", notStarted);
    }
    return new LiveClient(client);
  }

  /** An answer whose body is still to be read. */
  record Answer(int status, InputStream body) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  HttpClient client() {
    return client;
  }

  /**
   * Asks, and waits for the head of the answer.
   *
   * @throws IOException if none comes
   */
  Answer open(URI uri) throws IOException, InterruptedException {
    InputStreamResponseListener listener = new InputStreamResponseListener();
    client.newRequest(uri).send(listener);
    try {
      int status = listener.get(SILENCE_SECONDS_MAX, TimeUnit.SECONDS).getStatus();
      return new Answer(status, listener.getInputStream());
    } catch (TimeoutException | ExecutionException none) {
      throw new IOException(uri + ": no answer", none);
    }
  }

  /**
   * A document that will be there soon: asked for again while the answer is 404.
   *
   * @throws IOException if it is not there after {@value #SILENCE_SECONDS_MAX} s, or never will be
   */
  String textSoon(URI uri) throws IOException, InterruptedException {
    for (long attempts = SILENCE_SECONDS_MAX * 1000 / RETRY_MILLIS; attempts > 0; attempts--) {
      try (Answer answer = open(uri)) {
        if (answer.status() == OK) {
          return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        }
        if (answer.status() != NOT_FOUND) {
          throw new IOException(uri + ": " + answer.status());
        }
      }
      Thread.sleep(RETRY_MILLIS);
    }
    return text(uri);
  }

  /**
   * A whole document.
   *
   * @throws IOException if the answer is not 200
   */
  String text(URI uri) throws IOException, InterruptedException {
    try (Answer answer = open(uri)) {
      byte[] body = answer.body().readAllBytes();
      String text = new String(body, StandardCharsets.UTF_8);
      if (answer.status() != OK) {
        throw new IOException(
            uri + ": " + answer.status() + " " + text.lines().findFirst().orElse(""));
      }
      return text;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      client.stop();
    } catch (Exception notStopped) {
      throw new IOException("the HTTP client does not stop", notStopped);
    }
  }
}
