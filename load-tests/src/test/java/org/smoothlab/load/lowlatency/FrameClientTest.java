package org.smoothlab.load.lowlatency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client that looks at frames, against a server that other people wrote. */
@Timeout(30)
class FrameClientTest {
  private static final int COUNT = 300;
  private static final int BODY_BYTES = 40_000;

  private final Server server = new Server();
  private final ServerConnector connector;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Queue<Callback> held = new ConcurrentLinkedQueue<>();

  FrameClientTest() {
    HttpConfiguration http = new HttpConfiguration();
    connector =
        new ServerConnector(
            server, 1, 1, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            asked.add(request.getHttpURI().getPathQuery());
            switch (request.getHttpURI().getPath()) {
              case "/held" -> held.add(callback);
              case "/ok" -> response.write(true, ByteBuffer.allocate(BODY_BYTES), callback);
              default -> {
                response.setStatus(404);
                response.write(true, ByteBuffer.allocate(10), callback);
              }
            }
            return true;
          }
        });
  }

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private URI uri(String target) {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + target);
  }

  private FrameClient connect() throws IOException {
    return FrameClient.connect(uri("/"), 3);
  }

  /** Their bodies have more than the windows that HTTP/2 begins with. */
  @Test
  void hearsEveryAnswerOfEveryRound() throws Exception {
    String target = "/ok?_HLS_msn=7&long=" + "x".repeat(500);
    try (FrameClient client = connect()) {
      for (int times = 0; times < 3; times++) {
        long sentNanos = System.nanoTime();
        BlockedRound round = new BlockedRound(COUNT);
        client.send(round, uri(target));

        long[] answered = round.await(20).toArray();
        assertThat(answered).hasSize(COUNT);
        assertThat(LongStream.of(answered).allMatch(nanos -> nanos - sentNanos > 0)).isTrue();
        assertThat(round.heldCount()).isZero();
      }
    }
    assertThat(asked).containsExactly(target);
  }

  @Test
  void saysThatAnswersAreNotWhatWasAskedFor() throws Exception {
    try (FrameClient client = connect()) {
      BlockedRound round = new BlockedRound(COUNT);
      client.send(round, uri("/no?1"));

      assertThatThrownBy(() -> round.await(20))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("of 300 requests 300 were not answered with 200");
    }
  }

  @Test
  void saysThatTheServerHasGone() throws Exception {
    try (FrameClient client = connect()) {
      BlockedRound round = new BlockedRound(COUNT);
      client.send(round, uri("/held?1"));
      while (held.size() < COUNT) {
        Thread.onSpinWait();
      }
      assertThat(round.heldCount()).isEqualTo(COUNT);

      server.stop();

      assertThatThrownBy(() -> round.await(20))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(".*(server|onnection).*");
    }
  }
}
