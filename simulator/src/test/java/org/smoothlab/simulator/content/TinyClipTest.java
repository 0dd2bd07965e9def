package org.smoothlab.simulator.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.codec.AacConfig;
import org.smoothlab.media.codec.AvcConfig;
import org.smoothlab.media.codec.AvcSps;

class TinyClipTest {
  @Test
  void announcesWhatItsHeadersSay() throws Exception {
    ClipTrack high = TinyClip.tracks().get(0);
    ClipTrack low = TinyClip.tracks().get(1);
    ClipTrack sound = TinyClip.tracks().get(2);

    AvcSps highSps = AvcConfig.fromCodecPrivateData(high.info().level().codecPrivateData()).sps();
    AvcSps lowSps = AvcConfig.fromCodecPrivateData(low.info().level().codecPrivateData()).sps();
    AacConfig aac = AacConfig.read(sound.info().level().codecPrivateData());
    assertThat(List.of(highSps.widthPixels(), highSps.heightPixels())).containsExactly(320, 180);
    assertThat(List.of(lowSps.widthPixels(), lowSps.heightPixels())).containsExactly(160, 90);
    assertThat(aac.coreRateHz()).isEqualTo(8_000);
    assertThat(aac.channelCount()).isEqualTo(1);
  }

  @Test
  void hasFragmentsOfSomeHundredBytes() {
    for (ClipTrack track : TinyClip.tracks()) {
      List<Sample> samples = track.cut(new FragmentTime(40_000_000, 20_000_000));

      assertThat(samples).hasSizeBetween(10, 16);
      assertThat(samples.getFirst().sync()).isTrue();
      assertThat(samples.stream().mapToLong(sample -> sample.data().size()).sum())
          .isBetween(60L, 100L);
    }
  }

  @Test
  void neverRepeatsASample() {
    Set<String> seen = new HashSet<>();
    for (ClipTrack track : TinyClip.tracks()) {
      for (Sample sample : track.cut(new FragmentTime(0, 6_000_000_000L))) {
        assertThat(seen.add(sample.data().toHex())).isTrue();
      }
    }
  }
}
