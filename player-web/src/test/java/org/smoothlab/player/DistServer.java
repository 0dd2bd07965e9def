package org.smoothlab.player;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The built page below {@code /player/} and a list of points, by the JDK's own server. */
final class DistServer implements AutoCloseable {
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "txt", "text/plain; charset=utf-8");

  private final Path folder;
  private final HttpServer server;

  private DistServer(Path folder, HttpServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** Serves {@code dist} of this module on a free port of the loopback interface. */
  static DistServer start(String pointsJson) throws IOException {
    Path folder = Path.of(System.getProperty("smoothlab.dist", "dist")).toAbsolutePath();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    DistServer made = new DistServer(folder, server);
    server.createContext("/player/", made::file);
    byte[] points = pointsJson.getBytes(StandardCharsets.UTF_8);
    server.createContext("/api/points", exchange -> send(exchange, "application/json", points));
    server.start();
    return made;
  }

  /** The page, with a query such as {@code ?engine=rx}, or none. */
  URI page(String query) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/player/" + query);
  }

  private void file(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring("/player/".length());
    Path file = folder.resolve(name.isEmpty() ? "index.html" : name).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    String extension = file.toString().substring(file.toString().lastIndexOf('.') + 1);
    send(
        exchange,
        MEDIA_TYPES.getOrDefault(extension, "application/octet-stream"),
        Files.readAllBytes(file));
  }

  private static void send(HttpExchange exchange, String mediaType, byte[] body)
      throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", mediaType);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
