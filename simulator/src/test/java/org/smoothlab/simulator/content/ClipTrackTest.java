package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Sample;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

class ClipTrackTest {
  private static final long SECOND = 10_000_000;
  private static final ClipTrack AUDIO = track(375, new ClipTrack.SampleDuration(8, 375));

  @Test
  void roundsEachStartDownAndLetsDurationsMakeUpForIt() {
    List<Sample> cut = AUDIO.cut(new FragmentTime(0, 800_000));
    assertThat(cut).extracting(Sample::decodeTicks).containsExactly(0L, 213333L, 426666L, 640000L);
    assertThat(cut)
        .extracting(Sample::durationTicks)
        .containsExactly(213333L, 213333L, 213334L, 213333L);
  }

  @Test
  void beginsWithTheFirstSampleThatStartsInTheSpan() {
    // 2 s are 93.75 AAC frames: frame 94 is the first one of the second fragment.
    assertThat(AUDIO.cut(new FragmentTime(0, 2 * SECOND))).hasSize(94);
    List<Sample> second = AUDIO.cut(new FragmentTime(2 * SECOND, 2 * SECOND));
    assertThat(second.getFirst().decodeTicks()).isEqualTo(20_053_333L);
    assertThat(second.getFirst().data().i64(0)).isEqualTo(94);
    assertThat(second).hasSize(94);
  }

  @Test
  void staysContiguousOverThreeLoopsAndRepeatsItsBytes() {
    List<Sample> all = new ArrayList<>();
    for (int fragment = 0; fragment < 12; fragment++) {
      all.addAll(AUDIO.cut(new FragmentTime(fragment * 2L * SECOND, 2 * SECOND)));
    }
    assertThat(all).hasSize(3 * 375);
    assertThat(all)
        .extracting(sample -> sample.data().i64(0))
        .isEqualTo(IntStream.range(0, 3 * 375).mapToObj(index -> index % 375L).toList());
    for (int index = 1; index < all.size(); index++) {
      Sample before = all.get(index - 1);
      assertThat(all.get(index).decodeTicks())
          .isEqualTo(before.decodeTicks() + before.durationTicks());
    }
  }

  @Test
  void neverDriftsFromThePictureEvenAtTimesSince1970() {
    long startTicks = 1_784_000_000L * SECOND;
    Sample first = AUDIO.cut(new FragmentTime(startTicks, 2 * SECOND)).getFirst();
    assertThat(first.decodeTicks() - startTicks).isBetween(0L, 213_333L);
    // 48 kHz x 1784000000 s / 1024 = 83625000000 AAC frames exactly, and that is 0 in the loop.
    assertThat(first.data().i64(0)).isZero();
  }

  @Test
  void refusesASpanWithoutSamples() {
    assertThatThrownBy(() -> AUDIO.cut(new FragmentTime(1, 1000)))
        .hasMessageContaining("audio@64000");
  }

  @Test
  void countsInSamplesWhenTheClockIsTheSamplingRate() {
    ClipTrack audio = AUDIO.in(new Timescale(48_000));
    assertThat(audio.info().stream().timescale()).isEqualTo(new Timescale(48_000));
    FragmentTime second = new FragmentTime(96_000, 96_000);
    assertThat(audio.timeOf(second)).isEqualTo(new FragmentTime(94 * 1024, 94 * 1024));
    assertThat(audio.cut(second)).allMatch(sample -> sample.durationTicks() == 1024);
  }

  @Test
  void putsThePrimingSampleOfAnEncoderBeforeTheStart() {
    FragmentTime first = new FragmentTime(0, 2 * SECOND);
    List<Sample> cut = AUDIO.cut(AUDIO.withPriming(first));
    assertThat(cut).hasSize(95);
    assertThat(cut.getFirst().decodeTicks()).isEqualTo(-213_334);
    assertThat(cut.getFirst().data().i64(0)).isEqualTo(374);
    assertThat(AUDIO.timeOf(AUDIO.withPriming(first)))
        .isEqualTo(new FragmentTime(-213_334, 20_266_667));
  }

  private static ClipTrack track(int sampleCount, ClipTrack.SampleDuration duration) {
    StreamInfo stream =
        new StreamInfo(StreamKind.AUDIO, "audio", "", "", Timescale.SMOOTH, StreamInfo.Sparse.NONE);
    QualityLevel level =
        new QualityLevel(
            64_000,
            "AACL",
            Slice.ofHex("1190"),
            new MediaFormat.Audio(48_000, 2, 16, 4, 255),
            List.of());
    return new ClipTrack(
        new TrackInfo(1, stream, level),
        duration,
        IntStream.range(0, sampleCount)
            .mapToObj(index -> Slice.ofHex(String.format("%016x", index)))
            .map(data -> new EncodedTrack.EncodedSample(data, true))
            .toList());
  }
}
