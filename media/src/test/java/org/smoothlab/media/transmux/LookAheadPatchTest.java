package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.test.Vectors;
import org.smoothlab.media.test.Vectors.FragmentBoxes;

class LookAheadPatchTest {
  private static final String PLAIN =
      """
      00000088 6d6f6f66
        00000010 6d666864 00000000 00000007
        00000070 74726166
          00000014 74666864 00000020 00000001 01010000
          00000028 7472756e 00000305 00000002 00000090 02000000
            00061a80 00000003
            00061a80 00000002
          0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
            0000000001312d00 00000000000c3500
      """;
  private static final String WITH_ONE =
      """
      000000b5 6d6f6f66
        00000010 6d666864 00000000 00000007
        0000009d 74726166
          00000014 74666864 00000020 00000001 01010000
          00000028 7472756e 00000305 00000002 000000bd 02000000
            00061a80 00000003
            00061a80 00000002
          0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
            0000000001312d00 00000000000c3500
          0000002d 75756964 d4807ef2ca3946958e5426cb9e46a79f 01000000 01
            00000000013d6200 00000000000c3500
      """;
  private static final String MDAT_HEADER = "0000000d 6d646174";
  private static final Slice MDAT = ofHex(MDAT_HEADER + "a1a2a3b1b2");
  private static final FragmentTime NEXT = new FragmentTime(20_800_000, 800_000);

  @Test
  void insertsTheLookAheadAndMovesTheSamples() throws MediaException {
    assertThat(LookAheadPatch.head(fragment(PLAIN), List.of(NEXT)))
        .isEqualTo(ofHex(WITH_ONE + MDAT_HEADER));
  }

  @Test
  void takesTheLookAheadOutWhenNothingFollows() throws MediaException {
    assertThat(LookAheadPatch.head(fragment(WITH_ONE), List.of()))
        .isEqualTo(ofHex(PLAIN + MDAT_HEADER));
  }

  @Test
  void replacesTheLookAhead() throws MediaException {
    Slice old = ofHex(WITH_ONE.replace("00000000013d6200", "0000000000000001"));

    assertThat(LookAheadPatch.head(FragmentReader.read(old, MDAT).getFirst(), List.of(NEXT)))
        .isEqualTo(ofHex(WITH_ONE + MDAT_HEADER));
  }

  @Test
  void leavesAFragmentAsItIsWhenNothingIsToChange() throws MediaException {
    assertThat(LookAheadPatch.head(fragment(PLAIN), List.of()))
        .isEqualTo(ofHex(PLAIN + MDAT_HEADER));
  }

  @Test
  void dropsFreeSpace() throws MediaException {
    Slice moof =
        ofHex(
            """
            000000a2 6d6f6f66
              0000000a 66726565 ffff
              00000010 6d666864 00000000 00000007
              00000080 74726166
                00000014 74666864 00000020 00000001 01010000
                00000010 736b6970 0000000000000000
                00000028 7472756e 00000305 00000002 000000aa 02000000
                  00061a80 00000003
                  00061a80 00000002
                0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                  0000000001312d00 00000000000c3500
            """);

    assertThat(LookAheadPatch.head(FragmentReader.read(moof, MDAT).getFirst(), List.of()))
        .isEqualTo(ofHex(PLAIN + MDAT_HEADER));
  }

  @Test
  void addsTheTimeThatADecodeTimeStoodFor() throws MediaException {
    Slice moof =
        ofHex(
            """
            00000070 6d6f6f66
              00000010 6d666864 00000000 00000007
              00000058 74726166
                00000014 74666864 00000020 00000001 01010000
                00000014 74666474 01000000 0000000001312d00
                00000028 7472756e 00000305 00000002 00000078 02000000
                  00061a80 00000003
                  00061a80 00000002
            """);

    assertThat(LookAheadPatch.head(FragmentReader.read(moof, MDAT).getFirst(), List.of(NEXT)))
        .isEqualTo(
            ofHex(
                """
                000000c9 6d6f6f66
                  00000010 6d666864 00000000 00000007
                  000000b1 74726166
                    00000014 74666864 00000020 00000001 01010000
                    00000014 74666474 01000000 0000000001312d00
                    00000028 7472756e 00000305 00000002 000000d1 02000000
                      00061a80 00000003
                      00061a80 00000002
                    0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                      0000000001312d00 00000000000c3500
                    0000002d 75756964 d4807ef2ca3946958e5426cb9e46a79f 01000000 01
                      00000000013d6200 00000000000c3500
                """
                    + MDAT_HEADER));
  }

  /** The saio points to the first vector of the senc, which moves with its box. */
  @Test
  void keepsAuxiliaryOffsetsPointingToWhatTheyPointedTo() throws MediaException {
    Slice moof =
        ofHex(
            """
            000000b1 6d6f6f66
              000000a9 74726166
                00000014 74666864 00000020 00000001 01010000
                00000014 7361696f 00000000 00000001 000000a9
                00000018 7472756e 00000201 00000001 000000b9 00000005
                0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                  0000000001312d00 00000000000c3500
                0000001d 75756964 d4807ef2ca3946958e5426cb9e46a79f 01000000 00
                00000018 73656e63 00000000 00000001 0102030405060708
            """);

    Slice head = LookAheadPatch.head(FragmentReader.read(moof, MDAT).getFirst(), List.of(NEXT));

    long saioAt = head.toHex().indexOf("7361696f") / 2;
    long pointed = head.u32(saioAt + 12);
    assertThat(pointed).isEqualTo(0xb9);
    assertThat(head.slice(pointed, 8)).isEqualTo(ofHex("0102030405060708"));
  }

  /** Found by the fuzzer: the box was measured as it came and written shorter. */
  @Test
  void findsTheSamplesBehindAuxiliaryOffsetsWithBytesLeftOver() throws MediaException {
    Slice moof =
        ofHex(
            """
            00000094 6d6f6f66
              0000008c 74726166
                00000014 74666864 00000020 00000001 01010000
                00000014 7361696f 00000000 00000000 000001a9
                00000030 7472756e 00000305 00000002 0000009c 02000000
                  00061a80 00000003
                  00061a80 00000002 0000000000000000
                0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                  0000000001312d00 00000000000c3500
            """);
    Fragment fragment = FragmentReader.read(moof, MDAT).getFirst();

    Slice head = LookAheadPatch.head(fragment, List.of(NEXT));

    Slice served = Slice.concat(List.of(head.from(head.size() - 8), fragment.payload()));
    assertThat(FragmentReader.read(head.slice(0, head.size() - 8), served))
        .singleElement()
        .satisfies(again ->
            assertThat(FragmentReader.samples(again)).isEqualTo(FragmentReader.samples(fragment)));
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#names")
  void servesTheSamplesOfEveryEncoder(String name) throws MediaException {
    for (FragmentBoxes boxes : Vectors.fragments(name)) {
      for (Fragment fragment : FragmentReader.read(boxes.moof(), boxes.mdat())) {
        Slice head = LookAheadPatch.head(fragment, List.of(NEXT, NEXT));
        Slice moof = head.slice(0, head.size() - 8);
        Slice mdat = Slice.concat(List.of(head.from(moof.size()), fragment.payload()));
        Fragment served = FragmentReader.read(moof, mdat).getFirst();

        assertThat(head.memory().isNative()).isTrue();
        assertThat(served.time()).isEqualTo(fragment.time());
        assertThat(FragmentReader.samples(served)).isEqualTo(FragmentReader.samples(fragment));
      }
    }
  }

  private static Fragment fragment(String moofHex) throws MediaException {
    return FragmentReader.read(ofHex(moofHex), MDAT).getFirst();
  }
}
