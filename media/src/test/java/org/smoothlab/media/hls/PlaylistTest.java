package org.smoothlab.media.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.hls.MediaPlaylist.Head;
import org.smoothlab.media.hls.MediaPlaylist.Segment;
import org.smoothlab.media.hls.MediaPlaylist.Traits;

class PlaylistTest {
  private static Segment segment(long nanos, String uri, boolean gap) {
    return new Segment(nanos, uri, OptionalLong.empty(), gap);
  }

  @Test
  void writesASlidingWindow() {
    MediaPlaylist playlist =
        new MediaPlaylist(
            new Head(8, 6, 2_680, Traits.PLAIN),
            List.of(),
            List.of(
                new Segment(5_994_666_667L, "a.ts", OptionalLong.of(1_767_225_600_040L), false),
                segment(6_000_000_000L, "gap.ts", true),
                segment(1_499, "b.ts", false)),
            false);
    assertThat(playlist.write().text(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:8
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:2680
            #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.04Z
            #EXTINF:5.994667,
            a.ts
            #EXT-X-GAP
            #EXTINF:6.000000,
            gap.ts
            #EXTINF:0.000001,
            b.ts
            """);
  }

  @Test
  void tellsWhatAllSegmentsHaveInCommon() {
    Traits traits = new Traits("init.mp4", "../Key", true, false);
    MediaPlaylist playlist =
        new MediaPlaylist(
            new Head(6, 6, 7, traits), List.of(), List.of(segment(1, "a", false)), true);
    assertThat(playlist.write().text(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:7
            #EXT-X-ALLOW-CACHE:NO
            #EXT-X-I-FRAMES-ONLY
            #EXT-X-MAP:URI="init.mp4"
            #EXT-X-KEY:METHOD=AES-128,URI="../Key"
            #EXTINF:0.000000,
            a
            #EXT-X-ENDLIST
            """);
  }

  /** The break of RFC 8216, 8.10, its messages cut short. */
  @Test
  void tellsOfBreaks() {
    DateRange.Splice out = new DateRange.Splice(DateRange.Meaning.OUT, Slice.ofHex("fc002f"));
    DateRange.Splice in = new DateRange.Splice(DateRange.Meaning.IN, Slice.ofHex("fc002a"));
    DateRange.Splice cmd = new DateRange.Splice(DateRange.Meaning.CMD, Slice.ofHex("fc"));
    long start = 1_394_018_100_000L;
    MediaPlaylist playlist =
        new MediaPlaylist(
            new Head(3, 6, 1, Traits.PLAIN),
            List.of(
                new DateRange("a", start, new DateRange.Length(59_993_000_000L, -1), out),
                new DateRange("a", start, new DateRange.Length(-1, 59_993_000_000L), in),
                new DateRange("b", start, DateRange.Length.UNKNOWN, cmd)),
            List.of(segment(1, "a.ts", false)),
            false);
    assertThat(playlist.write().text(StandardCharsets.UTF_8))
        .contains(
            """
            #EXT-X-MEDIA-SEQUENCE:1
            #EXT-X-DATERANGE:ID="a",START-DATE="2014-03-05T11:15:00Z",PLANNED-DURATION=59.993000,\
            SCTE35-OUT=0xFC002F
            #EXT-X-DATERANGE:ID="a",START-DATE="2014-03-05T11:15:00Z",DURATION=59.993000,\
            SCTE35-IN=0xFC002A
            #EXT-X-DATERANGE:ID="b",START-DATE="2014-03-05T11:15:00Z",SCTE35-CMD=0xFC
            #EXTINF:0.000000,
            """);
    assertThatThrownBy(() -> new DateRange("", start, DateRange.Length.UNKNOWN, cmd))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesNoSegmentThatIsLongerThanTheTarget() {
    Head head = new Head(3, 6, 0, Traits.PLAIN);
    assertThat(
            new MediaPlaylist(head, List.of(), List.of(segment(6_499_999_999L, "a", false)), true)
                .tail())
        .isEqualTo(MediaPlaylist.Tail.Simple.END);
    assertThatThrownBy(() ->
            new MediaPlaylist(head, List.of(), List.of(segment(6_500_000_000L, "a", false)), true))
        .hasMessage("a segment of 6500000000 ns, more than the target duration of 6 s");
  }

  @Test
  void writesNoLineThatIsTwo() {
    MediaPlaylist playlist =
        new MediaPlaylist(
            new Head(3, 6, 0, Traits.PLAIN),
            List.of(),
            List.of(segment(1, "a\n#EXT-X-ENDLIST", false)),
            false);
    assertThatThrownBy(playlist::write).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Head(3, 0, 0, Traits.PLAIN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesVariantsWithoutWhatIsNotKnown() {
    MultivariantPlaylist playlist =
        new MultivariantPlaylist(
            3,
            List.of(),
            List.of(
                new MultivariantPlaylist.Variant(
                    new MultivariantPlaylist.Rate(70_400, 64_000),
                    new MultivariantPlaylist.Coding(List.of(), Optional.empty()),
                    List.of(),
                    "audio.m3u8")),
            List.of());
    assertThat(playlist.write().text(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-STREAM-INF:BANDWIDTH=70400,AVERAGE-BANDWIDTH=64000
            audio.m3u8
            """);
    assertThatThrownBy(() -> new MultivariantPlaylist(3, List.of(), List.of(), List.of()))
        .hasMessage("a playlist without variants");
  }
}
