package org.smoothlab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.MalformedMediaException;

class FragmentAnswerTest {
  private static final String TFXD =
      "0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000"
          + " 0000000002625a00 0000000001312d00";
  private static final String TFRF =
      "0000002d 75756964 d4807ef2ca3946958e5426cb9e46a79f 01000000 01"
          + " 0000000003938700 0000000001312d00";
  private static final String MDAT = "0000000b 6d646174 616263";

  @Test
  void learnsItsTimeAndWhatFollows() throws Exception {
    assertThat(FragmentAnswer.read(bytes(moof(TFXD + TFRF) + MDAT)))
        .isEqualTo(
            new FragmentAnswer(
                new FragmentTime(40_000_000, 20_000_000),
                List.of(new FragmentTime(60_000_000, 20_000_000))));
  }

  @Test
  void learnsThatNothingFollowsAtTheEndOfTheStream() throws Exception {
    assertThat(FragmentAnswer.read(bytes(moof(TFXD) + MDAT)).following()).isEmpty();
  }

  @Test
  void refusesAnAnswerThatBreaksOff() {
    byte[] whole = bytes(moof(TFXD) + MDAT);
    byte[] half = java.util.Arrays.copyOf(whole, whole.length - 1);

    assertThatThrownBy(() -> FragmentAnswer.read(half)).isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesAnAnswerWithoutMedia() {
    assertThatThrownBy(() -> FragmentAnswer.read(bytes(moof(TFXD))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("answer: expected moof and mdat ([MS-SSTR] 2.2.4), came 1 boxes");
  }

  @Test
  void refusesAFragmentThatDoesNotTellItsTime() {
    assertThatThrownBy(() -> FragmentAnswer.read(bytes(moof(TFRF) + MDAT)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("answer: no tfxd ([MS-SSTR] 2.2.4.4)");
  }

  private static String moof(String inTraf) {
    return box("6d6f6f66", box("74726166", inTraf));
  }

  private static String box(String type, String body) {
    int size = 8 + body.replace(" ", "").length() / 2;
    return "%08x".formatted(size) + type + body;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
