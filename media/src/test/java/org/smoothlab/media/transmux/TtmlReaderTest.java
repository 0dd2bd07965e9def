package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.test.Hostile;
import org.smoothlab.media.test.Vectors;

class TtmlReaderTest {
  private static final long MILLI = 1_000_000;

  /** A draft of 2006, with what its players ignored. */
  private static final String DOCUMENT =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <tt xml:lang="en" xmlns="http://www.w3.org/2006/10/ttaf1"
          xmlns:tts="http://www.w3.org/2006/10/ttaf1#styling">
        <head><styling><style id="s" tts:color="white"/></styling></head>
        <body begin="1s"><div begin="2s">
          <p begin="00:00:00.500" end="00:00:01.250" style="s">  two
            words<br/><br/> &amp; <span tts:fontStyle="italic">a <span
            tts:fontWeight="bold">nest</span></span> &lt;b> --&gt; </p>
          <!-- nothing --><p begin="2s" dur="500ms" tts:textDecoration="underline">x</p>
          <p begin="3s" end="3s">never</p><p begin="4s"> <br/> <span tts:fontStyle="italic"> </span>
          </p><p begin="5s">last</p>
        </div></body>
      </tt>
      """;

  private static Slice body(String attributes, String body) {
    return Slice.ofUtf8(
        "<tt xmlns='http://www.w3.org/ns/ttml' xmlns:ttp='http://www.w3.org/ns/ttml#parameter' "
            + attributes
            + "><body>"
            + body
            + "</body></tt>");
  }

  @Test
  void keepsTimesLinesAndEmphasis() throws Exception {
    assertThat(TtmlReader.read(Slice.ofUtf8(DOCUMENT)))
        .containsExactly(
            new Cue(
                3500 * MILLI,
                4250 * MILLI,
                "two words\n&amp; <i>a <b>nest</b></i> &lt;b&gt; --&gt;"),
            new Cue(5000 * MILLI, 5500 * MILLI, "<u>x</u>"),
            new Cue(8000 * MILLI, Long.MAX_VALUE, "last"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 01:02:03 | 3723000",
        "'' | 100:00:00.25 | 360000250",
        "'' | 00:00:01:15 | 1500",
        "ttp:frameRate='25' | 00:00:01:05 | 1200",
        "ttp:frameRate='25' | 5f | 200",
        "ttp:frameRate='25' | 50t | 2000",
        "ttp:frameRate='30' ttp:frameRateMultiplier='1000 1001' | 30f | 1001",
        "ttp:tickRate='10000000' | 12345678t | 1235",
        "'' | 2t | 2000",
        "'' | 1.5h | 5400000",
        "'' | 2m | 120000",
        "'' | 250ms | 250",
      })
  void readsEveryFormOfTime(String attributes, String time, long millis) throws Exception {
    Slice document = body(attributes, "<div><p begin='" + time + "'>a</p></div>");
    assertThat(TtmlReader.read(document))
        .singleElement()
        .satisfies(cue -> assertThat(Math.round(cue.startNanos() / 1e6)).isEqualTo(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "-1s", "1:00:00", "00:61:00", "1e9s", "00:00:00,5", "99999999h"})
  void refusesWhatIsNoTime(String time) {
    assertThatThrownBy(() -> TtmlReader.read(body("", "<p begin='" + time + "'>a</p>")))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("/tt/body/p: ");
  }

  @Test
  void refusesWhatIsNoCaption() {
    assertThatThrownBy(() -> TtmlReader.read(Slice.ofUtf8("<html/>")))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() ->
            TtmlReader.read(
                Slice.ofUtf8("<!DOCTYPE tt [<!ENTITY a 'b'>]><tt><body>&a;</body></tt>")))
        .isInstanceOf(MalformedMediaException.class);
    assertThatThrownBy(() -> TtmlReader.read(body("ttp:frameRateMultiplier='1 0'", "")))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void keepsItsBounds() throws Exception {
    int count = TtmlReader.CUE_COUNT_MAX;
    assertThat(TtmlReader.read(body("", "<p>a</p>".repeat(count)))).hasSize(count);
    assertThatThrownBy(() -> TtmlReader.read(body("", "<p>a</p>".repeat(count + 1))))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("TTML of more than 4096 captions");
    Slice large = body("", " ".repeat(TtmlReader.DOCUMENT_BYTES_MAX));
    assertThatThrownBy(() -> TtmlReader.read(large))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("limit is 1048576");
    assertThatThrownBy(
            () -> TtmlReader.read(body("", "<p>" + "<span>".repeat(20) + "</span>".repeat(20))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("nested deeper");
  }

  @ParameterizedTest
  @MethodSource("org.smoothlab.media.test.Vectors#seeds")
  void survivesTruncationAndFlippedBits(long seed) {
    Slice document = Slice.ofUtf8(DOCUMENT);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 50; round++) {
      Slice flipped = Vectors.flip(document, random);
      Hostile.onlyMediaException(() -> TtmlReader.read(flipped));
      Slice cut = document.slice(0, random.nextLong(document.size()));
      Hostile.onlyMediaException(() -> TtmlReader.read(cut));
    }
  }
}
