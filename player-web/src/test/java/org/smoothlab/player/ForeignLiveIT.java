package org.smoothlab.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;

/** Live events of encoders that we did not write, in a browser that we did not write. */
class ForeignLiveIT {
  private static final Duration A_WHILE = Duration.ofSeconds(45);

  /** More than the tests need: the encoder is ended with the test. */
  private static final int SECONDS = 90;

  private static final int MANIFEST_ASKED_MAX = 10;

  private static final String POINT_FILE =
      """
      <smil xmlns="http://www.w3.org/2001/SMIL20/Language">
        <head>
          <meta name="sourceType" content="Push"/>
          <meta name="publishing" content="Fragments"/>
          <meta name="startOnFirstRequest" content="true"/>
        </head>
        <body/>
      </smil>
      """;

  @TempDir private Path scratch;
  private OriginServer origin;
  private Browser browser;

  // The points are there before their encoders, so that a request for a manifest can wait for them.
  @BeforeEach
  void startOrigin() throws IOException {
    Path points = Files.createDirectories(scratch.resolve("points/live"));
    Files.writeString(points.resolve("ffmpeg.isml"), POINT_FILE);
    Files.writeString(points.resolve("gst.isml"), POINT_FILE);
    Path dist = Path.of(System.getProperty("smoothlab.dist", "dist")).toAbsolutePath();
    origin =
        OriginServer.start(
            ServerConfig.loopback(0)
                .withPlayerFolder(dist)
                .withPointsFolder(scratch.resolve("points")));
    browser = Browser.start();
  }

  @AfterEach
  void stop() {
    browser.close();
    origin.close();
  }

  @Test
  void playsWhatFfmpegPushes() throws Exception {
    assertPlays(
        "/live/ffmpeg.isml",
        List.of(
            "ffmpeg",
            "-nostdin",
            "-re",
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=640x360:rate=25",
            "-re",
            "-f",
            "lavfi",
            "-i",
            "sine=sample_rate=48000",
            "-t",
            String.valueOf(SECONDS),
            "-map",
            "0:v",
            "-map",
            "1:a",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-g",
            "50",
            "-keyint_min",
            "50",
            "-sc_threshold",
            "0",
            "-bf",
            "0",
            "-b:v",
            "500k",
            "-c:a",
            "aac",
            "-f",
            "ismv",
            "-movflags",
            "isml+frag_keyframe",
            origin.url().resolve("/live/ffmpeg.isml/Streams(a)").toString()));
  }

  @Test
  void playsWhatGstreamerPushes() throws Exception {
    String pipeline =
        "videotestsrc is-live=true num-buffers="
            + SECONDS * 25
            + " ! video/x-raw,width=320,height=180,framerate=25/1"
            + " ! x264enc key-int-max=50 tune=zerolatency speed-preset=ultrafast bitrate=400"
            + " ! h264parse ! queue ! mux."
            + " audiotestsrc is-live=true samplesperbuffer=1024 num-buffers="
            + SECONDS * 48_000 / 1024
            + " ! audio/x-raw,rate=48000,channels=2 ! avenc_aac ! aacparse ! queue ! mux."
            + " ismlmux name=mux fragment-duration=2000 ! curlhttpsink location="
            + origin.url().resolve("/live/gst.isml/Streams(g)");
    assertPlays(
        "/live/gst.isml",
        Stream.concat(Stream.of("gst-launch-1.0", "-q"), Arrays.stream(pipeline.split(" ")))
            .toList());
  }

  private void assertPlays(String point, List<String> encoder) throws Exception {
    Process pushing =
        new ProcessBuilder(encoder)
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("encoder.log").toFile())
            .start();
    try {
      awaitManifest(origin.url().resolve(point + "/Manifest"));
      browser.open(origin.url().resolve("/player/?url=" + point + "&autoplay=1&muted=1"));
      assertThat(browser.awaitPromise("window.smoothlab.whenFirstFrame()")).isEmpty();
      double startSeconds = seconds(browser.state());
      Map<String, Object> state =
          browser.awaitState("plays 10 s", A_WHILE, now -> seconds(now) >= startSeconds + 10);
      assertThat(state.get("errors")).isEqualTo(List.of());
    } finally {
      pushing.destroy();
      pushing.waitFor();
    }
  }

  // The origin holds a request for a manifest that is about to exist: asking again is no polling.
  private static void awaitManifest(URI manifest) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      int status = 0;
      for (int asked = 0; status != 200 && asked < MANIFEST_ASKED_MAX; asked++) {
        HttpRequest request =
            HttpRequest.newBuilder(manifest).timeout(Duration.ofSeconds(10)).build();
        status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      }
      assertThat(status).describedAs(manifest.toString()).isEqualTo(200);
    }
  }

  private static double seconds(Map<String, Object> state) {
    return state.get("currentTime") instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
