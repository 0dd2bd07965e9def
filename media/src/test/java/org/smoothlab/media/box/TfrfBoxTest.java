package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

class TfrfBoxTest {
  private static final String TWO =
      "0000003d 75756964 d4807ef2ca3946958e5426cb9e46a79f 01000000 02"
          + "0000000001312d00 0000000001312d00 0000000002625a00 0000000001312d00";

  @Test
  void readsOneByteCountAsDeployedPlayersDo() throws MediaException {
    assertThat(BoxList.read(ofHex(TWO), "test").boxes())
        .containsExactly(
            new TfrfBox(
                List.of(
                    new FragmentTime(20_000_000, 20_000_000),
                    new FragmentTime(40_000_000, 20_000_000))));
  }

  @Test
  void writesVersion1() {
    TfrfBox box =
        new TfrfBox(
            List.of(
                new FragmentTime(20_000_000, 20_000_000),
                new FragmentTime(40_000_000, 20_000_000)));

    assertThat(box.toSlice()).isEqualTo(ofHex(TWO));
  }

  @Test
  void readsVersion0() throws MediaException {
    TfrfBox box =
        TfrfBox.read(new BoxReader(ofHex("00000000 01 80000000 00000002"), "moof/traf/tfrf"));

    assertThat(box.following()).containsExactly(new FragmentTime(0x8000_0000L, 2));
  }

  @Test
  void refusesMoreEntriesThanTheBoxHolds() {
    Slice body = ofHex("01000000 ff 00000000");

    assertThatThrownBy(() -> TfrfBox.read(new BoxReader(body, "moof/traf/tfrf")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "moof/traf/tfrf @+5: 255 entries need 4080 bytes, box has 4 ([MS-SSTR] 2.2.4.5)");
  }

  @Test
  void holdsAtMost255Fragments() {
    List<FragmentTime> tooMany = Collections.nCopies(256, new FragmentTime(0, 1));

    assertThatThrownBy(() -> new TfrfBox(tooMany)).isInstanceOf(IllegalArgumentException.class);
  }
}
