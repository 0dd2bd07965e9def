package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.Sample;
import org.smoothlab.media.bytes.Slice;

/** Files of other containers and codecs, made here by FFmpeg, become presentations. */
class UserFileTest {
  /** Cuts of scene between plain and rich pictures, where an encoder likes to begin anew. */
  private static final String SCENES =
      "testsrc2=s=642x362:r=30000/1001:d=0.7[a];color=gray:s=642x362:r=30000/1001:d=0.6[b];"
          + "testsrc=s=642x362:r=30000/1001:d=1.2[c];[a][b][c]concat=n=3,format=yuv420p";

  private static final SourceSettings SETTINGS =
      new SourceSettings(Ladder.standard(), false, Optional.empty(), 1);
  private static final SourceSettings KEEPING =
      new SourceSettings(Ladder.standard(), true, Optional.empty(), 1);

  @TempDir private static Path files;
  private static Path webm;

  @TempDir private Path cache;
  private final Talk talk = new Talk();

  /** Keeps what is told. */
  private static final class Talk implements SourceProgress {
    private final List<String> notes = new ArrayList<>();
    private long doneMicros;

    @Override
    public void note(String line) {
      notes.add(line);
    }

    @Override
    public void made(long done, long allMicros, String speed) {
      doneMicros = done;
    }
  }

  @BeforeAll
  static void makeAWebm() throws Exception {
    webm = files.resolve("a.webm");
    List<String> arguments = new ArrayList<>(List.of("-filter_complex", SCENES));
    arguments.addAll(List.of("-f", "lavfi", "-i", "sine=r=44100:d=1.5"));
    arguments.addAll(List.of("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8"));
    arguments.addAll(List.of("-b:v", "800k", "-c:a", "libopus"));
    ffmpeg(arguments, webm);
  }

  @Test
  void makesRungsWithKeyFramesAtTheSameTimesAndRoundsWithoutAGap() throws Exception {
    Presentation made = UserFile.read(webm, SETTINGS, cache, talk);

    assertThat(made.tracks())
        .extracting(track -> track.info().id().toString())
        .containsExactly("video@800000", "video@250000", "audio@128000");
    PresentationTrack high = made.tracks().get(0);
    PresentationTrack low = made.tracks().get(1);
    assertThat(times(high)).isEqualTo(times(low)).hasSize(2);
    // 60 frames of 29.97 a second, and the 15 that are left.
    assertThat(times(high).getFirst()).isEqualTo(new FragmentTime(0, 20_020_000));
    assertThat(high.samples(0)).hasSize(60);
    assertThat(high.samples(1).getFirst().sync()).isTrue();
    assertThat(low.samples(1).getFirst().sync()).isTrue();

    Presentation looped = made.looped();
    PresentationTrack sound = looped.tracks().get(2);
    assertContinuous(looped.tracks().get(0), 0);
    // Sound ended after 1.5 s: silence fills it up to less than a frame.
    assertContinuous(sound, 1023);
    assertThat(sound.timeOf(0).startTicks()).isZero();
    assertDecodes(high);
    assertDecodes(made.tracks().get(2));
  }

  @Test
  void makesAFileOnceAndAgainWhenWhatIsKeptIsDamaged() throws Exception {
    SourceSettings shorter = new SourceSettings(Ladder.small(), false, Optional.of(1_200_000L), 1);
    UserFile.read(webm, shorter, cache, talk);
    assertThat(talk.notes)
        .containsExactly(
            "H.264 320x180@300000, 160x90@100000 at 29.97 frames a second;"
                + " audio from opus to AAC LC");
    assertThat(talk.doneMicros).isEqualTo(1_200_000);
    assertThat(kept()).hasSize(2);

    Talk second = new Talk();
    Presentation again = UserFile.read(webm, shorter, cache, second);
    assertThat(second.notes).isEmpty();
    assertThat(again.endTicks()).isBetween(11_900_000L, 12_400_000L);

    Path media =
        kept().stream()
            .filter(name -> name.endsWith(".ismv"))
            .findFirst()
            .map(cache::resolve)
            .orElseThrow();
    byte[] whole = Files.readAllBytes(media);
    Files.write(media, Slice.copyOf(whole).slice(0, whole.length / 2).toByteArray());
    Presentation mended = UserFile.read(webm, shorter, cache, second);
    assertThat(second.notes.getFirst()).startsWith("what was kept of it is damaged: ");
    assertThat(mended.endTicks()).isEqualTo(again.endTicks());
    assertThat(Files.readAllBytes(media)).isEqualTo(whole);
  }

  @Test
  void keepsHighEfficiencyAacAsItIs() throws Exception {
    Path file = files.resolve("he.mp4");
    List<String> sine =
        List.of("-f", "lavfi", "-i", "sine=r=24000:d=2.2", "-c:a", "aac", "-b:a", "32k");
    ffmpeg(sine, file);
    // Behind the core's config FFmpeg writes that there is no band replication, 0x2B7 5 0:
    // here it says that there is, for 48 kHz (ISO/IEC 14496-3, 1.6.6.1).
    byte[] bytes = Files.readAllBytes(file);
    int at = indexOf(bytes, new byte[] {0x56, (byte) 0xE5, 0x00});
    bytes[at + 2] = (byte) 0x98;
    Files.write(file, bytes);

    PresentationTrack track = UserFile.read(file, SETTINGS, cache, talk).tracks().getFirst();

    assertThat(track.info().level().fourCc()).isEqualTo("AACH");
    assertThat(track.info().level().codecPrivateData()).isEqualTo(Slice.ofHex("130856E598"));
    assertThat(track.info().level().format())
        .isEqualTo(new MediaFormat.Audio(24_000, 1, 16, 4, 255));
    // Frames of 2048 samples at 48 kHz; the first, which is the encoder's priming, is left out.
    // 0.2 s of rest are no fragment of their own.
    assertThat(track.timeOf(0)).isEqualTo(new FragmentTime(0, 105_600));
    assertThat(track.samples(0).getFirst().durationTicks()).isEqualTo(2048);
    assertThat(talk.notes).containsExactly("audio as it is, AAC LC");
  }

  @Test
  void keepsH264AsItIsWithDecodingBeginningWhenShowingDoes() throws Exception {
    Path reordered =
        Path.of("..", "media", "src", "test", "resources", "vectors", "ffmpeg-cmaf.mp4");
    Path file = files.resolve("kept.mkv");
    ffmpeg(List.of("-i", reordered.toAbsolutePath().toString(), "-c", "copy"), file);

    PresentationTrack video = UserFile.read(file, KEEPING, cache, talk).tracks().getFirst();

    assertThat(talk.notes.getFirst()).startsWith("H.264 ").contains(" as it is");
    // It begins a frame after the sound there.
    assertThat(video.timeOf(0).startTicks()).isEqualTo(400_000);
    assertThat(video.samples(0).getFirst().compositionOffsetTicks()).isZero();
    assertThat(video.samples(0).get(1).compositionOffsetTicks()).isEqualTo(800_000);
    assertThat(video.samples(0).get(2).compositionOffsetTicks()).isEqualTo(-400_000);
    assertContinuous(UserFile.read(file, KEEPING, cache, talk).looped().tracks().getFirst(), 0);
    assertDecodes(video);
  }

  @Test
  void saysWhatIsWrongWithAFileAndKeepsNothingOfIt() throws Exception {
    Path text = Files.writeString(files.resolve("notes.bin"), "hello\n");
    assertThatThrownBy(() -> UserFile.read(text, SETTINGS, cache, talk))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessage(text + ": FFmpeg cannot read it: Invalid data found when processing input");
    Path gone = files.resolve("gone.mp4");
    assertThatThrownBy(() -> UserFile.read(gone, SETTINGS, cache, talk))
        .hasMessage(gone + ": no such file");
    SourceSettings moment = new SourceSettings(Ladder.small(), false, Optional.of(100_000L), 1);
    assertThatThrownBy(() -> UserFile.read(webm, moment, cache, talk))
        .hasMessageContaining("at least a second can be sent");
    assertThat(kept()).isEmpty();
  }

  @Test
  void keepsNothingWhenItIsStoppedInTheMiddle() throws Exception {
    SourcePlan plan = SourcePlan.of(FfmpegPrograms.bundled().probe(webm), SETTINGS);
    Transcode.Job job = new Transcode.Job(webm, SETTINGS, plan, 2_500_000);
    // A program that is ended by a signal, as Ctrl-C in a terminal ends FFmpeg too.
    Path stopped = script("kill -TERM $$");
    Transcode transcode = new Transcode(new FfmpegPrograms(stopped, stopped), job, talk);
    assertThatThrownBy(() -> transcode.write(cache.resolve("a.ism"), cache.resolve("a.ismv")))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining("stopped while " + webm);
    Path missing = files.resolve("no-ffmpeg");
    Transcode without = new Transcode(new FfmpegPrograms(missing, missing), job, talk);
    assertThatThrownBy(() -> without.write(cache.resolve("a.ism"), cache.resolve("a.ismv")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("FFmpeg is missing: " + missing);
    assertThat(kept()).isEmpty();
  }

  @Test
  void knowsFragmentedFilesByTheirBoxes() throws Exception {
    Path vectors = Path.of("..", "media", "src", "test", "resources", "vectors");
    assertThat(Presentation.isFragmented(vectors.resolve("ffmpeg-ismv.ismv"))).isTrue();
    assertThat(Presentation.isFragmented(vectors.resolve("ffmpeg-frag.mp4"))).isTrue();
    assertThat(Presentation.isFragmented(webm)).isFalse();
    assertThat(Presentation.isFragmented(Files.createFile(files.resolve("empty")))).isFalse();
  }

  private static void ffmpeg(List<String> arguments, Path out) throws Exception {
    List<String> all = new ArrayList<>(List.of("-nostdin", "-y", "-loglevel", "error"));
    all.addAll(arguments);
    all.add(out.toString());
    Process process = FfmpegPrograms.bundled().transcode(all);
    assertThat(process.getErrorStream().readAllBytes()).asString().isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  private static Path script(String command) throws IOException {
    Path script = Files.writeString(files.resolve("program"), "#!/bin/sh\n" + command + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> all = Files.list(cache)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static List<FragmentTime> times(PresentationTrack track) {
    List<FragmentTime> times = new ArrayList<>();
    for (long index = 0; index < track.fragmentCount(); index++) {
      times.add(track.timeOf(index));
    }
    return times;
  }

  private static void assertContinuous(PresentationTrack looped, long gapTicksMax) {
    for (long index = 1; index < 20; index++) {
      long gap = looped.timeOf(index).startTicks() - looped.timeOf(index - 1).endTicks();
      assertThat(gap).isBetween(0L, gapTicksMax);
    }
  }

  private static void assertDecodes(PresentationTrack track) {
    int[] count = {0};
    int sampleCount = 0;
    try (Decoder decoder = new Decoder(track.info())) {
      for (long index = 0; index < track.fragmentCount(); index++) {
        for (Sample sample : track.samples(index)) {
          decoder.decode(sample, _ -> count[0]++);
          sampleCount++;
        }
      }
      decoder.flush(_ -> count[0]++);
    }
    assertThat(count[0]).isEqualTo(sampleCount);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError("not there");
  }
}
