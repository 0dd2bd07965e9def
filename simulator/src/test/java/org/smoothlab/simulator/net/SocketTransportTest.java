package org.smoothlab.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.TlsConfig;
import org.smoothlab.simulator.time.RealScheduler;

@Timeout(30)
class SocketTransportTest {
  private final RealScheduler scheduler = new RealScheduler("test", 1000);
  private final CountDownLatch done = new CountDownLatch(1);
  private final RecordingListener listener = new RecordingListener(scheduler, done::countDown);
  private final AtomicLong uploadedBytes = new AtomicLong();
  private final CountDownLatch firstUploaded = new CountDownLatch(1);
  private Server server;
  private SocketTransport sockets;
  private Transport transport;

  @BeforeEach
  void start() throws Exception {
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server.setHandler(new FakeOrigin());
    server.start();
    sockets = SocketTransport.start(SocketTransport.Settings.named("test-sockets"));
    transport = sockets.on(scheduler);
  }

  @AfterEach
  void stop() throws Exception {
    sockets.close();
    server.stop();
    scheduler.close();
  }

  @Test
  void bringsAnAnswerInOrder() throws Exception {
    transport.call(Request.get(uri("/bytes")), listener);

    awaitDone();
    assertThat(listener.events).containsExactly("head 200", "completed");
    assertThat(listener.receivedBytes).isEqualTo(1_000_000);
    assertThat(Slice.concat(listener.received)).isEqualTo(Slice.copyOf(pattern()));
  }

  @Test
  void streamsABodyPieceByPiece() throws Exception {
    Call call = transport.call(post("/upload"), listener);
    scheduler.at(0, () -> call.send(List.of(Slice.copyOf(new byte[1000]))));
    assertThat(firstUploaded.await(10, TimeUnit.SECONDS)).as("sent before the end").isTrue();
    scheduler.at(
        0,
        () -> {
          call.send(List.of(Slice.copyOf(new byte[70_000]), Slice.copyOf(new byte[30_000])));
          call.end();
        });

    awaitDone();
    assertThat(uploadedBytes).hasValue(101_000);
    assertThat(listener.events).containsExactly("head 200", "completed");
    assertThat(listener.writableCount).isEqualTo(2);
  }

  @Test
  void tellsARefusalWhileTheBodyIsStillOpen() throws Exception {
    Call call = transport.call(post("/refuse"), listener);
    scheduler.at(0, () -> call.send(List.of(Slice.copyOf(new byte[1000]))));

    awaitDone();
    assertThat(listener.events).containsExactly("head 403", "completed");
  }

  @Test
  void failsWhereNobodyListens() throws Exception {
    URI nobody = uri("/bytes");
    server.stop();
    transport.call(Request.get(nobody), listener);

    awaitDone();
    assertThat(listener.events).hasSize(1);
    assertThat(listener.events.getFirst()).startsWith("failed: ").contains("refused");
  }

  @Test
  void failsWhenTheConnectionIsResetInTheMiddle() throws Exception {
    try (FaultProxy proxy =
        FaultProxy.start(
            new InetSocketAddress(server.getURI().getHost(), server.getURI().getPort()), 0)) {
      URI throughProxy = URI.create("http://127.0.0.1:" + proxy.port() + "/upload");
      Call call = transport.call(new Request("POST", throughProxy, List.of(), true), listener);
      proxy.resetAfter(20_000, () -> {});
      scheduler.at(0, () -> call.send(List.of(Slice.copyOf(new byte[100_000]))));

      awaitDone();
      assertThat(listener.events).hasSize(1);
      assertThat(listener.events.getFirst()).startsWith("failed: ");
    }
  }

  @Test
  void hearsNothingAfterCancel() throws Exception {
    CountDownLatch head = new CountDownLatch(1);
    Call call = transport.call(post("/upload"), listener);
    scheduler.at(0, () -> call.send(List.of(Slice.copyOf(new byte[1000]))));
    assertThat(firstUploaded.await(10, TimeUnit.SECONDS)).isTrue();
    scheduler.at(
        0,
        () -> {
          call.cancel();
          call.send(List.of(Slice.copyOf(new byte[1000])));
          head.countDown();
        });

    assertThat(head.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(listener.events).isEmpty();
  }

  @Test
  void takesACertificateThatNobodyKnowsOnlyWhenAsked() throws Exception {
    ServerConfig config = ServerConfig.loopback(0).withTls(TlsConfig.SelfSigned.loopback(0));
    CountDownLatch bothDone = new CountDownLatch(2);
    RecordingListener careful = new RecordingListener(scheduler, bothDone::countDown);
    RecordingListener trusting = new RecordingListener(scheduler, bothDone::countDown);
    try (OriginServer origin = OriginServer.start(config);
        SocketTransport all =
            SocketTransport.start(SocketTransport.Settings.named("trusting").trustingAll())) {
      Request request = Request.get(origin.secureUrl().orElseThrow().resolve("/healthz"));
      transport.call(request, careful);
      all.on(scheduler).call(request, trusting);

      assertThat(bothDone.await(20, TimeUnit.SECONDS)).as("two outcomes within 20 s").isTrue();
    }
    assertThat(trusting.events).containsExactly("head 200", "completed");
    assertThat(careful.events).hasSize(1);
    assertThat(careful.events.getFirst()).startsWith("failed: ");
  }

  private void awaitDone() throws InterruptedException {
    assertThat(done.await(10, TimeUnit.SECONDS)).as("an outcome within 10 s").isTrue();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getURI().getPort() + path);
  }

  private Request post(String path) {
    return new Request("POST", uri(path), List.of(new Header("X-Test", "1")), true);
  }

  private static byte[] pattern() {
    byte[] bytes = new byte[1_000_000];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) (at * 31);
    }
    return bytes;
  }

  /** Serves bytes, takes uploads, refuses. */
  private final class FakeOrigin extends Handler.Abstract {
    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request request, Response response, Callback callback)
        throws IOException {
      switch (request.getHttpURI().getPath()) {
        case "/bytes" -> response.write(true, ByteBuffer.wrap(pattern()), callback);
        case "/upload" -> takeUpload(request, callback);
        default -> {
          response.setStatus(403);
          callback.succeeded();
        }
      }
      return true;
    }
  }

  private void takeUpload(org.eclipse.jetty.server.Request request, Callback callback)
      throws IOException {
    byte[] buffer = new byte[8192];
    InputStream in = Content.Source.asInputStream(request);
    for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
      uploadedBytes.addAndGet(size);
      firstUploaded.countDown();
    }
    callback.succeeded();
  }
}
