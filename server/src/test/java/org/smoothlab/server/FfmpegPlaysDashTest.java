package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdReader;
import org.smoothlab.server.origin.PointSettings;

/**
 * FFmpeg's DASH player takes without a word what is made of what FFmpeg pushes: live while it
 * comes, and all of it when it is over. Needs {@code ffmpeg} on the path.
 */
@Timeout(60)
class FfmpegPlaysDashTest {
  private static final int FRAME_COUNT = 75;
  private OriginServer server;
  private HttpClient viewer;

  @BeforeEach
  void start() throws Exception {
    server =
        OriginServer.start(
            ServerConfig.loopback(0)
                .withCreateOnPush(
                    PointSettings.DEFAULT.withAutoStart(true).withWindowLengthSeconds(600)));
    viewer = Clients.start(Clients.Speech.HTTP1);
  }

  @AfterEach
  void stop() throws Exception {
    viewer.stop();
    server.close();
  }

  @Test
  void playsLiveAndOnDemand() throws Exception {
    URI point = server.url().resolve("/live/dash.isml");
    String mpd = point + "/Manifest(format=mpd-time-cmaf).mpd";
    Process encoder = ffmpeg(push(point));
    await(point, Mpd.Kind.Live.class);

    Process player =
        ffmpeg(List.of("-xerror", "-i", mpd, "-t", "1.5", "-map", "0", "-f", "null", "-"));

    assertThat(said(player)).isEmpty();
    assertThat(said(encoder)).isEmpty();
    await(point, Mpd.Kind.OnDemand.class);
    String frames =
        said(
            ffmpeg(
                List.of(
                    "-xerror", "-i", mpd, "-map", "0:v:0", "-c", "copy", "-f", "framecrc", "-")));
    assertThat(frames.lines().filter(line -> line.startsWith("0,"))).hasSize(FRAME_COUNT);
    assertThat(said(ffmpeg(List.of("-xerror", "-i", mpd, "-map", "0", "-f", "null", "-"))))
        .isEmpty();
  }

  private static List<String> push(URI point) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-v", "error"));
    command.addAll(List.of("-re", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=25"));
    command.addAll(List.of("-re", "-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000"));
    command.addAll(List.of("-t", "3", "-map", "0:v", "-map", "0:v", "-map", "1:a"));
    command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"));
    command.addAll(List.of("-g", "25", "-keyint_min", "25", "-sc_threshold", "0"));
    command.addAll(List.of("-b:v:0", "400k", "-b:v:1", "150k", "-c:a", "aac", "-b:a", "64k"));
    command.addAll(List.of("-flags", "+global_header", "-movflags", "isml+frag_keyframe"));
    command.addAll(List.of("-f", "ismv", point + "/Streams(ffmpeg)"));
    return command;
  }

  /** A point that is there holds the answer until it has something to show. */
  private void await(URI point, Class<? extends Mpd.Kind> kind) throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      ContentResponse response =
          Clients.get(viewer, URI.create(point + "/Manifest(format=mpd-time-cmaf)"));
      if (response.getStatus() == 200
          && kind.isInstance(MpdReader.read(Slice.copyOf(response.getContent())).kind())) {
        return;
      }
      assertThat(System.nanoTime()).as("waiting for " + kind).isLessThan(deadlineNanos);
    }
  }

  private static Process ffmpeg(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner"));
    command.addAll(List.of("-v", "warning"));
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError("ffmpeg is not on the path: apt-get install ffmpeg", e);
    }
  }

  private static String said(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
