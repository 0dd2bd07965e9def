package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdReader;
import org.smoothlab.server.origin.PointSettings;

/**
 * FFmpeg's DASH player takes without a word what is made of what FFmpeg pushes: live while it
 * comes, and all of it when it is over. Needs {@code ffmpeg} on the path.
 *
 * <p>Fragments last a second: FFmpeg 5.1 looks for its place in a new MPD by whole seconds, and
 * with shorter ones takes the same again and again.
 */
@Timeout(60)
class FfmpegPlaysDashTest {
  private static final int FRAME_COUNT = 100;
  private OriginServer server;
  private HttpClient viewer;
  @TempDir Path folder;
  private int processCount;

  /** What it says goes to a file: who waits for a process can give up. */
  private record Running(Process process, Path said) {}

  @BeforeEach
  void start() throws Exception {
    server =
        OriginServer.start(
            ServerConfig.loopback(0)
                .withCreateOnPush(
                    PointSettings.DEFAULT
                        .withAutoStart(true)
                        .withLookAheadChunks(1)
                        .withWindowLengthSeconds(600)));
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
    Running encoder = ffmpeg(push(point));
    await(point, Mpd.Kind.Live.class);

    Running player =
        ffmpeg(List.of("-xerror", "-i", mpd, "-t", "2", "-map", "0", "-f", "null", "-"));

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
    command.addAll(List.of("-t", "4", "-map", "0:v", "-map", "0:v", "-map", "1:a"));
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

  private Running ffmpeg(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner"));
    command.addAll(List.of("-v", "warning"));
    command.addAll(arguments);
    Path said = Files.createFile(folder.resolve("said" + processCount++));
    try {
      return new Running(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start(),
          said);
    } catch (IOException e) {
      throw new AssertionError("ffmpeg is not on the path: apt-get install ffmpeg", e);
    }
  }

  private static String said(Running running) throws Exception {
    boolean ended = running.process.waitFor(20, TimeUnit.SECONDS);
    if (!ended) {
      running.process.destroyForcibly().waitFor();
    }
    String said = Files.readString(running.said);
    assertThat(ended).as("ffmpeg ended by itself: " + said).isTrue();
    assertThat(running.process.exitValue()).as(said).isZero();
    return said;
  }
}
