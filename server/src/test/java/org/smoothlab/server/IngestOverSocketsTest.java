package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.FfmpegRecording.SECOND_TICKS;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.server.origin.PointSettings;

/** Encoders and viewers over sockets, with the bytes of FFmpeg. */
@Timeout(60)
class IngestOverSocketsTest {
  /** Made when it is pushed to; holds requests for ten seconds at least, on a busy machine too. */
  private static final String POINT = "/live/news.isml";

  private static final String POST =
      "POST " + POINT + "/Streams(one) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static final String EXPECTING =
      POST.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");

  private FfmpegRecording recording;
  private OriginServer server;

  @BeforeEach
  void start() throws IOException {
    recording = FfmpegRecording.load();
    server =
        OriginServer.start(
            ServerConfig.loopback(0)
                .withTls(TlsConfig.SelfSigned.loopback(0))
                .withCreateOnPush(
                    PointSettings.DEFAULT.withHolding(
                        new PointSettings.Holding(1_000, 60_000_000_000L))));
    try (RawClient first = new RawClient(server.url())) {
      first.send(EXPECTING);
      assertThat(first.readAnswer().status()).isEqualTo(100);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"HTTP1,false", "HTTP1,true", "HTTP2,false", "HTTP2,true"})
  void showsFragmentsWhileThePostGoesOn(Clients.Speech speech, boolean secure) throws Exception {
    URI base = secure ? server.secureUrl().orElseThrow() : server.url();
    HttpClient client = Clients.start(speech);
    try {
      AsyncRequestContent body = new AsyncRequestContent("video/mp4");
      CompletableFuture<Response> posted = new CompletableFuture<>();
      client
          .newRequest(base.resolve(POINT + "/Streams(one)"))
          .method("POST")
          .body(body)
          .send(result -> posted.complete(result.getResponse()));
      body.write(ByteBuffer.wrap(recording.announce), Callback.NOOP);
      writeSeconds(body, 0, 5);

      // Held until the first fragments are published, which announce the next two.
      ContentResponse manifest = Clients.get(client, base.resolve(POINT + "/Manifest"));
      assertThat(manifest.getStatus()).isEqualTo(200);
      assertThat(manifest.getContentAsString()).contains("IsLive=\"TRUE\"");
      ContentResponse fragment = Clients.get(client, base.resolve(video(2)));
      assertThat(fragment.getStatus()).isEqualTo(200);
      assertThat(new String(fragment.getContent(), 4, 4, StandardCharsets.US_ASCII))
          .isEqualTo("moof");
      assertThat(fragment.getContent()).endsWith(lastBytesOfVideo(2));
      assertThat(posted).isNotDone();

      writeSeconds(body, 5, 12);
      body.write(ByteBuffer.wrap(recording.end), Callback.NOOP);
      body.close();
      assertThat(posted.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
      assertThat(Clients.get(client, base.resolve(video(11))).getStatus()).isEqualTo(200);
    } finally {
      client.stop();
    }
  }

  @Test
  void takesBodiesHoweverTheyAreCut() throws Exception {
    try (RawClient encoder = new RawClient(server.url())) {
      encoder.send(POST.replace("POST", "PUT"));
      for (byte[] part : new byte[][] {recording.announce, recording.seconds.get(0)}) {
        for (byte b : part) {
          encoder.sendChunk(b);
        }
      }
      encoder.sendChunk(recording.seconds.get(1));
      encoder.sendChunk(recording.seconds.get(2));
      encoder.sendChunk(recording.seconds.get(3));

      assertThat(get(POINT + "/Manifest").status()).isEqualTo(200);
      assertThat(get(video(0)).status()).isEqualTo(200);
    }
  }

  @Test
  void answersTheEmptyProbe() throws Exception {
    try (RawClient encoder = new RawClient(server.url())) {
      encoder.send(
          "POST " + POINT + "/Streams(one) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(encoder.readAnswer().status()).isEqualTo(200);

      // The connection goes on: the long POST may follow on it.
      encoder.send(POST);
      encoder.sendChunk(recording.announce);
      encoder.sendChunk(recording.end);
      encoder.sendLastChunk();
      assertThat(encoder.readAnswer().status()).isEqualTo(200);
    }
  }

  @Test
  void saysContinueToThoseWhoWaitForIt() throws Exception {
    try (RawClient encoder = new RawClient(server.url())) {
      encoder.send(EXPECTING);
      assertThat(encoder.readAnswer().status()).isEqualTo(100);

      encoder.sendChunk(recording.announce);
      encoder.sendChunk(recording.end);
      encoder.sendLastChunk();
      assertThat(encoder.readAnswer().status()).isEqualTo(200);
    }
  }

  @Test
  void answersFinallyInsteadOfContinueWhenThePostIsRefused() throws Exception {
    try (RawClient encoder = new RawClient(server.url())) {
      encoder.send(EXPECTING.replace(POINT, "/live/other.txt"));

      assertThat(encoder.readAnswer().status()).isEqualTo(404);
      assertThat(encoder.atEnd()).isTrue();
    }
  }

  @Test
  void letsARefusalBeReadWhileTheEncoderStillWrites() throws Exception {
    try (RawClient encoder = new RawClient(server.url());
        ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor()) {
      encoder.send(POST);
      // More than all buffers on the way hold: the sender is stuck in a write when it is refused.
      byte[] garbage = new byte[64 * 1024];
      Arrays.fill(garbage, (byte) 'x');
      Future<?> sending = sender.submit(() -> sendUntilItFails(encoder, garbage));

      RawClient.Answer refusal = encoder.readAnswer();
      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refusal.headers()).containsEntry("Connection", "close");
      sending.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void keepsWhatWasWholeWhenTheConnectionDrops() throws Exception {
    RawClient first = new RawClient(server.url());
    first.send(POST);
    first.sendChunk(recording.announce);
    for (int second = 0; second < 4; second++) {
      first.sendChunk(recording.seconds.get(second));
    }
    assertThat(get(POINT + "/Manifest").status()).isEqualTo(200);
    assertThat(get(video(1)).status()).isEqualTo(200);
    first.sendChunk(Arrays.copyOf(recording.seconds.get(4), 777));
    first.close();

    // The same encoder comes again: header, the last two fragments once more, then on.
    try (RawClient second = new RawClient(server.url())) {
      second.send(POST);
      second.sendChunk(recording.announce);
      for (int i = 2; i < 12; i++) {
        second.sendChunk(recording.seconds.get(i));
      }
      second.sendChunk(recording.end);
      second.sendLastChunk();
      assertThat(second.readAnswer().status()).isEqualTo(200);
    }
    for (int i = 0; i < 12; i++) {
      RawClient.Answer fragment = get(video(i));
      assertThat(fragment.status()).isEqualTo(200);
      assertThat(fragment.body().getBytes(StandardCharsets.ISO_8859_1))
          .endsWith(lastBytesOfVideo(i));
    }
  }

  @Test
  void holdsARequestUntilItsFragmentIsThere() throws Exception {
    try (RawClient encoder = startEncoder(5);
        RawClient viewer = new RawClient(server.url())) {
      // Fragment 3 is announced by fragment 2, and published when 5 is in.
      viewer.send("GET " + video(3) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      awaitMetric("smoothlab_requests_held 1.0");
      encoder.sendChunk(recording.seconds.get(5));

      assertThat(viewer.readAnswer().status()).isEqualTo(200);
      awaitMetric("smoothlab_requests_held 0.0");
    }
  }

  @Test
  void forgetsAViewerWhoGoesAwayWhileItIsHeld() throws Exception {
    HttpClient client = Clients.start(Clients.Speech.HTTP2);
    try (RawClient encoder = startEncoder(5)) {
      Request request = client.newRequest(server.url().resolve(video(3)));
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      request.send(result -> ended.complete(result.getFailure()));
      awaitMetric("smoothlab_requests_held 1.0");

      assertThat(request.abort(new IOException("had enough")).get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(ended.get(20, TimeUnit.SECONDS)).hasMessage("had enough");

      // Long before its deadline, and before there is anything to answer with.
      awaitMetric("smoothlab_requests_held 0.0");
      awaitMetric("smoothlab_requests_inside 2.0");
      encoder.sendChunk(recording.seconds.get(5));
    } finally {
      client.stop();
    }
  }

  @Test
  void holdsAThousandRequestsWithoutPlatformThreads() throws Exception {
    List<RawClient> viewers = new ArrayList<>();
    try (RawClient encoder = startEncoder(0)) {
      int before = Thread.getAllStackTraces().size();
      for (int i = 0; i < 1_000; i++) {
        viewers.add(new RawClient(server.url()));
      }
      for (RawClient viewer : viewers) {
        viewer.send("GET " + POINT + "/Manifest HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      awaitMetric("smoothlab_requests_held 1000.0");

      assertThat(Thread.getAllStackTraces().size()).isLessThan(before + 20);
      for (int second = 0; second < 4; second++) {
        encoder.sendChunk(recording.seconds.get(second));
      }
      for (RawClient viewer : viewers) {
        assertThat(viewer.readAnswer().status()).isEqualTo(200);
      }
    } finally {
      for (RawClient viewer : viewers) {
        viewer.close();
      }
    }
  }

  @Test
  void speaksHttpAsViewersAndCachesExpect() throws Exception {
    pushAll();
    try (RawClient viewer = new RawClient(server.url())) {
      viewer.send("GET " + video(3) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      RawClient.Answer got = viewer.readAnswer();
      viewer.send("HEAD " + video(3) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      RawClient.Answer head = viewer.readHeadOnly();
      viewer.send(
          "GET "
              + video(3)
              + " HTTP/1.1\r\nHost: x\r\nIf-None-Match: "
              + got.headers().get("ETag")
              + "\r\n\r\n");
      RawClient.Answer known = viewer.readAnswer();
      viewer.send("OPTIONS " + video(3) + " HTTP/1.1\r\nHost: x\r\nOrigin: http://y\r\n\r\n");
      RawClient.Answer options = viewer.readAnswer();
      viewer.send("DELETE " + video(3) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      RawClient.Answer deleted = viewer.readAnswer();
      viewer.send("GET " + video(3) + " HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n");
      RawClient.Answer ranged = viewer.readAnswer();

      assertThat(got.status()).isEqualTo(200);
      assertThat(got.headers())
          .containsEntry("Content-Type", "video/mp4")
          .containsEntry("Access-Control-Allow-Origin", "*")
          .containsKeys("Date", "Cache-Control", "ETag");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers().get("Content-Length"))
          .isEqualTo(got.headers().get("Content-Length"));
      assertThat(known.status()).isEqualTo(304);
      assertThat(options.status()).isBetween(200, 204);
      assertThat(deleted.status()).isEqualTo(405);
      assertThat(ranged.status()).isEqualTo(200);
      assertThat(ranged.body()).isEqualTo(got.body());
    }
  }

  @Test
  void recognisesACompressedManifestByItsTag() throws Exception {
    pushAll();
    String ask = "GET " + POINT + "/Manifest HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n";
    HttpClient client = Clients.start(Clients.Speech.HTTP1);
    try (RawClient viewer = new RawClient(server.url())) {
      Response compressed =
          client
              .newRequest(server.url().resolve(POINT + "/Manifest"))
              .headers(fields -> fields.put("Accept-Encoding", "gzip"))
              .timeout(20, TimeUnit.SECONDS)
              .send();
      String tag = compressed.getHeaders().get("ETag");
      assertThat(compressed.getHeaders().get("Content-Encoding")).isEqualTo("gzip");

      viewer.send(ask + "If-None-Match: " + tag + "\r\n\r\n");

      assertThat(viewer.readAnswer().status()).isEqualTo(304);
    } finally {
      client.stop();
    }
  }

  @Test
  void endsASenderOfOneByteNowAndThen() throws Exception {
    ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
    try (RawClient encoder = new RawClient(server.url())) {
      encoder.send(POST);
      encoder.sendChunk(recording.announce);
      byte[] fragment = recording.seconds.get(0);
      int[] at = {0};
      Future<?> dripping =
          drip.scheduleAtFixedRate(
              () -> sendOne(encoder, fragment[at[0]++]), 0, 200, TimeUnit.MILLISECONDS);

      // Bytes come all the time, and nothing whole: ten seconds, then it is over.
      assertThat(encoder.readAnswer().status()).isEqualTo(400);
      dripping.cancel(true);
    } finally {
      drip.shutdownNow();
    }
  }

  @Test
  void stopsInGoodOrder() throws Exception {
    try (RawClient encoder = startEncoder(5);
        RawClient viewer = new RawClient(server.url())) {
      viewer.send("GET " + video(3) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      awaitMetric("smoothlab_requests_held 1.0");

      CountDownLatch closed = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(() -> {
            server.close();
            closed.countDown();
          });

      assertThat(viewer.readAnswer().status()).isEqualTo(412);
      RawClient.Answer toEncoder = encoder.readAnswer();
      assertThat(toEncoder.status()).isEqualTo(503);
      assertThat(toEncoder.headers()).containsEntry("Retry-After", "1");
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void countsWhatEncodersBring() throws Exception {
    pushAll();

    // Counted when the answer is out, which the encoder may see first.
    awaitMetric("smoothlab_requests_total{route=\"ingest\",status=\"200\"} 1.0");
    String metrics = get("/metrics").body();
    assertThat(metrics)
        .contains("smoothlab_fragments_accepted_total 23.0")
        .contains("smoothlab_fragments_dropped_total{reason=\"negative_start\"} 1.0")
        .contains("smoothlab_ingest_sessions 0.0")
        .contains("smoothlab_ingest_sessions_ended_total{cause=\"end_of_stream\"} 1.0")
        .contains("smoothlab_ingest_bytes_total 68619.0");
  }

  /** An encoder that has told its tracks and sent so many seconds, all of which have arrived. */
  private RawClient startEncoder(int seconds) throws IOException {
    RawClient encoder = new RawClient(server.url());
    encoder.send(EXPECTING);
    assertThat(encoder.readAnswer().status()).isEqualTo(100);
    encoder.sendChunk(recording.announce);
    for (int second = 0; second < seconds; second++) {
      encoder.sendChunk(recording.seconds.get(second));
    }
    if (seconds > 2) {
      assertThat(get(POINT + "/Manifest").status()).isEqualTo(200);
      assertThat(get(video(seconds - 3)).status()).isEqualTo(200);
    }
    return encoder;
  }

  private void pushAll() throws IOException {
    try (RawClient encoder = new RawClient(server.url())) {
      encoder.send(POST);
      encoder.sendChunk(recording.announce);
      for (byte[] second : recording.seconds) {
        encoder.sendChunk(second);
      }
      encoder.sendChunk(recording.end);
      encoder.sendLastChunk();
      assertThat(encoder.readAnswer().status()).isEqualTo(200);
    }
  }

  private RawClient.Answer get(String path) throws IOException {
    try (RawClient viewer = new RawClient(server.url())) {
      viewer.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return viewer.readAnswer();
    }
  }

  /** Asks for the metrics until they say so: they have no signal of their own. */
  private void awaitMetric(String line) throws IOException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!get("/metrics").body().contains(line)) {
      assertThat(System.nanoTime()).as("waiting for " + line).isLessThan(deadlineNanos);
    }
  }

  private void writeSeconds(AsyncRequestContent body, int from, int to) {
    for (int second = from; second < to; second++) {
      body.write(ByteBuffer.wrap(recording.seconds.get(second)), Callback.NOOP);
    }
  }

  private static String video(int second) {
    return POINT + "/QualityLevels(20000)/Fragments(video=" + second * SECOND_TICKS + ")";
  }

  /** The video's mdat of a second ends where the audio's moof begins. */
  private byte[] lastBytesOfVideo(int second) {
    ByteBuffer boxes = ByteBuffer.wrap(recording.seconds.get(second));
    int moofBytes = boxes.getInt(0);
    int end = moofBytes + boxes.getInt(moofBytes);
    return Arrays.copyOfRange(recording.seconds.get(second), moofBytes + 8, end);
  }

  private static void sendUntilItFails(RawClient encoder, byte[] garbage) {
    try {
      for (int i = 0; i < 10_000; i++) {
        encoder.sendChunk(garbage);
      }
    } catch (IOException e) {
      // The server has stopped listening, as it should.
      assertThat(e).isNotNull();
    }
  }

  private static void sendOne(RawClient encoder, byte b) {
    try {
      encoder.sendChunk(b);
    } catch (IOException e) {
      Thread.currentThread().interrupt();
    }
  }
}
