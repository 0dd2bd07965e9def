package org.smoothlab.server.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.protocol.Header;
import org.smoothlab.server.protocol.Reply;

@Timeout(60)
class ReplyWriterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Header TYPE = new Header("Content-Type", "video/mp4");

  private final Server server = new Server(new VirtualThreadPool(0));
  private final ServerConnector connector = new ServerConnector(server);
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void sendsAllPartsInOrder() throws Exception {
    start(
        new Reply(
            200,
            List.of(TYPE),
            List.of(Slice.ofUtf8("head "), Slice.ofUtf8("and "), Slice.ofUtf8("body")),
            false));

    assertThat(ask("GET")).contains("Content-Length: 13").endsWith("\r\n\r\nhead and body");
  }

  @Test
  void tellsTheLengthButSendsNoBodyToHead() throws Exception {
    start(new Reply(200, List.of(TYPE), List.of(Slice.ofUtf8("body")), false));

    assertThat(ask("HEAD")).contains("Content-Length: 4").endsWith("\r\n\r\n");
  }

  @Test
  void tellsThatAnEmptyBodyIsEmpty() throws Exception {
    start(new Reply(412, List.of(new Header("Cache-Control", "no-cache")), List.of(), false));

    assertThat(ask("GET"))
        .startsWith("HTTP/1.1 412 ")
        .contains("Content-Length: 0")
        .contains("Cache-Control: no-cache")
        .endsWith("\r\n\r\n");
  }

  @Test
  void tellsNoLengthWhereTheStatusHasNoBody() throws Exception {
    start(new Reply(304, List.of(new Header("ETag", "\"x\"")), List.of(), false));

    assertThat(ask("GET")).contains("ETag: \"x\"").doesNotContain("Content-Length");
  }

  @Test
  void cutsOffAReaderThatTakesNothing() throws Exception {
    // Far more than the buffers of both sockets hold.
    Slice body = Slice.view(Arena.ofAuto().allocate(64 << 20));
    // One second of grace, and one for the 64 MiB.
    start(
        new Reply(200, List.of(TYPE), List.of(body), false),
        new AdmissionLimits.Slowest(SECOND, 64 << 20));
    try (Socket reader = connect()) {
      reader.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ascii()));

      assertThat(failure.get(20, SECONDS))
          .isInstanceOf(ReplyWriter.SlowReaderException.class)
          .hasMessageContaining("still to go");
      // What is left in the buffers, then the end: not the whole body.
      assertThat(countUntilClosed(reader.getInputStream())).isLessThan(64 << 20);
    }
  }

  @Test
  void waitsForAReaderThatIsOnlySlow() throws Exception {
    Slice body = Slice.view(Arena.ofAuto().allocate(32 << 20));
    start(new Reply(200, List.of(TYPE), List.of(Slice.ofUtf8("x"), body), true));
    try (Socket reader = connect()) {
      reader
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(countUntilClosed(reader.getInputStream())).isGreaterThan((32 << 20) + 1);
    }
  }

  private static java.nio.charset.Charset ascii() {
    return StandardCharsets.US_ASCII;
  }

  private void start(Reply reply) throws Exception {
    start(reply, new AdmissionLimits.Slowest(30 * SECOND, 1 << 20));
  }

  private void start(Reply reply, AdmissionLimits.Slowest slowest) throws Exception {
    ReplyWriter writer = new ReplyWriter(slowest, System::nanoTime);
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            try {
              writer.write(reply, request, response);
              callback.succeeded();
            } catch (Exception e) {
              failure.complete(e);
              callback.failed(e);
            }
            return true;
          }
        });
    server.start();
  }

  private Socket connect() throws Exception {
    return new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
  }

  private String ask(String method) throws Exception {
    try (Socket client = connect()) {
      client
          .getOutputStream()
          .write(
              (method + " / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(ascii()));
      return new String(client.getInputStream().readAllBytes(), ascii());
    }
  }

  private static long countUntilClosed(InputStream in) {
    long count = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count += read;
      }
    } catch (java.io.IOException e) {
      // A reset is an end too.
      return count;
    }
    return count;
  }
}
