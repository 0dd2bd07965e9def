package org.smoothlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;
import org.smoothlab.media.transmux.InitSegment;
import org.smoothlab.server.origin.PointSettings;

/**
 * A foreign encoder and a foreign decoder: the system's own FFmpeg pushes, and takes without a word
 * what is served. Needs {@code ffmpeg} on the path ({@code apt-get install ffmpeg}).
 */
@Timeout(120)
class FfmpegPushTest {
  @TempDir Path folder;
  private OriginServer server;
  private HttpClient viewer;

  @BeforeEach
  void start() throws Exception {
    server =
        OriginServer.start(
            ServerConfig.loopback(0).withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true)));
    viewer = Clients.start(Clients.Speech.HTTP1);
  }

  @AfterEach
  void stop() throws Exception {
    viewer.stop();
    server.close();
  }

  @Test
  void servesWhatFfmpegPushesSoThatFfmpegDecodesItWithoutAWord() throws Exception {
    URI point = server.url().resolve("/live/ffmpeg.isml");
    List<String> command = new ArrayList<>(List.of("-v", "error"));
    command.addAll(List.of("-f", "lavfi", "-i", "testsrc=size=320x180:rate=25"));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000"));
    command.addAll(List.of("-t", "8", "-map", "0:v", "-map", "0:v", "-map", "1:a"));
    command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"));
    command.addAll(List.of("-g", "50", "-keyint_min", "50", "-sc_threshold", "0"));
    command.addAll(List.of("-b:v:0", "400k", "-b:v:1", "150k", "-c:a", "aac", "-b:a", "64k"));
    command.addAll(List.of("-flags", "+global_header", "-movflags", "isml+frag_keyframe"));
    command.addAll(List.of("-f", "ismv", point + "/Streams(ffmpeg)"));

    assertThat(ffmpeg(command)).isEmpty();

    SmoothManifest manifest =
        ManifestReader.read(Slice.copyOf(get(URI.create(point + "/Manifest"))));
    assertThat(manifest.streams())
        .extracting(stream -> stream.levels().size())
        .containsExactly(2, 1);
    for (StreamIndex stream : manifest.streams()) {
      for (QualityLevel level : stream.levels()) {
        assertThat(decode(point, stream, level)).as(stream.info().name()).isEmpty();
      }
    }
    // 8 s of video in fragments of 2 s; each starts where the one before ends.
    List<FragmentTime> video = manifest.streams().getFirst().chunks();
    assertThat(video).hasSize(4);
    assertThat(video.getLast().endTicks()).isEqualTo(80_000_000L);
  }

  /** Everything of one track in one file, through FFmpeg's decoder; what it complains about. */
  private String decode(URI point, StreamIndex stream, QualityLevel level) throws Exception {
    Path file = folder.resolve(stream.info().name() + level.bitrateBps() + ".mp4");
    try (OutputStream out = Files.newOutputStream(file)) {
      boolean first = true;
      for (FragmentTime chunk : stream.chunks()) {
        byte[] fragment =
            get(
                stream
                    .url()
                    .resolve(
                        URI.create(point + "/Manifest"),
                        level.bitrateBps(),
                        level.customAttributes(),
                        chunk.startTicks()));
        if (first) {
          int track = trackNumber(fragment);
          out.write(InitSegment.of(new TrackInfo(track, stream.info(), level)).toByteArray());
          first = false;
        }
        out.write(fragment);
      }
    }
    return ffmpeg(List.of("-v", "warning", "-xerror", "-i", file.toString(), "-f", "null", "-"));
  }

  /** {@code tfhd}: size, type, version and flags, then track_ID. ISO/IEC 14496-12, 8.8.7. */
  private static int trackNumber(byte[] fragment) {
    int type = new String(fragment, StandardCharsets.ISO_8859_1).indexOf("tfhd");
    return java.nio.ByteBuffer.wrap(fragment).getInt(type + 8);
  }

  private byte[] get(URI uri) throws Exception {
    ContentResponse response = Clients.get(viewer, uri);
    assertThat(response.getStatus()).as(uri.toString()).isEqualTo(200);
    return response.getContent();
  }

  private static String ffmpeg(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner"));
    command.addAll(arguments);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError("ffmpeg is not on the path: apt-get install ffmpeg", e);
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
