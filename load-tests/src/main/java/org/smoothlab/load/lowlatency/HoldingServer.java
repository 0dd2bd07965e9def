package org.smoothlab.load.lowlatency;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * Jetty and nothing else: holds every request with a query until one without comes. What a held
 * request costs here is Jetty's own, with the connectors that the origin has.
 */
final class HoldingServer {
  private static final int STREAMS_PER_CONNECTION_MAX = 128;

  private HoldingServer() {}

  /** Serves until standard input ends. */
  static void main(String[] arguments) throws Exception {
    Server server = new Server(new VirtualThreadPool(0));
    HttpConfiguration http = new HttpConfiguration();
    HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(STREAMS_PER_CONNECTION_MAX);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(http), http2);
    connector.setHost("127.0.0.1");
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(new Holder());
    server.start();
    System.out.println("http://127.0.0.1:" + connector.getLocalPort());
    System.out.flush();
    System.in.transferTo(OutputStream.nullOutputStream());
    server.stop();
  }

  /** A request that waits. */
  private record Held(Response response, Callback callback) {
    private void answer() {
      response.write(true, ByteBuffer.allocate(0), callback);
    }
  }

  private static final class Holder extends Handler.Abstract.NonBlocking {
    private final Queue<Held> waiting = new ConcurrentLinkedQueue<>();

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Held held = new Held(response, callback);
      if (request.getHttpURI().getQuery() != null) {
        waiting.add(held);
        return true;
      }
      for (Held each = waiting.poll(); each != null; each = waiting.poll()) {
        each.answer();
      }
      held.answer();
      return true;
    }
  }
}
