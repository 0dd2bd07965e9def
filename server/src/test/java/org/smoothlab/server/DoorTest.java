package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.web.AdmissionLimits;

@Timeout(60)
class DoorTest {
  private static final long MILLISECOND = 1_000_000L;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "/healthz,text/plain;charset=utf-8",
    "/metrics,text/plain; version=0.0.4; charset=utf-8",
    "/api/points,application/json",
    "/,text/plain;charset=utf-8"
  })
  void tellsTypeLengthAndLifetimeOfItsOwnPages(String path, String mediaType) throws Exception {
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0).withOpenManagement());
        RawClient client = new RawClient(server.url())) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      RawClient.Answer got = client.readAnswer();
      client.send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      RawClient.Answer head = client.readHeadOnly();
      client.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
      RawClient.Answer posted = client.readAnswer();

      assertThat(got.status()).isEqualTo(200);
      assertThat(got.headers())
          .containsEntry("Content-Type", mediaType)
          .containsEntry("Cache-Control", "no-store");
      assertThat(head.status()).isEqualTo(200);
      assertThat(posted.status()).isEqualTo(405);
      assertThat(posted.headers()).containsEntry("Allow", "GET, HEAD");
    }
  }

  @Test
  void doesNotSayWhatItIsBuiltOn() throws Exception {
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0));
        RawClient client = new RawClient(server.url())) {
      client.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
      RawClient.Answer answer = client.readAnswer();

      assertThat(answer.headers()).doesNotContainKey("Server");
      assertThat(answer.body()).doesNotContainIgnoringCase("jetty");
    }
  }

  @Test
  void compressesTextForThoseWhoAsk() throws Exception {
    Files.writeString(folder.resolve("app.js"), "let a = 1;\n".repeat(1_000));
    ServerConfig config = ServerConfig.loopback(0).withPlayerFolder(folder);
    try (OriginServer server = OriginServer.start(config);
        RawClient client = new RawClient(server.url())) {
      client.send(
          String.join(
              "\r\n",
              "GET /player/app.js HTTP/1.1",
              "Host: x",
              "Accept-Encoding: gzip",
              "Connection: close",
              "",
              ""));
      byte[] all = client.socket().getInputStream().readAllBytes();
      String text = new String(all, StandardCharsets.ISO_8859_1);

      assertThat(text).contains("Content-Encoding: gzip").contains("Vary: Accept-Encoding");
      assertThat(all.length).isLessThan(2_000);
    }
  }

  @Test
  void refusesHeadsThatAreTooLarge() throws Exception {
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0));
        RawClient client = new RawClient(server.url())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");

      assertThat(client.readAnswer().status()).isEqualTo(431);
    }
  }

  @Test
  void refusesTargetsThatAreTooLong() throws Exception {
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0));
        RawClient client = new RawClient(server.url())) {
      client.send("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(client.readAnswer().status()).isEqualTo(414);
    }
  }

  @Test
  void closesConnectionsWithoutARequest() throws Exception {
    AdmissionLimits.Times times = AdmissionLimits.DEFAULT.times();
    AdmissionLimits limits =
        AdmissionLimits.DEFAULT.withTimes(
            new AdmissionLimits.Times(
                1_000 * MILLISECOND,
                times.headNanos(),
                times.slowest(),
                times.discardNanos(),
                times.stopNanos()));
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0).withLimits(limits));
        RawClient client = new RawClient(server.url())) {
      client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readAnswer().status()).isEqualTo(200);

      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void closesConnectionsWhoseHeadDripsIn() throws Exception {
    AdmissionLimits.Times times = AdmissionLimits.DEFAULT.times();
    AdmissionLimits limits =
        AdmissionLimits.DEFAULT.withTimes(
            new AdmissionLimits.Times(
                times.idleNanos(),
                400 * MILLISECOND,
                times.slowest(),
                times.discardNanos(),
                times.stopNanos()));
    ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0).withLimits(limits));
        RawClient client = new RawClient(server.url())) {
      client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readAnswer().status()).isEqualTo(200);
      client.send("GET /healthz HTTP/1.1\r\nX: ");
      var dripping =
          drip.scheduleAtFixedRate(() -> sendQuietly(client), 0, 20, TimeUnit.MILLISECONDS);

      assertThat(endsSomehow(client)).isTrue();
      dripping.cancel(true);
    } finally {
      drip.shutdownNow();
    }
  }

  @Test
  void acceptsNoMoreConnectionsThanItsBound() throws Exception {
    AdmissionLimits limits =
        AdmissionLimits.DEFAULT.withConnections(new AdmissionLimits.Connections(2, 128, 16 * 1024));
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0).withLimits(limits));
        RawClient first = new RawClient(server.url())) {
      first.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(first.readAnswer().status()).isEqualTo(200);
      try (RawClient second = new RawClient(server.url())) {
        second.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(second.readAnswer().status()).isEqualTo(200);

        // The first is idle, and now that the bound is reached it has only a second.
        assertThat(first.atEnd()).isTrue();
        second.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(second.readAnswer().status()).isEqualTo(200);
      }
      try (RawClient third = new RawClient(server.url())) {
        third.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(third.readAnswer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void keepsIdleViewersWithoutPlatformThreads() throws Exception {
    List<RawClient> viewers = new ArrayList<>();
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0))) {
      int before = Thread.getAllStackTraces().size();
      for (int i = 0; i < 1_000; i++) {
        RawClient viewer = new RawClient(server.url());
        viewers.add(viewer);
        viewer.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      for (RawClient viewer : viewers) {
        assertThat(viewer.readAnswer().status()).isEqualTo(200);
      }

      assertThat(Thread.getAllStackTraces().size()).isLessThan(before + 20);
    } finally {
      for (RawClient viewer : viewers) {
        viewer.close();
      }
    }
  }

  @Test
  void finishesAnswersInFlightWhenItStops() throws Exception {
    // More than the buffers of both sockets hold: the answer is in flight until it is read.
    Path file = folder.resolve("large.bin");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(32 << 20);
    }
    OriginServer server =
        OriginServer.start(
            ServerConfig.loopback(0)
                .withPlayerFolder(folder)
                .withLimits(stoppingWithin(30_000 * MILLISECOND)));
    try (server;
        RawClient viewer = new RawClient(server.url())) {
      viewer.send("GET /player/large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
      InputStream in = viewer.socket().getInputStream();
      assertThat(in.read()).isEqualTo('H');
      CountDownLatch closed = new CountDownLatch(1);
      Thread.startVirtualThread(() -> closeAndTell(server, closed));
      awaitRefused(server);

      assertThat(in.readAllBytes().length).isGreaterThan(32 << 20);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void cutsOffAnswersThatDoNotFinishWhenItStops() throws Exception {
    Path file = folder.resolve("large.bin");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(32 << 20);
    }
    OriginServer server =
        OriginServer.start(
            ServerConfig.loopback(0)
                .withPlayerFolder(folder)
                .withLimits(stoppingWithin(300 * MILLISECOND)));
    try (server;
        RawClient viewer = new RawClient(server.url())) {
      viewer.send("GET /player/large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(viewer.socket().getInputStream().read()).isEqualTo('H');

      // Nobody reads on: this returns all the same, or the test's own time limit ends it.
      server.close();

      assertThat(countUntilClosed(viewer.socket().getInputStream())).isLessThan(32 << 20);
    }
  }

  @Test
  void writesOneLinePerRequestIntoTheAccessLog() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("access");
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0).withAccessLog(true));
        RawClient client = new RawClient(server.url())) {
      client.send("GET /healthz?a=%20b HTTP/1.1\r\nHost: x\r\nUser-Agent: a \"b\"\r\n\r\n");
      client.readAnswer();

      assertThat(lines.poll(20, TimeUnit.SECONDS))
          .matches(
              "request remote=127\\.0\\.0\\.1:[0-9]+ protocol=HTTP/1\\.1 method=GET"
                  + " target=/healthz\\?a=%20b status=200 bytesIn=0 bytesOut=3 micros=[0-9]+"
                  + " agent=\"a \\\\\"b\\\\\"\"");
    } finally {
      logger.detachAppender(appender);
      logger.setLevel(null);
    }
  }

  @Test
  void countsRequestsByRouteAndStatus() throws Exception {
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0));
        RawClient client = new RawClient(server.url())) {
      client.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
      client.readAnswer();
      client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(client.readAnswer().body())
          .contains("smoothlab_requests_total{route=\"other\",status=\"404\"} 1.0")
          .contains("smoothlab_requests_inside 1.0")
          .contains("smoothlab_connections 1.0")
          .contains("smoothlab_ingest_sessions 0.0");
    }
  }

  private static AdmissionLimits stoppingWithin(long stopNanos) {
    AdmissionLimits.Times times = AdmissionLimits.DEFAULT.times();
    return AdmissionLimits.DEFAULT.withTimes(
        new AdmissionLimits.Times(
            times.idleNanos(),
            times.headNanos(),
            times.slowest(),
            times.discardNanos(),
            stopNanos));
  }

  private static void closeAndTell(OriginServer server, CountDownLatch closed) {
    server.close();
    closed.countDown();
  }

  /** Until the server takes no connection any more: it has begun to stop. */
  private static void awaitRefused(OriginServer server) {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    boolean refused = false;
    while (!refused) {
      assertThat(System.nanoTime()).as("waiting for the port").isLessThan(deadlineNanos);
      try {
        new RawClient(server.url()).close();
      } catch (IOException e) {
        refused = true;
      }
    }
  }

  private static long countUntilClosed(InputStream in) {
    long count = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count += read;
      }
    } catch (IOException e) {
      // A reset is an end too.
      return count;
    }
    return count;
  }

  private static void sendQuietly(RawClient client) {
    try {
      client.send("a");
    } catch (IOException e) {
      // The server has closed: what the test waits for shows on the reading side.
      Thread.currentThread().interrupt();
    }
  }

  // Bytes may be under way when the server closes: then the end is a reset.
  private static boolean endsSomehow(RawClient client) {
    try {
      return client.atEnd();
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
