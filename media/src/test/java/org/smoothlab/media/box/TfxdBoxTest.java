package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;

class TfxdBoxTest {
  // As FFmpeg writes it: start 2.0 s, duration 2.0 s at 10 MHz.
  private static final String FFMPEG =
      "0000002C 75756964 6d1d9b0542d544e680e2141daff757b2 01000000"
          + "0000000001312d00 0000000001312d00";

  @Test
  void readsVersion1() throws MediaException {
    assertThat(read(FFMPEG)).isEqualTo(new TfxdBox(new FragmentTime(20_000_000, 20_000_000)));
  }

  @Test
  void writesVersion1() {
    assertThat(new TfxdBox(new FragmentTime(20_000_000, 20_000_000)).toSlice())
        .isEqualTo(ofHex(FFMPEG));
  }

  @Test
  void readsVersion0AndKeepsItsBytes() throws MediaException {
    String version0 =
        "00000024 75756964 6d1d9b0542d544e680e2141daff757b2 00000000 ffffffff 00000005";

    Box box = read(version0);

    assertThat(MoofEdit.meaning(box)).isEqualTo(new TfxdBox(new FragmentTime(0xFFFF_FFFFL, 5)));
    assertThat(box.toSlice()).isEqualTo(ofHex(version0));
  }

  @Test
  void readsAStartBeforeZeroAsFfmpegWritesForPrimingSamples() throws MediaException {
    TfxdBox box =
        (TfxdBox)
            read(
                "0000002C 75756964 6d1d9b0542d544e680e2141daff757b2 01000000"
                    + "fffffffffffcbeab 0000000000927c00");

    assertThat(box.time().startTicks()).isEqualTo(-213_333);
  }

  @Test
  void refusesAnEndBeyond63Bits() {
    Slice body = ofHex("01000000 7fffffffffffffff 0000000000000001");

    assertThatThrownBy(() -> TfxdBox.read(new BoxReader(body, "moof/traf/tfxd")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "moof/traf/tfxd @+20: a fragment of 1 ticks at 9223372036854775807 ends beyond 2^63-1 ([MS-SSTR] 2.2.4.4)");
  }

  @Test
  void refusesADurationBeyond63Bits() {
    Slice body = ofHex("01000000 0000000000000000 ffffffffffffffff");

    assertThatThrownBy(() -> TfxdBox.read(new BoxReader(body, "moof/traf/tfxd")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("a fragment of 18446744073709551615 ticks");
  }

  @Test
  void doesNotReadTheUnpublishedVersion2() {
    assertThatThrownBy(() -> TfxdBox.read(new BoxReader(ofHex("02000000"), "moof/traf/tfxd")))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("moof/traf/tfxd @+4: version 2, known up to 1");
  }

  @Test
  void namesBoxAndOffsetWhenTruncated() {
    Slice body = ofHex("00000000 00000000 0000");

    assertThatThrownBy(() -> TfxdBox.read(new BoxReader(body, "moof/traf/tfxd")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("moof/traf/tfxd @+8: needs 4 bytes, has 2");
  }

  private static Box read(String hex) throws MediaException {
    return BoxList.read(ofHex(hex), "test").boxes().getFirst();
  }
}
