package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.media.transmux.WebVttSegmentTest.CLOCK;
import static org.smoothlab.media.transmux.WebVttSegmentTest.fragment;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;

/** Fragments of two seconds from 4.001 s on. */
class TtmlOnTrackClockTest {
  private static Fragment at4001(String document) throws MediaException {
    return fragment(4001, 2000, document);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<tt><body>                | <tt><body begin=\"4.001000000s\">",
        "<tt><a:body xmlns:a=\"b>\">| <tt><a:body begin=\"4.001000000s\" xmlns:a=\"b>\">",
        "<tt><body begin='1s'>     | <tt><body begin=\"5.001000000s\">",
        "<tt><body dur=\"1s\" end = \"00:00:01.5\">|<tt><body begin=\"4.001000000s\" dur=\"1s\" end=\"5.501000000s\">",
        "<?xml version='1.0' encoding='utf-16'?><tt><body>|<tt><body begin=\"4.001000000s\">",
      })
  void beginsTheBodyWhereTheSampleDoes(String head, String movedHead) throws Exception {
    String prefix = head.contains("a:body") ? "a:" : "";
    String rest = "<div><p begin='0.5s'>é</p></div></" + prefix + "body></tt>";
    Fragment moved = TtmlOnTrackClock.of(at4001(head + rest), CLOCK);
    assertThat(moved.payload().text(StandardCharsets.UTF_8))
        .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + movedHead + rest);
    assertThat(FragmentReader.samples(moved))
        .singleElement()
        .satisfies(sample -> {
          assertThat(sample.data()).isEqualTo(moved.payload());
          assertThat(sample.durationTicks()).isEqualTo(2000);
          assertThat(sample.decodeTicks()).isEqualTo(4001);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no captions",
        "<tt/>",
        "<tt><body/></tt>",
        "<tt><body><p begin='4.5s'>on the clock of the track</p></body></tt>",
        "<tt><!-- <body> --><body><p begin='0s'>a</p></body></tt>",
        "<tt><body begin='never'><p>a</p></body></tt>",
      })
  void leavesAllElseAsItCame(String document) throws Exception {
    Fragment fragment = at4001(document);
    assertThat(TtmlOnTrackClock.of(fragment, CLOCK)).isSameAs(fragment);
  }

  @Test
  void leavesTheFirstSampleWhereItIs() throws Exception {
    Fragment fragment = fragment(0, 2000, "<tt><body><p>a</p></body></tt>");
    assertThat(TtmlOnTrackClock.of(fragment, CLOCK)).isSameAs(fragment);
  }
}
