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
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;

/**
 * FFmpeg's HLS player takes without a word what is made of what FFmpeg pushes: live while it comes,
 * and all of it when it is over, with the same pictures in every format, encrypted or not. Needs
 * {@code ffmpeg} on the path.
 */
@Timeout(60)
class FfmpegPlaysHlsTest {
  private static final int FRAME_COUNT = 100;
  private OriginServer server;
  private OriginServer secretServer;
  private HttpClient viewer;
  private URI point;
  private URI secretPoint;

  @BeforeEach
  void start() throws Exception {
    server = start(OutputModule.Encryption.NONE);
    secretServer = start(new OutputModule.Encryption(true, "0123456789ABCDEF".repeat(2), ""));
    viewer = Clients.start(Clients.Speech.HTTP1);
    point = server.url().resolve("/live/hls.isml");
    secretPoint = secretServer.url().resolve("/live/hls.isml");
  }

  private static OriginServer start(OutputModule.Encryption encryption) throws IOException {
    OutputModule.Hls twoSeconds =
        new OutputModule.Hls(
            2, 10_000_000, new OutputModule.Playlist(true, true, true), encryption);
    OutputModule module =
        new OutputModule(OutputModule.HLS_ID, OutputModule.Kind.SINK, "", twoSeconds);
    return OriginServer.start(
        ServerConfig.loopback(0)
            .withCreateOnPush(
                PointSettings.DEFAULT
                    .withAutoStart(true)
                    .withWindowLengthSeconds(600)
                    .withModules(List.of(module))));
  }

  @AfterEach
  void stop() throws Exception {
    viewer.stop();
    server.close();
    secretServer.close();
  }

  @Test
  void playsLiveAndAllOfItWithTheSamePictures() throws Exception {
    Process encoder = ffmpeg(push());
    String live = manifest(point, "m3u8-aapl");
    awaitSegment("QualityLevels(400000)/Manifest(video,format=m3u8-aapl)");

    Process player =
        ffmpeg(
            List.of("-xerror", "-live_start_index", "0", "-i", live, "-t", "2", "-f", "null", "-"));

    assertThat(said(player)).isEmpty();
    assertThat(said(encoder)).isEmpty();
    List<String> pictures = pictures(manifest(point, "m3u8-cmaf"));
    assertThat(pictures).hasSize(FRAME_COUNT);
    assertThat(pictures(live)).isEqualTo(pictures);
    assertThat(pictures(manifest(point, "m3u8-aapl-v3"))).isEqualTo(pictures);
    assertThat(pictures(manifest(point, "mpd-time-cmaf"))).isEqualTo(pictures);
    assertThat(pictures(manifest(secretPoint, "m3u8-aapl"))).isEqualTo(pictures);
    assertThat(pictures(manifest(secretPoint, "m3u8-cmaf"))).isEqualTo(pictures);
    List<String> keyPictures = List.of(pictures.getFirst(), pictures.get(FRAME_COUNT / 2));
    assertThat(keyPictures(point, "m3u8-aapl")).isEqualTo(keyPictures);
    assertThat(keyPictures(secretPoint, "m3u8-cmaf")).isEqualTo(keyPictures);
  }

  private static String manifest(URI point, String format) {
    return point + "/Manifest(format=" + format + ")";
  }

  /** The first picture of each segment of two seconds. */
  private static List<String> keyPictures(URI point, String format) throws Exception {
    String playlist =
        point + "/QualityLevels(400000)/Manifest(video,format=" + format + ",type=keyframes)";
    return hashes(List.of("-i", playlist, "-vsync", "passthrough"));
  }

  /** Pictures of the first quality; sound is decoded, too. */
  private static List<String> pictures(String manifest) throws Exception {
    return hashes(List.of("-i", manifest, "-map", "0:v:0", "-map", "0:a:0"));
  }

  /** Of the decoded pictures. */
  private static List<String> hashes(List<String> input) throws Exception {
    List<String> command = new ArrayList<>(List.of("-xerror"));
    command.addAll(input);
    command.addAll(List.of("-f", "framemd5", "-"));
    return said(ffmpeg(command))
        .lines()
        .filter(line -> line.startsWith("0,"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }

  private List<String> push() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-v", "error"));
    command.addAll(List.of("-re", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=25"));
    command.addAll(List.of("-re", "-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000"));
    for (URI target : List.of(point, secretPoint)) {
      command.addAll(List.of("-t", "4", "-map", "0:v", "-map", "1:a"));
      command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-g", "25"));
      command.addAll(List.of("-keyint_min", "25", "-sc_threshold", "0", "-bf", "0"));
      command.addAll(List.of("-b:v:0", "400k", "-c:a", "aac", "-b:a", "64k"));
      command.addAll(List.of("-flags", "+global_header", "-movflags", "isml+frag_keyframe"));
      command.addAll(List.of("-f", "ismv", target + "/Streams(ffmpeg)"));
    }
    return command;
  }

  private void awaitSegment(String playlist) throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      ContentResponse response = Clients.get(viewer, URI.create(point + "/" + playlist));
      if (response.getStatus() == 200) {
        assertThat(response.getMediaType()).isEqualTo("application/vnd.apple.mpegurl");
        return;
      }
      assertThat(System.nanoTime()).as(response.getContentAsString()).isLessThan(deadlineNanos);
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
