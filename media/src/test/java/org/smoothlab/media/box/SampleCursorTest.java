package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.Sample;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;

/** The lean way over samples sees what the other one sees. */
class SampleCursorTest {
  private final SampleCursor cursor = new SampleCursor(TrackDefaults.NONE);

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void seesTheSamplesOfEveryEncoder(String vector) throws MediaException {
    List<Fragment> fragments = fragments(vector);

    for (Fragment fragment : fragments) {
      assertThat(samples(fragment)).isEqualTo(FragmentReader.samples(fragment));
    }
    assertThat(fragments).isNotEmpty();
  }

  /** Two runs, the one between them without samples; sizes and durations from everywhere. */
  @Test
  void goesFromRunToRun() throws MediaException {
    Fragment fragment =
        new Fragment(
            1,
            new FragmentTime(1000, 60),
            new Fragment.Samples(3, true, false),
            Slice.ofHex(
                """
                00000084 6d6f6f66
                  0000007c 74726166
                    0000001c 74666864 00000038 00000001 00000014 00000003 01010000
                    00000018 7472756e 00000005 00000001 0000008c 02000000
                    00000014 7472756e 00000001 00000000 0000008c
                    0000002c 7472756e 01000b01 00000002 00000090
                      0000000a 00000002 00000005
                      0000000a 00000001 fffffffb
                """),
            Slice.ofHex("a1a2a3 ff b1b2 c1"));

    assertThat(samples(fragment))
        .containsExactly(
            new Sample(1000, 20, 0, true, Slice.ofHex("a1a2a3")),
            new Sample(1020, 10, 5, false, Slice.ofHex("b1b2")),
            new Sample(1030, 10, -5, false, Slice.ofHex("c1")));
    assertThat(samples(fragment)).isEqualTo(FragmentReader.samples(fragment));
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesAnyDamage(long seed) throws MediaException {
    SplittableRandom random = new SplittableRandom(seed);
    for (String vector : Vectors.names().toList()) {
      Fragment whole = fragments(vector).getFirst();
      for (int round = 0; round < 50; round++) {
        Fragment damaged = with(whole, Vectors.flip(whole.moof(), random));
        Hostile.onlyMediaException(() -> samples(damaged));
      }
    }
  }

  @Test
  void survivesAMoofThatEndsAnywhere() throws MediaException {
    Fragment whole = fragments(Vectors.FFMPEG_ISMV).getFirst();
    for (long size = 0; size < whole.moof().size(); size++) {
      Fragment cut = with(whole, whole.moof().slice(0, size));
      assertThatThrownBy(() -> samples(cut)).isInstanceOf(MediaException.class);
    }
  }

  private List<Sample> samples(Fragment fragment) throws MediaException {
    cursor.open(fragment);
    List<Sample> samples = new ArrayList<>();
    while (cursor.next()) {
      samples.add(
          new Sample(
              cursor.decodeTicks(),
              cursor.durationTicks(),
              cursor.compositionOffsetTicks(),
              cursor.isSync(),
              cursor.payload().slice(cursor.position(), cursor.sizeBytes())));
    }
    return samples;
  }

  private static List<Fragment> fragments(String vector) throws MediaException {
    List<Fragment> fragments = new ArrayList<>();
    for (Vectors.FragmentBoxes boxes : Vectors.fragments(vector)) {
      fragments.addAll(FragmentReader.read(boxes.moof(), boxes.mdat()));
    }
    return fragments;
  }

  private static Fragment with(Fragment fragment, Slice moof) {
    return new Fragment(
        fragment.trackNumber(), fragment.time(), fragment.samples(), moof, fragment.payload());
  }
}
