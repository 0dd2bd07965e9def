package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;
import picocli.CommandLine;

/** An event is recorded over sockets, then watched on demand, checked and taken out as a file. */
class ArchiveCommandIT {
  private static final int SECONDS = 30;
  private static final int FRAMES_PER_SECOND = 25;
  private static final long AUDIO_FRAME_TICKS = 213_334;

  @TempDir private Path scratch;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path archive = Path.of("");
  private String run = "";

  @BeforeEach
  void recordAnEvent() throws Exception {
    archive = scratch.resolve("archive");
    try (OriginServer server = start()) {
      String point = server.url() + "live/event.isml";
      assertThat(run("encode", point, "--ladder", "small", "--for", SECONDS + "s", "--rate", "max"))
          .as(err.toString())
          .isZero();
      assertThat(
              run(
                  "encode",
                  server.url() + "live/other.isml",
                  "--ladder",
                  "small",
                  "--for",
                  "4s",
                  "--rate",
                  "max"))
          .isZero();
    }
    assertThat(run("archive", "list", archive.toString())).isZero();
    run =
        out.toString()
            .lines()
            .filter(line -> line.contains("/live/event.isml"))
            .findFirst()
            .orElseThrow()
            .split(" ", -1)[0];
  }

  private OriginServer start() throws IOException {
    return OriginServer.start(
        ServerConfig.loopback(0)
            .withArchiveFolder(archive)
            .withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true).withArchiveEnabled(true)));
  }

  @Test
  void listsWhatIsThere() {
    assertThat(out.toString())
        .contains("/live/event.isml  run 1")
        .contains("video 300000 bit/s: 15 fragments")
        .contains("audio 64000 bit/s: 15 fragments")
        .contains("/live/other.isml");
  }

  @Test
  void servesTheEventOnDemand() throws Exception {
    try (OriginServer later = start()) {
      PublishedEvent event = new PublishedEvent(later.url().resolve("/live/event.ism/Manifest"));

      assertThat(event.manifest().header().isLive()).isFalse();
      // The last frame of sound may end behind the last picture.
      assertThat(event.manifest().header().durationTicks())
          .isBetween(SECONDS * 10_000_000L, SECONDS * 10_000_000L + AUDIO_FRAME_TICKS);
      for (PublishedEvent.Track track : event.fetchAll()) {
        List<Slice> whole = new ArrayList<>(List.of(track.initSegment()));
        whole.addAll(track.served());
        assertThat(track.served()).hasSize(SECONDS / 2);
        assertThat(PublishedEvent.decoderComplaints(whole, scratch.resolve("track.mp4"))).isEmpty();
      }
    }
  }

  @Test
  void exportsTheEventToTheFrame() throws Exception {
    Path file = scratch.resolve("event.mp4");

    assertThat(run("archive", "export", archive.toString(), run, file.toString()))
        .as(err.toString())
        .isZero();

    assertThat(frames(file)).hasSize(SECONDS * FRAMES_PER_SECOND);
    assertThat(probe(file, "stream=duration", "v:0")).isEqualTo(SECONDS + ".000000");
    assertThat(Double.parseDouble(probe(file, "stream=duration", "a:0")))
        .isCloseTo(SECONDS, org.assertj.core.data.Offset.offset(0.022));
    assertThat(probe(file, "format=start_time", "v:0")).isEqualTo("0.000000");
    assertThat(
            PublishedEvent.decoderComplaints(
                List.of(Slice.copyOf(Files.readAllBytes(file))), scratch.resolve("copy.mp4")))
        .isEmpty();
  }

  @Test
  void exportsAPartOfTheEventToTheFrame() throws Exception {
    Path whole = scratch.resolve("whole.mp4");
    Path part = scratch.resolve("part.mp4");
    assertThat(run("archive", "export", archive.toString(), run, whole.toString())).isZero();

    assertThat(
            run(
                "archive",
                "export",
                archive.toString(),
                run,
                part.toString(),
                "--from",
                "5s",
                "--to",
                "15s"))
        .isZero();

    assertThat(frames(part))
        .isEqualTo(frames(whole).subList(5 * FRAMES_PER_SECOND, 15 * FRAMES_PER_SECOND));
  }

  @Test
  void takesALowerBitrate() throws Exception {
    Path file = scratch.resolve("small.mp4");

    assertThat(
            run(
                "archive",
                "export",
                archive.toString(),
                run,
                file.toString(),
                "--bitrate",
                "200000"))
        .isZero();

    assertThat(probe(file, "stream=width", "v:0")).isEqualTo("160");
    assertThat(frames(file)).hasSize(SECONDS * FRAMES_PER_SECOND);
  }

  @Test
  void findsWhatIsDamaged() throws Exception {
    assertThat(run("archive", "verify", archive.toString())).isZero();
    assertThat(out.toString()).contains("0 damaged");

    Path log;
    try (Stream<Path> files = Files.walk(archive.resolve(run))) {
      log = files.filter(file -> file.toString().endsWith(".isma")).findFirst().orElseThrow();
    }
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), file.size() / 2);
    }

    assertThat(run("archive", "verify", archive.toString())).isEqualTo(ExitCodes.FAILED);
    assertThat(out.toString()).contains("not those that were written").contains("1 damaged");
  }

  @Test
  void saysWhatIsNotThere() {
    assertThat(run("archive", "list", scratch.resolve("nowhere").toString()))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("no such file").contains("nowhere");
    assertThat(run("archive", "export", archive.toString(), "live/none", "x.mp4"))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(
            run(
                "archive",
                "export",
                archive.toString(),
                run,
                "x.mp4",
                "--from",
                "9s",
                "--to",
                "3s"))
        .isEqualTo(ExitCodes.USAGE);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  /** A checksum for each picture that FFmpeg shows. */
  private static List<String> frames(Path file) throws Exception {
    return said(
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-i",
            file.toString(),
            "-map",
            "0:v",
            "-fps_mode",
            "passthrough",
            "-f",
            "framecrc",
            "-")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }

  private static String probe(Path file, String entry, String stream) throws Exception {
    return said(
            "ffprobe",
            "-v",
            "error",
            "-select_streams",
            stream,
            "-show_entries",
            entry,
            "-of",
            "default=nw=1:nk=1",
            file.toString())
        .strip();
  }

  private static String said(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
