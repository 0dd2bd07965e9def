package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.server.management.Valid;
import org.smoothlab.server.web.AdmissionLimits;

/** Server-sent events over sockets, as an operators' page hears them. */
@Timeout(60)
class EventsTest {
  private static final String POINT = "live/quay.isml";

  private final HttpClient http = HttpClient.newHttpClient();
  private OriginServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        OriginServer.start(
            ServerConfig.loopback(0)
                .withOpenManagement()
                .withLimits(
                    AdmissionLimits.DEFAULT.withListening(
                        new AdmissionLimits.Listening(2, 4_096))));
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  /** One open connection; events are read as they come. */
  private final class Ears implements AutoCloseable {
    private final BufferedReader lines;
    final HttpResponse<java.io.InputStream> response;

    Ears(String query) throws Exception {
      response =
          http.send(
              HttpRequest.newBuilder(server.url().resolve("api/events" + query)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The data of the next event that is wanted; each event on the way is as described. */
    String next(String name, Predicate<String> wanted) {
      try {
        String event = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("event: ")) {
            event = line.substring("event: ".length());
          } else if (line.startsWith("data: ")) {
            String data = line.substring("data: ".length());
            Valid.requireJson(
                data, Character.toUpperCase(event.charAt(0)) + event.substring(1) + "Event");
            if (event.equals(name) && wanted.test(data)) {
              return data;
            }
          }
        }
        throw new AssertionError("the stream ended before " + name);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  private int send(String method, String path, String json, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private void create(String path) throws Exception {
    assertThat(
            send(
                "POST",
                "services/smoothstreaming/publishingpoints.isml/settings",
                "{\"settings\":{\"title\":\"Quay\"}}",
                "Slug",
                "/" + path))
        .isEqualTo(201);
  }

  private void put(String state) throws Exception {
    assertThat(send("PUT", POINT + "/state", "{\"state\":{\"value\":\"" + state + "\"}}"))
        .isEqualTo(200);
  }

  @Test
  void tellsThePresentStateThenEachChangeAndStatisticsInBetween() throws Exception {
    create(POINT);
    try (Ears ears = new Ears("")) {
      assertThat(ears.response.statusCode()).isEqualTo(200);
      assertThat(ears.response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      assertThat(ears.response.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(ears.next("state", _ -> true))
          .contains("\"point\":\"/live/quay.isml\"", "\"title\":\"Quay\"", "\"value\":\"Idle\"");

      put("Started");

      ears.next("state", data -> data.contains("\"value\":\"Starting\""));
      ears.next("statistics", data -> data.contains("\"inputStreams\":[]"));
      put("Idle");
      ears.next("state", data -> data.contains("\"value\":\"ShuttingDown\""));
      ears.next("state", data -> data.contains("\"value\":\"Idle\""));
      assertThat(send("DELETE", POINT + "/settings", "")).isEqualTo(200);
      ears.next("state", data -> data.contains("\"value\":\"Removed\""));
    }
  }

  @Test
  void tellsOfNewPointsAndOfOtherSettings() throws Exception {
    try (Ears ears = new Ears("")) {
      create(POINT);
      ears.next("state", data -> data.contains("\"value\":\"Idle\""));
      assertThat(send("PUT", POINT + "/settings", "{\"settings\":{\"title\":\"Pier\"}}"))
          .isEqualTo(200);

      assertThat(ears.next("state", data -> data.contains("Pier"))).contains("Idle");
    }
  }

  @Test
  void tellsOfOnePointWhenAsked() throws Exception {
    create("live/other.isml");
    create(POINT);
    try (Ears ears = new Ears("?point=/live/quay.isml")) {
      assertThat(ears.next("state", _ -> true)).contains("quay");
    }
  }

  @Test
  void refusesOneListenerTooManyAndTakesOneWhenAnotherHasGone() throws Exception {
    create(POINT);
    try (Ears first = new Ears("");
        Ears second = new Ears("")) {
      first.next("state", _ -> true);
      second.next("state", _ -> true);
      assertThat(listenStatus()).isEqualTo(503);
    }
    // The server finds out when it next writes: changes make it write.
    int status = 503;
    for (int round = 0; status == 503 && round < 1_000; round++) {
      put(round % 2 == 0 ? "Started" : "Idle");
      status = listenStatus();
    }
    assertThat(status).isEqualTo(200);
  }

  private int listenStatus() throws Exception {
    HttpResponse<java.io.InputStream> response =
        http.send(
            HttpRequest.newBuilder(server.url().resolve("api/events")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    response.body().close();
    return response.statusCode();
  }

  @Test
  void endsTheStreamWhenTheServerStops() throws Exception {
    create(POINT);
    try (Ears ears = new Ears("")) {
      ears.next("state", _ -> true);

      server.close();

      List<String> rest = new ArrayList<>();
      for (String line = ears.lines.readLine(); line != null; line = ears.lines.readLine()) {
        rest.add(line);
      }
      assertThat(rest).noneMatch(line -> line.contains("Removed"));
    }
  }

  @Test
  void refusesOtherMethodsAndStrangers() throws Exception {
    assertThat(send("POST", "api/events", "{}")).isEqualTo(405);
    try (OriginServer closed = OriginServer.start(ServerConfig.loopback(0))) {
      URI url = closed.url().resolve("api/events");
      HttpResponse<Void> response =
          http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding());
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().allValues("WWW-Authenticate")).isNotEmpty();
    }
  }
}
