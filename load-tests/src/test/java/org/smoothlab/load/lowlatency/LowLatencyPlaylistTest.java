package org.smoothlab.load.lowlatency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LowLatencyPlaylistTest {
  /** After draft-pantos-hls-rfc8216bis-22, 9.15. */
  static final String PLAYLIST =
      """
      #EXTM3U
      #EXT-X-TARGETDURATION:4
      #EXT-X-VERSION:6
      #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.0,CAN-SKIP-UNTIL=12.0
      #EXT-X-PART-INF:PART-TARGET=0.33334
      #EXT-X-MEDIA-SEQUENCE:266
      #EXT-X-MAP:URI="init.mp4"
      #EXTINF:4.00008,
      fileSequence266.mp4
      #EXT-X-PART:DURATION=0.33334,URI="filePart267.0.mp4",INDEPENDENT=YES
      #EXT-X-PART:DURATION=0.33334,URI="filePart267.1.mp4"
      #EXTINF:4.00008,
      fileSequence267.mp4
      #EXT-X-PART:DURATION=0.33334,INDEPENDENT=YES,URI="filePart268,0.mp4?a=b"
      #EXT-X-PRELOAD-HINT:TYPE=PART,URI="filePart268,1.mp4?a=b"
      """;

  @Test
  void findsWhatComesNext() {
    assertThat(LowLatencyPlaylist.read(PLAYLIST))
        .isEqualTo(
            new LowLatencyPlaylist(
                268,
                1,
                true,
                333_340_000,
                new LowLatencyPlaylist.Uris(
                    Optional.of("init.mp4"), Optional.of("filePart268,1.mp4?a=b"))));
    assertThat(LowLatencyPlaylist.read(PLAYLIST).nextPartQuery())
        .isEqualTo("_HLS_msn=268&_HLS_part=1");
  }

  @Test
  void countsOverWhatIsSkipped() {
    String delta = PLAYLIST.replace("#EXT-X-MAP", "#EXT-X-SKIP:SKIPPED-SEGMENTS=7\n#EXT-X-MAP");

    assertThat(LowLatencyPlaylist.read(delta).nextSegment()).isEqualTo(275);
  }

  @Test
  void seesThatAnOrdinaryPlaylistHasNothingForIt() {
    LowLatencyPlaylist plain =
        LowLatencyPlaylist.read("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:3\n#EXTINF:6.0,\na.ts\n");

    assertThat(plain.canBlock()).isFalse();
    assertThat(plain.partTargetNanos()).isZero();
    assertThat(plain.uris().hint()).isEmpty();
  }

  @Test
  void refusesWhatIsNoPlaylistOrHasEnded() {
    assertThatThrownBy(() -> LowLatencyPlaylist.read("<html>"))
        .hasMessageStartingWith("not a playlist: [<html>]");
    assertThatThrownBy(() -> LowLatencyPlaylist.read(PLAYLIST + "#EXT-X-ENDLIST\n"))
        .hasMessage("the event has ended");
  }

  @Test
  void findsTheVariants() {
    String multivariant =
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="b",URI="sound.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=2000,AUDIO="a"
        high.m3u8

        #EXT-X-STREAM-INF:BANDWIDTH=1000,AUDIO="a"
        low.m3u8
        """;

    assertThat(LowLatencyPlaylist.variants(multivariant)).containsExactly("high.m3u8", "low.m3u8");
  }
}
