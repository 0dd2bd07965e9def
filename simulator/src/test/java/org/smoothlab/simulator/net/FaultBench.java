package org.smoothlab.simulator.net;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.time.VirtualScheduler;

/**
 * A caller "ann" and two servers, "origin" and "other", with faults on the way from ann to origin:
 * once simulated, once on sockets.
 *
 * <p>A GET of {@code /bytes/n} is answered with n bytes, any other with who answers and how many
 * have asked. A POST is kept and answered with its size.
 */
interface FaultBench extends AutoCloseable {
  long PATIENCE_NANOS = 20_000_000_000L;
  Duration MOMENT = Duration.ofMillis(300);

  /** What a caller saw; status 0 is a failure. */
  record Outcome(int status, Slice body) {
    static final Outcome FAILED = new Outcome(0, Slice.EMPTY);

    String text() {
      return body.text(java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  void apply(Fault fault);

  Outcome get(String path) throws Exception;

  /** Gives up after a third of a second and closes the connection. */
  Outcome getForAMoment(String path) throws Exception;

  /** Sends a body, in chunks. */
  Outcome post(String path, byte[] body) throws Exception;

  /** The bodies that have arrived at the origin, whole. */
  List<Slice> arrived(int count) throws Exception;

  /** Time as the faults see it. */
  long nowNanos();

  @Override
  void close() throws IOException;

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int at = 0; at < size; at++) {
      bytes[at] = (byte) (at * 31 + 7);
    }
    return bytes;
  }

  /** In virtual time. */
  final class Simulated implements FaultBench {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final SimNetwork network = new SimNetwork(scheduler, 1);
    private final List<Slice> bodies = new ArrayList<>();
    private int askedCount;

    Simulated() {
      network.addLink(Link.symmetric("lan", 800_000_000, 1_000_000));
      for (String host : List.of("ann", "origin", "other")) {
        network.addHost(host, "lan");
      }
      network.serve("origin", (request, _, responder) -> open("origin", request, responder));
      network.serve("other", (request, _, responder) -> open("other", request, responder));
    }

    private Node.Body open(String name, Request request, Node.Responder responder) {
      if (request.streamingBody()) {
        return new Upload(responder);
      }
      String path = request.uri().getPath();
      Slice body =
          path.startsWith("/bytes/")
              ? Slice.copyOf(bytes(Integer.parseInt(path.substring(7))))
              : Slice.ofUtf8(name + " " + path + " " + ++askedCount);
      responder.head(200, List.of());
      responder.body(List.of(body));
      responder.end();
      return Node.Body.IGNORED;
    }

    private final class Upload implements Node.Body {
      private final Node.Responder responder;
      private Slice all = Slice.EMPTY;

      Upload(Node.Responder responder) {
        this.responder = responder;
      }

      @Override
      public void received(Slice arrived) {
        all = Slice.concat(List.of(all, arrived));
      }

      @Override
      public void ended() {
        bodies.add(all);
        responder.head(200, List.of());
        responder.body(List.of(Slice.ofUtf8(Long.toString(all.size()))));
        responder.end();
      }

      @Override
      public void lost(String reason) {}
    }

    @Override
    public void apply(Fault fault) {
      network.apply(fault);
    }

    @Override
    public Outcome get(String path) {
      Saw saw = new Saw();
      network.transportOf("ann").call(Request.get(URI.create("http://origin" + path)), saw);
      return saw.await();
    }

    @Override
    public Outcome getForAMoment(String path) {
      Saw saw = new Saw();
      Call call =
          network.transportOf("ann").call(Request.get(URI.create("http://origin" + path)), saw);
      scheduler.runUntil(scheduler.nowNanos() + MOMENT.toNanos(), 1_000_000);
      call.cancel();
      return saw.completed ? new Outcome(saw.status, saw.body) : Outcome.FAILED;
    }

    @Override
    public Outcome post(String path, byte[] body) {
      Saw saw = new Saw();
      URI uri = URI.create("http://origin" + path);
      Call call = network.transportOf("ann").call(new Request("POST", uri, List.of(), true), saw);
      call.send(List.of(Slice.copyOf(body)));
      call.end();
      return saw.await();
    }

    @Override
    public List<Slice> arrived(int count) {
      return bodies;
    }

    @Override
    public long nowNanos() {
      return scheduler.nowNanos();
    }

    @Override
    public void close() {}

    private final class Saw implements Listener {
      private int status;
      private Slice body = Slice.EMPTY;
      private boolean completed;
      private boolean over;

      private Outcome await() {
        long endNanos = scheduler.nowNanos() + PATIENCE_NANOS;
        while (!over && scheduler.nowNanos() < endNanos) {
          scheduler.runUntil(scheduler.nowNanos() + 1_000_000, 1_000_000);
        }
        return completed ? new Outcome(status, body) : Outcome.FAILED;
      }

      @Override
      public void head(int begun, List<Header> headers) {
        status = begun;
      }

      @Override
      public void bytes(Slice arrived) {
        body = Slice.concat(List.of(body, arrived.copy()));
      }

      @Override
      public void completed() {
        completed = true;
        over = true;
      }

      @Override
      public void failed(String why) {
        over = true;
      }
    }
  }

  /** Through a proxy; servers and client of the JDK. */
  final class OnSockets implements FaultBench {
    private final BlockingQueue<Slice> bodies = new LinkedBlockingQueue<>();
    private final HttpServer origin = server("origin");
    private final HttpServer other = server("other");
    private final org.smoothlab.simulator.time.RealScheduler clock =
        new org.smoothlab.simulator.time.RealScheduler("bench", 1000);
    private final FaultProxy proxy;
    private final HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private int askedCount;

    OnSockets() throws IOException {
      proxy =
          FaultProxy.start(
              origin.getAddress(),
              new FaultProxy.Settings(0, new Hop("ann", "origin"), Delay.constant(0), 1),
              new FaultProxy.Surroundings(clock, _ -> other.getAddress(), FaultProxy.Watcher.NONE));
    }

    private HttpServer server(String name) {
      try {
        HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(name, exchange));
        server.start();
        return server;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private void answer(String name, HttpExchange exchange) throws IOException {
      String path = exchange.getRequestURI().getPath();
      byte[] body;
      if (exchange.getRequestMethod().equals("POST")) {
        byte[] arrived = exchange.getRequestBody().readAllBytes();
        bodies.add(Slice.copyOf(arrived));
        body = Integer.toString(arrived.length).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      } else if (path.startsWith("/bytes/")) {
        body = bytes(Integer.parseInt(path.substring(7)));
      } else {
        String text = name + " " + path + " " + ++askedCount;
        body = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      }
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }

    @Override
    public void apply(Fault fault) {
      proxy.apply(fault, () -> {});
    }

    @Override
    public Outcome get(String path) throws Exception {
      return send(request(path).GET().build());
    }

    @Override
    public Outcome getForAMoment(String path) throws Exception {
      CompletableFuture<HttpResponse<byte[]>> answer =
          client.sendAsync(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
      try {
        HttpResponse<byte[]> whole = answer.get(MOMENT.toNanos(), TimeUnit.NANOSECONDS);
        return new Outcome(whole.statusCode(), Slice.copyOf(whole.body()));
      } catch (TimeoutException _) {
        answer.cancel(true);
        return Outcome.FAILED;
      }
    }

    @Override
    public Outcome post(String path, byte[] body) throws Exception {
      HttpRequest.BodyPublisher chunked =
          HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(body));
      return send(request(path).POST(chunked).build());
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
          .timeout(Duration.ofNanos(PATIENCE_NANOS));
    }

    private Outcome send(HttpRequest request) throws InterruptedException {
      try {
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Outcome(answer.statusCode(), Slice.copyOf(answer.body()));
      } catch (IOException _) {
        return Outcome.FAILED;
      }
    }

    @Override
    public List<Slice> arrived(int count) throws InterruptedException {
      List<Slice> found = new ArrayList<>();
      for (int at = 0; at < count; at++) {
        found.add(bodies.take());
      }
      found.addAll(bodies);
      return found;
    }

    @Override
    public long nowNanos() {
      return clock.nowNanos();
    }

    @Override
    public void close() throws IOException {
      proxy.close();
      client.shutdownNow();
      origin.stop(0);
      other.stop(0);
      clock.close();
    }
  }
}
