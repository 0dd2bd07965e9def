package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;

/** Files that FFmpeg made are pushed round after round; FFmpeg decodes what our origin serves. */
class UserFileIT {
  @TempDir private Path scratch;
  private final StringWriter err = new StringWriter();
  private OriginServer server;

  @BeforeEach
  void startOrigin() throws Exception {
    server =
        OriginServer.start(
            ServerConfig.loopback(0).withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true)));
  }

  @AfterEach
  void stopOrigin() {
    server.close();
  }

  @Test
  void pushesAWebmWithTwoLanguagesRoundAfterRound() throws Exception {
    Path file = scratch.resolve("film.webm");
    ffmpeg(
        file,
        "-f lavfi -i testsrc2=s=644x362:r=30000/1001:d=3 -f lavfi -i sine=440:d=3"
            + " -f lavfi -i sine=660:d=2 -map 0 -map 1 -map 2 -c:v libvpx-vp9 -cpu-used 8"
            + " -deadline realtime -b:v 500k -c:a libopus -metadata:s:a:0 language=eng"
            + " -metadata:s:a:1 language=deu");

    int exitCode =
        Main.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(
                "encode",
                server.url().resolve("/live/film.isml").toString(),
                "--source",
                file.toString(),
                "--loop",
                "--rate=max",
                "--for=10s",
                "--id=a");

    assertThat(exitCode).describedAs(err.toString()).isZero();
    PublishedEvent event = new PublishedEvent(server.url().resolve("/live/film.isml/Manifest"));
    assertThat(event.manifest().header().isLive()).isFalse();
    List<PublishedEvent.Track> tracks = event.fetchAll();
    assertThat(tracks)
        .extracting(track ->
            track.stream().info().name()
                + " "
                + track.stream().info().language()
                + " "
                + track.level().fourCc()
                + "@"
                + track.level().bitrateBps())
        .containsExactly(
            "video  H264@800000",
            "video  H264@250000",
            "audio_eng eng AACL@128000",
            "audio_deu deu AACL@128000");
    for (PublishedEvent.Track track : tracks) {
      assertFollowsOn(track);
      assertDecodes(track);
    }
  }

  // Rounds of 2.002 s and 1.001 s: pictures without a gap, sound with one below a frame.
  private static void assertFollowsOn(PublishedEvent.Track track) throws Exception {
    List<FragmentTime> chunks = track.stream().chunks();
    assertThat(chunks).hasSizeGreaterThanOrEqualTo(6);
    boolean isVideo = track.stream().info().kind() == StreamKind.VIDEO;
    for (int index = 1; index < chunks.size(); index++) {
      Fragment fragment = track.fragment(index);
      assertThat(fragment.time().startTicks()).isEqualTo(chunks.get(index).startTicks());
      long gap = fragment.time().startTicks() - track.fragment(index - 1).time().endTicks();
      assertThat(gap).isBetween(0L, isVideo ? 0L : 1023L);
      assertThat(fragment.samples().startsWithSync()).isTrue();
    }
  }

  private void assertDecodes(PublishedEvent.Track track) throws Exception {
    List<Slice> whole = new ArrayList<>(List.of(track.initSegment()));
    whole.addAll(track.served());
    assertThat(PublishedEvent.decoderComplaints(whole, scratch.resolve("served.mp4"))).isEmpty();
  }

  private static void ffmpeg(Path file, String arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-loglevel", "error"));
    all.addAll(List.of(arguments.split(" ", -1)));
    all.add(file.toString());
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).describedAs(said).isZero();
  }
}
