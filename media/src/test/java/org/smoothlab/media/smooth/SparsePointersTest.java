package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.smooth.SparsePointers.Pointer;
import org.smoothlab.media.test.Hostile;

class SparsePointersTest {
  private static final SparsePointers TWO =
      new SparsePointers(
          List.of(new Pointer("captions", 1_200_000_000), new Pointer("ads", 900_000_000)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "video/mp4;ChildTrack=\"captions=1200000000,ads=900000000\"",
        "video/mp4; childtrack = \"captions=1200000000; ads=900000000\"",
        "ChildTrack=\"captions=1200000000,ads=900000000\"",
      })
  void readsTheFormsOfTheGrammar(String field) throws Exception {
    assertThat(SparsePointers.read(field)).isEqualTo(TWO);
  }

  @Test
  void writesOneSet() {
    assertThat(TWO.write()).isEqualTo("ChildTrack=\"captions=1200000000,ads=900000000\"");
  }

  @Test
  void encodesNamesThatWouldEndTheFieldEarly() throws Exception {
    SparsePointers odd = new SparsePointers(List.of(new Pointer("a=\";,ö", 7)));
    assertThat(odd.write()).isEqualTo("ChildTrack=\"a%3D%22%3B%2C%C3%B6=7\"");
    assertThat(SparsePointers.read("video/mp4;" + odd.write())).isEqualTo(odd);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "video/mp4", "video/mp4; codecs=\"avc1\"", "xChildTrack=\"a=1\""})
  void tellsOfNothingWhereThereIsNone(String field) throws Exception {
    assertThat(SparsePointers.read(field).pointers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'ChildTrack=\"\"'",
    "'ChildTrack=\"=1\"'",
    "'ChildTrack=\"a\"'",
    "'ChildTrack=\"a=-1\"'",
    "'ChildTrack=\"a=9223372036854775808\"'",
    "'ChildTrack=\"a=1,,b=2\"'",
  })
  void refusesWhatIsNotOfTheGrammar(String field) {
    assertThatThrownBy(() -> SparsePointers.read(field))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesLongFieldsAndTruncation() {
    String set = "a=1,".repeat(5_000) + "b=2";
    Hostile.onlyMediaException(() -> SparsePointers.read("ChildTrack=\"" + set + "\""));
    String whole = "video/mp4;" + TWO.write();
    for (int size = 0; size < whole.length(); size++) {
      String cut = whole.substring(0, size);
      Hostile.onlyMediaException(() -> SparsePointers.read(cut));
    }
  }
}
