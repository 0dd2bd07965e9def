package org.smoothlab.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;

/**
 * An origin with one point whose first fragment has 150 KB, for {@code compare-static}. Prints the
 * fragment's URL and a free port when it is ready, and serves until it is stopped.
 */
final class OneFragmentOrigin {
  private static final int FRAGMENT_BYTES = 150_000;
  private static final int LOOK_AHEAD = 2;

  private OneFragmentOrigin() {}

  /**
   * @param arguments the file that the fragment is also written to, as the origin serves it
   */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    try (OriginServer origin =
            OriginServer.start(
                ServerConfig.loopback(0)
                    .withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true)));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      URI fragment = push(client, origin.url());
      HttpResponse<Path> answer =
          client.send(
              HttpRequest.newBuilder(fragment).build(), HttpResponse.BodyHandlers.ofFile(file));
      require(answer, 200);
      System.out.println(fragment + " " + freePort());
      new CountDownLatch(1).await();
    }
  }

  /** Sends so many fragments that the first one is published, and ends the stream. */
  private static URI push(HttpClient client, URI origin) throws IOException, InterruptedException {
    LiveEvent event = new LiveEvent(4711);
    TrackInfo track = event.tracks().get(1);
    List<byte[]> body = new ArrayList<>();
    body.add(event.announce().toByteArray());
    int payloadBytes = event.payloadBytes(track, FRAGMENT_BYTES);
    for (int index = 0; index <= LOOK_AHEAD; index++) {
      Slice fragment = event.fragment(track, index, payloadBytes);
      body.add(fragment.toByteArray());
    }
    URI point = origin.resolve("/static.isml/");
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(point.resolve("Streams(bench)"))
                .POST(HttpRequest.BodyPublishers.ofByteArrays(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    require(answer, 200);
    return point.resolve(
        "QualityLevels(%d)/Fragments(%s=0)"
            .formatted(track.level().bitrateBps(), track.stream().name()));
  }

  private static void require(HttpResponse<?> answer, int status) throws IOException {
    if (answer.statusCode() != status) {
      throw new IOException(
          answer.uri() + " answers " + answer.statusCode() + ": " + answer.body());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
