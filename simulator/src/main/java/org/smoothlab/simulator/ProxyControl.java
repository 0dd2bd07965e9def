package org.smoothlab.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.smoothlab.simulator.net.FaultProxy;
import org.smoothlab.simulator.scenario.ScenarioException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The proxy's own HTTP: faults by POST, GET and DELETE, and what it has carried. */
final class ProxyControl implements AutoCloseable {
  /** The longest list of faults that is read. */
  private static final int BODY_BYTES_MAX = 1 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final FaultProxy proxy;
  private final ProxyBoard board;

  private ProxyControl(HttpServer server, FaultProxy proxy, ProxyBoard board) {
    this.server = server;
    this.proxy = proxy;
    this.board = board;
  }

  /**
   * Listens on the loopback address.
   *
   * @throws IOException if the port cannot be had
   */
  static ProxyControl start(int port, FaultProxy proxy, ProxyBoard board) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    ProxyControl control = new ProxyControl(server, proxy, board);
    server.setExecutor(control.threads);
    server.createContext("/", control::answer);
    server.start();
    return control;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      if (exchange.getRequestHeaders().containsKey("Origin")) {
        // A page in a browser of this machine must not break what runs here.
        send(exchange, 403, error("not for web pages"));
        return;
      }
      switch (asked) {
        case "GET /faults" -> send(exchange, 200, lines(board.lines()));
        case "POST /faults" -> add(exchange);
        case "DELETE /faults" -> {
          board.clear();
          exchange.sendResponseHeaders(204, -1);
        }
        case "GET /stats" -> send(exchange, 200, stats());
        default -> send(exchange, 404, error("GET, POST, DELETE /faults or GET /stats"));
      }
    }
  }

  private void add(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      send(exchange, 413, error("more than " + BODY_BYTES_MAX + " bytes"));
      return;
    }
    try {
      String text = new String(body, StandardCharsets.UTF_8);
      send(exchange, 201, lines(board.add("request", text)));
    } catch (ScenarioException wrong) {
      send(exchange, 400, error(String.valueOf(wrong.getMessage())));
    }
  }

  private static ArrayNode lines(List<ProxyBoard.Line> lines) {
    ArrayNode list = JSON.createArrayNode();
    for (ProxyBoard.Line line : lines) {
      list.addObject()
          .put("id", line.id())
          .put("state", line.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
          .put("fault", line.fault())
          .put("requestsHit", line.hitCount());
    }
    return list;
  }

  private ObjectNode stats() {
    FaultProxy.Stats stats = proxy.stats();
    return JSON.createObjectNode()
        .put("connectionsOpen", stats.openCount())
        .put("connectionsAccepted", stats.acceptedCount())
        .put("bytesToTarget", stats.toTargetBytes())
        .put("bytesToCallers", stats.toCallerBytes())
        .put("requestsHit", board.hitCount());
  }

  private static ObjectNode error(String why) {
    return JSON.createObjectNode().put("error", why);
  }

  private static void send(
      HttpExchange exchange, int status, tools.jackson.databind.JsonNode answer)
      throws IOException {
    byte[] body = (answer.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
