package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.Sample;
import org.smoothlab.media.TrackInfo;

class LoopClipTest {
  private static final long SECOND = 10_000_000;
  private static final long LOOP = 20 * SECOND;

  @TempDir private static Path cache;
  private static LoopClip clip;

  @BeforeAll
  static void encodeTheStandardLadder() throws Exception {
    clip = LoopClip.load(Ladder.standard(), cache, EncodeProgress.SILENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void saysOnEveryDecodedFrameWhichFrameItIs(int level) {
    List<FrameStamp> read = new ArrayList<>();
    List<Integer> flashes = new ArrayList<>();
    try (Decoder decoder = new Decoder(clip.tracks().get(level).info())) {
      Consumer<AVFrame> look =
          frame -> {
            FrameStamp.Luma luma = Decoder.luma(frame);
            read.add(FrameStamp.read(luma).orElseThrow());
            int cell = frame.width() / 20;
            long corner =
                (long) (frame.height() - cell) * luma.strideBytes() + frame.width() - cell;
            if (luma.samples().u8(corner) > 128) {
              flashes.add(read.size() - 1);
            }
          };
      // One loop and one second of the next: the seam is decoded too.
      clip.tracks()
          .get(level)
          .cut(new FragmentTime(0, LOOP + SECOND))
          .forEach(sample -> decoder.decode(sample, look));
      decoder.flush(look);
    }
    assertThat(read)
        .isEqualTo(
            IntStream.range(0, 525).mapToObj(frame -> new FrameStamp(frame % 500, level)).toList());
    assertThat(flashes)
        .isEqualTo(IntStream.range(0, 525).filter(frame -> frame % 25 < 2).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void hasAKeyFrameEveryTwoSecondsAndNowhereElseOnEveryRung(int level) {
    List<Sample> loop = clip.tracks().get(level).cut(new FragmentTime(0, LOOP));
    assertThat(loop).hasSize(500).allMatch(sample -> sample.durationTicks() == 400_000);
    assertThat(loop.stream().filter(Sample::sync).map(Sample::decodeTicks))
        .isEqualTo(IntStream.range(0, 10).mapToObj(gop -> gop * 2L * SECOND).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void keepsToTheBitrateItIsCalledBy(int level) {
    ClipTrack track = clip.tracks().get(level);
    long bitrateBps = track.loopBytes() * 8 / 20;
    assertThat((double) bitrateBps / track.info().level().bitrateBps()).isBetween(0.85, 1.1);
  }

  @Test
  void soundsAsDrawnOverThreeLoopsWithoutASeam() {
    List<Float> heard = new ArrayList<>();
    ClipTrack audio = clip.tracks().getLast();
    try (Decoder decoder = new Decoder(audio.info())) {
      Consumer<AVFrame> listen =
          frame -> {
            FloatPointer left = new FloatPointer(frame.data(0));
            IntStream.range(0, frame.nb_samples()).forEach(at -> heard.add(left.get(at)));
          };
      for (long start = 0; start < 3 * LOOP; start += 2 * SECOND) {
        audio
            .cut(new FragmentTime(start, 2 * SECOND))
            .forEach(sample -> decoder.decode(sample, listen));
      }
      decoder.flush(listen);
    }
    // The first frame lacks the half that its missing neighbour would have given.
    for (int from = 1024; from + 2048 <= 60 * 48_000; from += 1024) {
      assertThat(error(heard, from)).as("around %s s", from / 48_000.0).isLessThan(0.02);
    }
  }

  @Test
  void tellsAManifestWhatItNeeds() {
    assertThat(clip.tracks())
        .extracting(track -> track.info().id().toString())
        .containsExactly("video@2400000", "video@800000", "video@250000", "audio@128000");
    assertThat(clip.tracks())
        .extracting(track -> track.info().trackNumber())
        .containsExactly(1, 2, 3, 4);
    TrackInfo video = clip.tracks().getFirst().info();
    assertThat(video.level().format()).isEqualTo(new MediaFormat.Video(1280, 720, 4));
    // Constrained baseline at level 3.1, then the picture parameter set.
    assertThat(video.level().codecPrivateData().toHex())
        .startsWith("000000016742c01f")
        .contains("0000000168");
    TrackInfo audio = clip.tracks().getLast().info();
    assertThat(audio.level().codecPrivateData().toHex()).isEqualTo("1190");
    assertThat(audio.level().format()).isEqualTo(new MediaFormat.Audio(48_000, 2, 16, 4, 255));
  }

  @Test
  void encodesOnceAndAgainWhenTheFileIsDamaged(@TempDir Path folder) throws Exception {
    Ladder ladder = new Ladder(List.of(new Rung(160, 90, 60_000)), 64_000, 2);
    AtomicInteger encoded = new AtomicInteger();
    EncodeProgress count = (_, _) -> encoded.incrementAndGet();
    Path file = LoopClip.prepare(ladder, folder, count);
    assertThat(encoded).hasValue(50);
    LoopClip first = LoopClip.load(ladder, folder, count);
    assertThat(encoded).hasValue(50);

    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    LoopClip again = LoopClip.load(ladder, folder, count);
    assertThat(encoded).hasValue(100);
    FragmentTime loop = new FragmentTime(0, 2 * SECOND);
    assertThat(again.tracks().getFirst().cut(loop)).isEqualTo(first.tracks().getFirst().cut(loop));
  }

  // Root of the mean square of the difference between what was heard and what was meant.
  private static double error(List<Float> heard, int from) {
    double sum = 0;
    for (int at = from; at < from + 2048; at++) {
      double difference = heard.get(at) - new TestTone(0).sample(at);
      sum += difference * difference;
    }
    return Math.sqrt(sum / 2048);
  }
}
