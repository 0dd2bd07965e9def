package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

class KeyFramesTest {
  /** Three samples of 3, 2 and 1 bytes; flags per sample; {@code tfxd} says 2 s, 0.12 s. */
  private static Fragment fragment(String firstFlags, String secondFlags) throws MediaException {
    Slice moof =
        ofHex(
            """
            00000098 6d6f6f66
              00000010 6d666864 00000000 00000007
              00000080 74726166
                00000014 74666864 00000020 00000001 01010000
                00000038 7472756e 00000701 00000003 000000a0
                  00061a80 00000003 %s
                  00061a80 00000002 %s
                  00061a80 00000001 01010000
                0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                  0000000001312d00 0000000000124f80
            """
                .formatted(firstFlags, secondFlags));
    return FragmentReader.read(moof, ofHex("0000000e 6d646174 a1a2a3 b1b2 c1")).getFirst();
  }

  @Test
  void keepsTheFirstPictureAndShowsItForTheWholeFragment() throws MediaException {
    assertThat(Slice.concat(KeyFrames.of(fragment("02000000", "01010000"))))
        .isEqualTo(
            ofHex(
                """
                00000084 6d6f6f66
                  00000010 6d666864 00000000 00000007
                  0000006c 74726166
                    00000014 74666864 00000020 00000001 01010000
                    00000024 7472756e 01000f01 00000001 0000008c
                      00124f80 00000003 02000000 00000000
                    0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                      0000000001312d00 0000000000124f80
                0000000b 6d646174 a1a2a3
                """));
  }

  @Test
  void keepsEverySampleThatDecodesOnItsOwn() throws MediaException {
    Slice all = Slice.concat(KeyFrames.of(fragment("02000000", "02000000")));
    assertThat(all.toHex())
        .contains("00061a80000000030200000000000000" + "000c3500000000020200000000000000")
        .endsWith("0000000d6d646174a1a2a3b1b2");
  }

  @Test
  void saysWhenThereIsNone() throws MediaException {
    Fragment none = fragment("01010000", "01010000");
    assertThatThrownBy(() -> KeyFrames.of(none))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("moof: none of 3 samples can be decoded on its own ([MS-SSTR] 2.2.3)");
  }

  @Test
  void showsTheFirstPictureAloneForTheWholeFragment() throws MediaException {
    Fragment first = KeyFrames.first(fragment("02000000", "02000000"));
    assertThat(first.payload()).isEqualTo(ofHex("a1a2a3"));
    assertThat(first.time().durationTicks()).isEqualTo(1_200_000);
    assertThat(FragmentReader.samples(first))
        .singleElement()
        .satisfies(sample -> {
          assertThat(sample.data()).isEqualTo(ofHex("a1a2a3"));
          assertThat(sample.durationTicks()).isEqualTo(1_200_000);
          assertThat(sample.sync()).isTrue();
        });
  }

  @Test
  void hasNoFirstPictureWhereAFragmentBeginsWithAnother() throws MediaException {
    Fragment late = fragment("01010000", "02000000");
    assertThatThrownBy(() -> KeyFrames.first(late))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("no clear key frame at its begin");
  }

  @Test
  void doesNotCallEncryptedPicturesKeyFrames() throws MediaException {
    Fragment clear = fragment("02000000", "01010000");
    Slice moof =
        Slice.concat(
            List.of(
                ofHex("000000a8 6d6f6f66"),
                clear.moof().slice(8, 16),
                ofHex("00000090 74726166"),
                clear.moof().from(32),
                ofHex("00000010 73656e63 00000000 00000000")));
    Fragment secret = new Fragment(1, clear.time(), clear.samples(), moof, clear.payload());
    assertThatThrownBy(() -> KeyFrames.first(secret))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("no clear key frame");
  }
}
