package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.ContentResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.Caller;
import org.smoothlab.server.management.Valid;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Stores;
import org.smoothlab.server.protocol.Upload;
import org.smoothlab.server.web.AdmissionLimits;
import org.smoothlab.server.web.WebServer;
import org.smoothlab.server.web.WebSettings;

/** The management API through its door; archives are closed late, so that transient states last. */
@Timeout(120)
class ManagementOverSocketsTest {
  private static final String POINT = "/harbour/quay.isml";
  private static final String COLLECTION = "/services/smoothstreaming/publishingpoints.isml";
  private static final String MANAGEMENT =
      "http://schemas.microsoft.com/iis/media/2011/03/streaming/management";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Protocol protocol;
  private WebServer web;
  private URI url;

  @BeforeEach
  void start() throws IOException {
    AtomicReference<Protocol> made = new AtomicReference<>();
    web =
        WebServer.start(
            new WebSettings(
                new WebSettings.Address("127.0.0.1", 0), Optional.empty(), Optional.empty(), false),
            AdmissionLimits.DEFAULT,
            WebServer.Relaying.DEFAULT,
            (effects, events) -> {
              WallClock clock = new WallClock(Instant.now(), System.nanoTime());
              Protocol behind =
                  new Protocol(
                      new Origin(OriginSettings.DEFAULT.with(Role.ARCHIVE), clock, effects),
                      ProtocolSettings.DEFAULT,
                      Stores.memory(),
                      new Access(AccessPolicy.OPEN.withOpenManagement(true), clock, events));
              made.set(behind);
              return behind;
            });
    protocol = Objects.requireNonNull(made.get());
    url = URI.create("http://127.0.0.1:" + web.port());
  }

  @AfterEach
  void stop() {
    web.close();
    http.close();
  }

  // ---- requests

  private HttpRequest request(String method, String path, String payload, String... headers) {
    String body =
        payload.isEmpty()
            ? ""
            : "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\">"
                + "<SmoothStreaming xmlns=\""
                + MANAGEMENT
                + "\">"
                + payload
                + "</SmoothStreaming></content></entry>";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path))
            .header("Content-Type", "application/atom+xml")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  private HttpRequest putState(String value) {
    return request("PUT", POINT + "/state", "<State><Value>" + value + "</Value></State>");
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return checked(http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  private static HttpResponse<String> checked(HttpResponse<String> answer) {
    if (!answer.body().isEmpty()) {
      Valid.requireXml(answer.body());
    }
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    return answer;
  }

  /** 200, or the last digits of the error. */
  private static String outcome(HttpResponse<String> answer) {
    return answer.statusCode() == 200
        ? "200"
        : answer.body().replaceFirst("(?s).*<ErrorCode>0x808800(..)<.*", "$1");
  }

  // ---- every request in every state

  private PublishingPoint in(PointState state) {
    PublishingPoint point = protocol.origin().create(POINT, PointSettings.DEFAULT);
    if (state != PointState.IDLE) {
      point.command(Target.STARTED, System.nanoTime());
    }
    if (state != PointState.IDLE && state != PointState.STARTING) {
      announce();
    }
    switch (state) {
      case STOPPING, STOPPED -> point.command(Target.STOPPED, System.nanoTime());
      case SHUTTING_DOWN -> point.command(Target.IDLE, System.nanoTime());
      case ERROR ->
          point.fail(new PointFault(PointFault.DISK_FULL, "disk full"), System.nanoTime());
      case IDLE, STARTING, STARTED -> {
        // There already.
      }
    }
    if (state == PointState.STOPPED) {
      point.recordingClosed(1, System.nanoTime());
    }
    assertThat(point.state()).isEqualTo(state);
    return point;
  }

  private void announce() {
    Ask ask = new Ask("POST", POINT + "/Streams(cam)", List.of(), Caller.plain("192.0.2.17:50000"));
    IngestSession session = ((Upload) protocol.open(ask, System.nanoTime())).session();
    assertThat(
            session.receive(
                Slice.copyOf(TestTrack.header(List.of(TestTrack.HIGH))), System.nanoTime()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # state        | Idle        | Started     | Stopped     | Error | settings | DELETE   | statistics
          IDLE           | 200         | 200         | 28          | 27    | 200      | 200      | 2F
          STARTING       | 200         | 200         | 200         | 27    | 29       | 200      | 200
          STARTED        | wait 200    | 200         | wait 200    | 27    | 29       | wait 200 | 200
          STOPPING       | wait 200    | 28          | wait 200    | 27    | 29       | wait 200 | 200
          STOPPED        | 200         | 28          | 200         | 27    | 29       | 200      | 200
          SHUTTING_DOWN  | wait 200    | wait 200    | 28          | 27    | wait 200 | wait 200 | 200
          ERROR          | 200         | 28          | 28          | 27    | 29       | 200      | 200
          """)
  void answersEachRequestInEachState(
      PointState state,
      String idle,
      String started,
      String stopped,
      String internal,
      String settings,
      String delete,
      String statistics)
      throws Exception {
    assertThat(outcome(state, putState("Idle"))).isEqualTo(idle);
    assertThat(outcome(state, putState("Started"))).isEqualTo(started);
    assertThat(outcome(state, putState("Stopped"))).isEqualTo(stopped);
    assertThat(outcome(state, putState("Error"))).isEqualTo(internal);
    assertThat(outcome(state, request("PUT", POINT + "/settings", "<Settings/>")))
        .isEqualTo(settings);
    assertThat(outcome(state, request("DELETE", POINT + "/settings", ""))).isEqualTo(delete);
    assertThat(outcome(state, request("GET", POINT + "/statistics", ""))).isEqualTo(statistics);
    assertThat(outcome(state, request("GET", POINT + "/settings", ""))).isEqualTo("200");
    assertThat(outcome(state, request("GET", POINT + "/state", ""))).isEqualTo("200");
  }

  private String outcome(PointState state, HttpRequest request) throws Exception {
    PublishingPoint point = in(state);
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    boolean waited = awaitHeldOrDone(answer);
    if (waited) {
      point.recordingClosed(1, System.nanoTime());
    }
    String outcome = outcome(checked(answer.get(30, TimeUnit.SECONDS)));
    // The next case begins anew.
    point.recordingClosed(1, System.nanoTime());
    http.send(request("DELETE", POINT + "/settings", ""), HttpResponse.BodyHandlers.discarding());
    return waited ? "wait " + outcome : outcome;
  }

  /** Whether the request is held: the number of held requests is the signal. */
  private boolean awaitHeldOrDone(Future<?> answer) throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!answer.isDone()) {
      String metrics =
          http.send(
                  HttpRequest.newBuilder(url.resolve("/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      if (metrics.contains("smoothlab_requests_held 1.0")) {
        return true;
      }
      assertThat(System.nanoTime()).describedAs("neither held nor done").isLessThan(deadlineNanos);
    }
    return false;
  }

  // ---- many at once

  @Test
  void neverFailsToStartRightAfterAShutDownUnderLoad() throws Exception {
    protocol.origin().create(POINT, PointSettings.DEFAULT);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> polls = new ArrayList<>();
      for (String resource : List.of("/state", "/settings")) {
        polls.add(
            others.submit(() -> {
              int count = 0;
              while (!over.get()) {
                assertThat(send(request("GET", POINT + resource, "")).statusCode()).isEqualTo(200);
                count++;
              }
              return count;
            }));
      }
      for (int round = 0; round < 1_000; round++) {
        assertThat(outcome(send(putState("Idle")))).isEqualTo("200");
        assertThat(outcome(send(putState("Started")))).isEqualTo("200");
      }
      over.set(true);
      for (Future<Integer> poll : polls) {
        assertThat(poll.get()).isPositive();
      }
    }
  }

  @Test
  void letsOneOfAHundredConcurrentCreatesWin() throws Exception {
    Callable<String> create =
        () -> {
          HttpResponse<String> answer =
              send(request("POST", COLLECTION + "/settings", "<Settings/>", "Slug", POINT));
          return answer.statusCode() == 201 ? "201" : outcome(answer);
        };
    List<String> outcomes = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> outcome : clients.invokeAll(java.util.Collections.nCopies(100, create))) {
        outcomes.add(outcome.get());
      }
    }

    assertThat(outcomes).containsOnlyOnce("201");
    assertThat(outcomes.stream().filter("2B"::equals)).hasSize(99);
  }

  // ---- the door

  private static final String ASKS_FIRST = "Expect: 100-continue";

  private static String head(String request, String contentType, String... fields) {
    List<String> lines = new ArrayList<>();
    lines.add(request + " HTTP/1.1");
    lines.add("Host: localhost");
    lines.add("Content-Type: " + contentType);
    lines.addAll(List.of(fields));
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  @ParameterizedTest
  @EnumSource(Clients.Speech.class)
  void namesItsAddressesAsTheClientDid(Clients.Speech speech) throws Exception {
    protocol.origin().create(POINT, PointSettings.DEFAULT);
    org.eclipse.jetty.client.HttpClient client = Clients.start(speech);
    try {
      ContentResponse answer = Clients.get(client, url.resolve(POINT + "/settings"));

      assertThat(answer.getStatus()).isEqualTo(200);
      assertThat(answer.getContentAsString())
          .contains("<id>" + url + "/harbour/quay.isml/settings</id>");
    } finally {
      client.stop();
    }
  }

  @Test
  void keepsTheConnectionAfterARefusedBody() throws Exception {
    try (RawClient client = new RawClient(url)) {
      String wrong =
          head("PUT /no/such.isml/state", "application/atom+xml", "Content-Length: 4") + "<a/>";
      client.send(wrong);
      assertThat(client.readAnswer().status()).isEqualTo(404);
      client.send(wrong);
      assertThat(client.readAnswer().status()).isEqualTo(404);
    }
  }

  @Test
  void asksForABodyOnlyWhenItWantsIt() throws Exception {
    protocol.origin().create(POINT, PointSettings.DEFAULT);
    try (RawClient client = new RawClient(url)) {
      String body = "{\"state\":{\"value\":\"Started\"}}";
      String length = "Content-Length: " + body.length();
      client.send(head("PUT " + POINT + "/state", "application/json", ASKS_FIRST, length));
      assertThat(client.readAnswer().status()).isEqualTo(100);
      client.send(body);
      assertThat(client.readAnswer().status()).isEqualTo(200);

      client.send(
          head("PUT /no/such.isml/state", "application/json", ASKS_FIRST, "Content-Length: 10"));
      RawClient.Answer refused = client.readAnswer();
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.headers()).containsEntry("Connection", "close");
    }
  }

  @Test
  void refusesBodiesBeyondTheBoundWhetherTheyTellTheirLengthOrNot() throws Exception {
    protocol.origin().create(POINT, PointSettings.DEFAULT);
    String put = "PUT " + POINT + "/state";
    try (RawClient client = new RawClient(url)) {
      client.send(head(put, "application/atom+xml", "Content-Length: 262145"));
      assertThat(client.readAnswer().status()).isEqualTo(413);
    }
    try (RawClient client = new RawClient(url)) {
      client.send(head(put, "application/atom+xml", "Transfer-Encoding: chunked"));
      for (int i = 0; i < 5; i++) {
        client.sendChunk(new byte[64 * 1024]);
      }
      RawClient.Answer answer = client.readAnswer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.headers()).containsEntry("Connection", "close");
    }
  }

  @Test
  void answersWhoSendsABodySlowerThanTheBound() throws Exception {
    web.close();
    AdmissionLimits.Times times = AdmissionLimits.DEFAULT.times();
    web =
        WebServer.start(
            new WebSettings(
                new WebSettings.Address("127.0.0.1", 0), Optional.empty(), Optional.empty(), false),
            AdmissionLimits.DEFAULT.withTimes(
                new AdmissionLimits.Times(
                    times.idleNanos(),
                    200_000_000L,
                    times.slowest(),
                    times.discardNanos(),
                    times.stopNanos())),
            WebServer.Relaying.DEFAULT,
            (_, _) -> protocol);
    protocol.origin().create(POINT, PointSettings.DEFAULT);
    try (RawClient client = new RawClient(URI.create("http://127.0.0.1:" + web.port()))) {
      client.send(
          head("PUT " + POINT + "/state", "application/atom+xml", "Content-Length: 100") + "<a");

      assertThat(client.readAnswer().status()).isEqualTo(408);
    }
  }

  @Test
  void letsAWaitingCommandGoWhenTheServerStops() throws Exception {
    in(PointState.STARTED);
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(putState("Idle"), HttpResponse.BodyHandlers.ofString());
    assertThat(awaitHeldOrDone(answer)).isTrue();

    web.close();

    assertThat(outcome(answer.get(30, TimeUnit.SECONDS))).isEqualTo("2A");
  }
}
