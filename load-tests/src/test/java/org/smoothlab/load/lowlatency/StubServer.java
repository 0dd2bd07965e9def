package org.smoothlab.load.lowlatency;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers as told, and keeps what it was asked. */
final class StubServer implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, List<byte[]>> answers = Collections.synchronizedMap(new HashMap<>());
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  StubServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri(String target) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + target);
  }

  /** Answers with this text. */
  StubServer with(String target, String text) {
    return with(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with this body, sent in these pieces, as HTTP chunks. */
  StubServer with(String target, byte[]... pieces) {
    answers.put(target, List.of(pieces));
    return this;
  }

  /** What it was asked, in order; all else than what it knows is answered 404. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestURI().toString();
    asked.add(target);
    List<byte[]> pieces = answers.get(target);
    exchange.sendResponseHeaders(pieces == null ? 404 : 200, pieces == null ? -1 : 0);
    try (OutputStream body = exchange.getResponseBody()) {
      for (byte[] piece : pieces == null ? List.<byte[]>of() : pieces) {
        body.write(piece);
        body.flush();
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
