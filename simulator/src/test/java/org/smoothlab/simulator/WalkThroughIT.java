package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import picocli.CommandLine;

/**
 * An event as its operator lives through it: a point made over the management API, an encoder that
 * comes and goes and comes again, viewers each time. Nobody touches the server in between.
 */
class WalkThroughIT {
  private static final String COLLECTION = "services/smoothstreaming/publishingpoints.isml";
  private static final String MANAGEMENT =
      "http://schemas.microsoft.com/iis/media/2011/03/streaming/management";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void createsConnectsWatchesStopsAndConnectsAgainTwice() throws Exception {
    try (OriginServer server = OriginServer.start(ServerConfig.loopback(0).withOpenManagement());
        ExecutorService encoders = Executors.newVirtualThreadPerTaskExecutor()) {
      URI origin = server.url();
      String point = origin + "live/walk.isml";

      // Create it, then switch on what makes it start by itself, and output for mobile devices.
      assertThat(send(origin, "POST", COLLECTION + "/settings", settings(false), "/live/walk.isml"))
          .isEqualTo(201);
      assertThat(send(origin, "PUT", "live/walk.isml/settings", settings(true), "")).isEqualTo(200);
      assertThat(read(origin, "live/walk.isml/settings"))
          .contains(
              "<AutoStart>true<", "<AutoRestartOnEncoderReconnect>true<", "<Module id=\"hls\"");
      assertThat(state(origin)).isEqualTo("Idle");

      // The encoder starts it; viewers watch while it is live.
      Future<Console> first = encode(encoders, point, "--for", "20m");
      awaitPublished(point);
      assertThat(state(origin)).isEqualTo("Started");
      assertThat(read(origin, "live/walk.isml/statistics")).contains("<State>Started</State>");
      watch(point);

      // Stop: the encoder is told, and viewers still get what there was.
      assertThat(send(origin, "PUT", "live/walk.isml/state", target("Stopped"), "")).isEqualTo(200);
      assertThat(first.get(1, TimeUnit.MINUTES).exitCode).isEqualTo(ExitCodes.FAILED);
      assertThat(state(origin)).isEqualTo("Stopped");
      String stopped = manifest(point);
      assertThat(stopped).doesNotContain("IsLive=\"TRUE\"");
      watch(point);

      // The same URL again: a new run, without a command.
      Future<Console> second = encode(encoders, point, "--for", "24s", "--rate", "max");
      assertThat(second.get(2, TimeUnit.MINUTES).exitCode).isZero();
      assertThat(manifest(point)).isNotEqualTo(stopped);
      watch(point);

      // Another event id: another run, and clients see the event in the manifest's URLs.
      Future<Console> third =
          encode(encoders, point, "--for", "24s", "--rate", "max", "--event", "evening");
      assertThat(third.get(2, TimeUnit.MINUTES).exitCode).isZero();
      assertThat(manifest(point)).contains("Events(evening)");
      watch(point);
      assertThat(state(origin)).isEqualTo("Stopped");
    }
  }

  // ---- the encoder and the viewers, as commands

  private record Console(int exitCode, String out, String err) {}

  private static Future<Console> encode(ExecutorService threads, String... arguments) {
    return threads.submit(() -> run("encode", arguments));
  }

  private static void watch(String point) {
    Console watched = run("watch", point, "--viewers", "3", "--for", "6s");
    assertThat(watched.exitCode).describedAs(watched.out + watched.err).isZero();
  }

  private static Console run(String command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 1];
    all[0] = command;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new Console(commandLine.execute(all), out.toString(), err.toString());
  }

  /** The origin holds a request for the manifest until there is one. */
  private void awaitPublished(String point) throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    int status = 0;
    while (status != 200) {
      assertThat(System.nanoTime())
          .describedAs("nothing published within 2 minutes")
          .isLessThan(deadlineNanos);
      status = fetch(URI.create(point + "/Manifest")).statusCode();
    }
  }

  private String manifest(String point) throws IOException, InterruptedException {
    HttpResponse<String> manifest = fetch(URI.create(point + "/Manifest"));
    assertThat(manifest.statusCode()).isEqualTo(200);
    return manifest.body();
  }

  // ---- the management API, as its clients use it

  private String state(URI origin) throws IOException, InterruptedException {
    return read(origin, "live/walk.isml/state").replaceFirst("(?s).*<Value>(.*)</Value>.*", "$1");
  }

  private String read(URI origin, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = fetch(origin.resolve(path));
    assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> fetch(URI url) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
  }

  private int send(URI origin, String method, String path, String payload, String slug)
      throws IOException, InterruptedException {
    String body =
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\">"
            + "<SmoothStreaming xmlns=\""
            + MANAGEMENT
            + "\">"
            + payload
            + "</SmoothStreaming></content></entry>";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(origin.resolve(path))
            .header("Content-Type", "application/atom+xml")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!slug.isEmpty()) {
      request.header("Slug", slug);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static String settings(boolean comesByItself) {
    String modules =
        comesByItself
            ? "<Modules><Module id=\"hls\" type=\"sink\" name=\"HTTP Live Streaming\"><HLS/>"
                + "</Module></Modules>"
            : "";
    return "<Settings><Title>Walk</Title><SourceType>Push</SourceType><AutoStart>"
        + comesByItself
        + "</AutoStart><AutoRestartOnEncoderReconnect>"
        + comesByItself
        + "</AutoRestartOnEncoderReconnect><LookAheadChunks>2</LookAheadChunks>"
        + "<Archive enabled=\"false\"/><ClientConnections enabled=\"true\"/>"
        + "<ServerConnections enabled=\"true\"/>"
        + modules
        + "</Settings>";
  }

  private static String target(String state) {
    return "<State><Value>" + state + "</Value></State>";
  }
}
