package org.smoothlab.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.transmux.LookAheadPatch;

class FragmentHashTest {
  /** One sample of 4 bytes at 40 000 000, which lasts 20 000 000. */
  private static final String MOOF =
      """
      00000078 6d6f6f66
        00000010 6d666864 00000000 00000001
        00000060 74726166
          00000010 74666864 00020000 00000002
          0000001c 7472756e 00000301 00000001 00000080 01312d00 00000004
          0000002c 75756964 6d1d9b05 42d544e6 80e2141d aff757b2
            01000000 00000000 02625a00 00000000 01312d00
      """;

  private static final String MDAT = "0000000c 6d646174 0badcafe";

  @Test
  void isTheSameOnTheWayInAndOnTheWayOut() throws Exception {
    Fragment fragment = fragment(MOOF, MDAT);
    List<FragmentTime> following =
        List.of(new FragmentTime(60_000_000, 20_000_000), new FragmentTime(80_000_000, 1));

    Slice head = LookAheadPatch.head(fragment, following);

    assertThat(head.size()).isGreaterThan(fragment.moof().size() + 8);
    assertThat(FragmentHash.ofBody(List.of(head, fragment.payload())))
        .isEqualTo(FragmentHash.of(fragment));
  }

  @ParameterizedTest
  @CsvSource({"0badcafe, 0badcaff", "02625a00, 02625a01", "00020000, 00020008"})
  void tellsOtherSamplesOtherTimesAndOtherDescriptionsApart(String old, String changed)
      throws Exception {
    // The last change gives tfhd a default duration: a word more in it and around it.
    String moof = MOOF.replace(old, changed);
    if (changed.equals("00020008")) {
      moof =
          moof.replace("00020008 00000002", "00020008 00000002 00000001")
              .replace("00000010 74666864", "00000014 74666864")
              .replace("00000080 01312d00", "00000084 01312d00")
              .replace("00000078 6d6f6f66", "0000007c 6d6f6f66")
              .replace("00000060 74726166", "00000064 74726166");
    }

    assertThat(FragmentHash.of(fragment(moof, MDAT.replace(old, changed))))
        .isNotEqualTo(FragmentHash.of(fragment(MOOF, MDAT)));
  }

  @Test
  void keepsSamplesInItsLowerHalf() throws Exception {
    // CRC-32C of 0b ad ca fe, reckoned bit by bit elsewhere.
    assertThat(FragmentHash.of(fragment(MOOF, MDAT)) & 0xffffffffL).isEqualTo(0x543f3a17L);
  }

  @Test
  void refusesABodyWithoutATime() {
    Slice body = Slice.ofHex("00000010 6d6f6f66 00000008 74726166 00000008 6d646174");

    assertThatThrownBy(() -> FragmentHash.ofBody(List.of(body)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("no tfxd");
  }

  private static Fragment fragment(String moof, String mdat) throws Exception {
    return FragmentReader.read(Slice.ofHex(moof), Slice.ofHex(mdat)).getFirst();
  }
}
