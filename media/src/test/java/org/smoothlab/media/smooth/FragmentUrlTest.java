package org.smoothlab.media.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.bytes.MalformedMediaException;

class FragmentUrlTest {
  private static final List<CustomAttribute> TWO =
      List.of(new CustomAttribute("cam", "2"), new CustomAttribute("side", "left one"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "QualityLevels({bitrate})/Fragments(v={start time}) | QualityLevels(9)/Fragments(v=77)",
        "QualityLevels({Bitrate})/Fragments(v={start_time}) | QualityLevels(9)/Fragments(v=77)",
        "QualityLevels({bitrate})/Fragments(v={start%20time}) | QualityLevels(9)/Fragments(v=77)",
        "Events(203_0)/QualityLevels({bitrate})/Fragments(v={start time})"
            + " | Events(203_0)/QualityLevels(9)/Fragments(v=77)",
        "q({bitrate},{CustomAttributes})/f({start time}) | q(9,cam=2,side=left%20one)/f(77)",
        "q({CustomAttributes})/f({start time}) | q(cam=2,side=left%20one)/f(77)",
        "a b/é{x}/50%/%41 | a%20b/%C3%A9%7Bx%7D/50%25/%41",
      })
  void replacesEverySpellingOfThePlaceholders(String pattern, String expanded) {
    assertThat(new FragmentUrl(pattern).expand(9, TWO, 77)).isEqualTo(expanded);
  }

  @Test
  void leavesOutAnEmptyListOfAttributesWithItsComma() {
    FragmentUrl url = new FragmentUrl("q({bitrate},{CustomAttributes})/f(v={start time})");
    assertThat(url.expand(9, List.of(), 77)).isEqualTo("q(9)/f(v=77)");
  }

  @Test
  void resolvesAgainstTheManifestsPlace() {
    assertThat(
            FragmentUrl.ofStream("audio eng")
                .resolve(URI.create("http://host:8080/live/x.isml/Manifest"), 128000, List.of(), 5))
        .isEqualTo(
            URI.create(
                "http://host:8080/live/x.isml/QualityLevels(128000)/Fragments(audio%20eng=5)"));
  }

  @Test
  void makesUrlsThatTheGrammarReads() throws Exception {
    String relative = FragmentUrl.ofStream("v(1)=ü").expand(1, TWO, Long.MAX_VALUE);
    assertThat(SmoothUrl.read("/x.isml/" + relative))
        .isInstanceOfSatisfying(
            SmoothUrl.FragmentRequest.class,
            request -> {
              assertThat(request.streamName()).isEqualTo("v(1)=ü");
              assertThat(request.startTicks()).isEqualTo(Long.MAX_VALUE);
            });
  }

  @Test
  void standsBelowAnEvent() throws Exception {
    String relative = FragmentUrl.ofStream("v").inEvent("{bitrate} 1").expand(9, List.of(), 77);
    assertThat(relative).isEqualTo("Events(%7Bbitrate%7D%201)/QualityLevels(9)/Fragments(v=77)");
    assertThat(SmoothUrl.read("/x.isml/" + relative))
        .isInstanceOfSatisfying(
            SmoothUrl.FragmentRequest.class,
            request -> assertThat(request.eventId()).isEqualTo("{bitrate} 1"));
  }

  @Test
  void refusesAPatternThatMakesNoUrl() {
    assertThatThrownBy(() -> FragmentUrl.read(":{bitrate}", "here: "))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("here: @Url \":{bitrate}\" makes no URL ([MS-SSTR] 2.2.2.4)");
  }

  @Test
  void refusesATimeBeforeZero() {
    FragmentUrl url = FragmentUrl.ofStream("v");
    assertThatThrownBy(() -> url.expand(1, List.of(), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
