package org.smoothlab.media.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Hostile;

class TsTablesTest {
  private static final String PAT = "00 b00d 0001 c1 00 00 0001 f000 2ab104b2";
  private static final String PMT =
      "02 b017 0001 c1 00 00 e100 f000  1b e100 f000  0f e101 f000 2f44b99b";

  @Test
  void tellsWhereTheProgramIs() throws MediaException {
    assertThat(ProgramAssociation.USUAL.toSection()).isEqualTo(Slice.ofHex(PAT));
    assertThat(ProgramAssociation.read(Slice.ofHex(PAT + "ffff")))
        .isEqualTo(new ProgramAssociation(1, 0x1000));
  }

  @Test
  void tellsThePicturesAndTheSoundOfTheProgram() throws MediaException {
    ProgramMap map =
        new ProgramMap(
            1,
            0x100,
            List.of(
                new ProgramMap.ElementaryStream(0x1B, 0x100, Slice.EMPTY),
                new ProgramMap.ElementaryStream(0x0F, 0x101, Slice.EMPTY)));

    assertThat(map.toSection()).isEqualTo(Slice.ofHex(PMT));
    assertThat(ProgramMap.read(Slice.ofHex(PMT))).isEqualTo(map);
  }

  @Test
  void readsWhatFfmpegTellsOfLanguages() throws MediaException {
    // ffmpeg -f mpegts with two audio tracks, eng and ger
    Slice section =
        Slice.ofHex(
            "02b0280001c10000e100f0001be100f0000fe101f0060a04656e67000fe102f0060a04676572002a67d9f7");
    assertThat(ProgramMap.read(section).streams())
        .extracting(ProgramMap.ElementaryStream::descriptors)
        .containsExactly(Slice.EMPTY, Slice.ofHex("0a04656e6700"), Slice.ofHex("0a0467657200"));
  }

  @Test
  void refusesATableThatIsDamaged() {
    assertThatThrownBy(() -> ProgramMap.read(Slice.ofHex(PMT.replace("1b", "24"))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("PMT @+26: checksum of the section is wrong (ISO/IEC 13818-1, annex A)");
  }

  @Test
  void refusesWhatIsNoStuffingBehindATable() {
    assertThatThrownBy(() -> ProgramAssociation.read(Slice.ofHex(PAT + "ff00")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("not stuffing");
  }

  @Test
  void survivesTablesThatEndAnywhereOrHaveAnyBitFlipped() {
    Slice whole = Slice.ofHex(PMT);
    for (int size = 0; size < whole.size(); size++) {
      Slice cut = whole.slice(0, size);
      assertThatThrownBy(() -> ProgramMap.read(cut)).isInstanceOf(MediaException.class);
    }
    for (int bit = 0; bit < whole.size() * 8; bit++) {
      byte[] flipped = whole.toByteArray();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Hostile.onlyMediaException(() -> ProgramMap.read(Slice.copyOf(flipped)));
    }
  }
}
