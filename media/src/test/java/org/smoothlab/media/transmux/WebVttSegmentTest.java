package org.smoothlab.media.transmux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Fragments on a clock of 1000 ticks a second. */
class WebVttSegmentTest {
  static final Timescale CLOCK = new Timescale(1000);

  /** One sample. */
  static Fragment fragment(long startTicks, long durationTicks, String document)
      throws MediaException {
    Slice sample = Slice.ofUtf8(document);
    Slice moof =
        Slice.ofHex(
            """
            00000080 6d6f6f66
              00000010 6d666864 00000000 00000001
              00000068 74726166
                00000010 74666864 00000000 00000009
                00000024 7472756e 00000701 00000001 00000088
                  %08x %08x 02000000 00000000
                0000002c 75756964 6d1d9b0542d544e680e2141daff757b2 01000000
                  %016x %016x
            """
                .formatted(durationTicks, sample.size(), startTicks, durationTicks)
                .replace("00000701", "00000f01"));
    Slice mdat =
        Slice.concat(List.of(Slice.ofHex("%08x 6d646174".formatted(sample.size() + 8)), sample));
    return FragmentReader.read(moof, mdat).getFirst();
  }

  private static String captions(String... paragraphs) {
    return "<tt xmlns='http://www.w3.org/ns/ttml'><body><div>"
        + String.join("", paragraphs)
        + "</div></body></tt>";
  }

  private static String p(String begin, String end, String text) {
    return "<p begin='%s' end='%s'>%s</p>".formatted(begin, end, text);
  }

  private static String segment(long startTicks, long endTicks, Fragment... fragments)
      throws MediaException {
    return WebVttSegment.of(
            List.of(fragments),
            new TsSpan(startTicks, endTicks, CLOCK),
            WebVttSegment.Origin.TRANSPORT_STREAM)
        .text(StandardCharsets.UTF_8);
  }

  @Test
  void countsTimesFromTheSampleAndShowsNothingBehindIt() throws Exception {
    Fragment one = fragment(4000, 2000, captions(p("0s", "1s", "a"), p("1s", "9s", "b")));
    Fragment other = fragment(6000, 2000, captions(p("0.25s", "1s", "c"), "<p>d</p>"));
    assertThat(segment(4000, 8000, one, other))
        .isEqualTo(
            """
            WEBVTT
            X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000

            00:00:04.000 --> 00:00:05.000
            a

            00:00:05.000 --> 00:00:06.000
            b

            00:00:06.250 --> 00:00:07.000
            c

            00:00:06.000 --> 00:00:08.000
            d

            """);
  }

  /** As in CMAF: nothing would be shown of it otherwise. */
  @Test
  void countsTimesFromZeroWhereThatIsMeant() throws Exception {
    Fragment one = fragment(4000, 2000, captions(p("00:00:04.500", "00:00:05.000", "a")));
    assertThat(segment(4000, 8000, one)).contains("\n00:00:04.500 --> 00:00:05.000\na\n");
  }

  @Test
  void repeatsInEverySegmentWhatReachesIntoIt() throws Exception {
    Fragment one = fragment(4000, 4000, captions(p("1s", "3s", "over"), p("3s", "4s", "late")));
    String cue = "\n00:00:05.000 --> 00:00:07.000\nover\n";
    assertThat(segment(0, 6000, one)).contains(cue).doesNotContain("late");
    assertThat(segment(6000, 12_000, one)).contains(cue).contains("late");
    assertThat(segment(12_000, 18_000, one)).endsWith("MPEGTS:900000\n\n");
  }

  /** 2^33 ticks of 90 kHz are 95 443.717… s: then pictures count anew, and captions with them. */
  @Test
  void beginsAnewWithTheClockOfThePictures() throws Exception {
    Fragment before = fragment(95_440_000, 2000, captions(p("0s", "1s", "a")));
    Fragment behind = fragment(95_446_000, 2000, captions(p("0s", "1s", "b")));
    assertThat(segment(95_440_000, 95_442_000, before))
        .contains("\n26:30:40.000 --> 26:30:41.000\na\n");
    assertThat(segment(95_446_000, 95_448_000, behind))
        .contains("\n00:00:02.282 --> 00:00:03.282\nb\n");
  }

  @Test
  void goesWithCmafSegmentsFromZero() throws Exception {
    Fragment one = fragment(0, 2000, captions(p("0s", "1s", "a")));
    Slice segment =
        WebVttSegment.of(List.of(one), new TsSpan(0, 6000, CLOCK), WebVttSegment.Origin.CMAF);
    assertThat(segment.text(StandardCharsets.UTF_8)).contains("MPEGTS:0\n\n00:00:00.000 -->");
  }

  @Test
  void notesWhatItCannotRead() throws Exception {
    Fragment broken = fragment(0, 2000, "<tt><body><p begin='\n--> x'>a</p></body></tt>");
    Fragment good = fragment(2000, 2000, captions(p("0s", "1s", "b")));
    assertThat(segment(0, 4000, broken, good))
        .contains("\nNOTE at 0: TTML line 2, /tt/body/p: no time: ")
        .containsOnlyOnce("NOTE")
        .containsOnlyOnce("-->")
        .contains("\nb\n");
    assertThat(segment(0, 4000, fragment(0, 2000, ""))).endsWith("MPEGTS:900000\n\n");
  }

  /** FFmpeg's reader of WebVTT, and its writer of SubRip. Needs {@code ffmpeg} on the path. */
  @Test
  void isReadByFfmpeg() throws Exception {
    String said = "<span xmlns:tts='http://www.w3.org/ns/ttml#styling' tts:fontStyle='italic'>";
    Fragment one = fragment(4000, 2000, captions(p("0.5s", "1s", said + "a</span><br/>b &amp; c")));
    Process ffmpeg =
        new ProcessBuilder(
                "ffmpeg", "-v", "warning", "-f", "webvtt", "-i", "pipe:0", "-f", "srt", "pipe:1")
            .redirectErrorStream(true)
            .start();
    try (OutputStream to = ffmpeg.getOutputStream()) {
      to.write(segment(4000, 8000, one).getBytes(StandardCharsets.UTF_8));
    }
    String subRip = new String(ffmpeg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(ffmpeg.waitFor()).as(subRip).isZero();
    assertThat(subRip.replace("\r", "").strip())
        .isEqualTo("1\n00:00:04,500 --> 00:00:05,000\n<i>a</i>\nb & c");
  }
}
