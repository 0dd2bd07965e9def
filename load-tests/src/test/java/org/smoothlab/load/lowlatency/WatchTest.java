package org.smoothlab.load.lowlatency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Viewers of low latency, at a server that knows its answers by heart. */
class WatchTest {
  private static final long MS = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final StubServer server;
  private final LiveClient client;

  WatchTest() throws IOException {
    server = new StubServer();
    client = LiveClient.start(LiveClient.Version.HTTP_1_1, new LiveClient.Bounds(2, 4));
  }

  @BeforeEach
  void serve() {
    server
        .with("/e/main.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv/low.m3u8?a=1\n")
        .with("/e/v/low.m3u8?a=1", playlist("7.0", 0))
        .with("/e/v/low.m3u8?a=1&_HLS_msn=7&_HLS_part=0", playlist("7.1", 1))
        .with("/e/v/low.m3u8?a=1&_HLS_msn=7&_HLS_part=1", playlist("7.2", 2))
        .with("/e/v/init", Cmaf.INITIALIZATION)
        .with("/e/v/part7.0", Cmaf.chunk(140_000_000))
        .with("/e/v/part7.1", Cmaf.chunk(142_000_000));
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void followsHintsAndBlockingReloadsPartByPart() throws Exception {
    HlsWatch watch = new HlsWatch(client, now::incrementAndGet);

    assertThat(watch.watch(watch.playlist(server.uri("/e/main.m3u8")), 2))
        .containsExactly(
            new Arrival(14_000 * MS, 200 * MS, 1), new Arrival(14_200 * MS, 200 * MS, 2));
    assertThat(server.asked())
        .startsWith("/e/main.m3u8", "/e/v/low.m3u8?a=1", "/e/v/init")
        .contains("/e/v/part7.0", "/e/v/part7.1")
        .contains("/e/v/low.m3u8?a=1&_HLS_msn=7&_HLS_part=1");
  }

  @Test
  void saysWhatAPlaylistLacks() {
    String noHint = playlist("7.0", 0).replaceAll("#EXT-X-PRELOAD-HINT.*\n", "");
    server.with("/hintless", noHint).with("/init", Cmaf.INITIALIZATION);
    server.with("/plain", "#EXTM3U\n#EXTINF:1,\na.ts\n");
    HlsWatch watch = new HlsWatch(client, now::get);

    assertThatThrownBy(() -> watch.watch(server.uri("/plain"), 1))
        .hasMessageEndingWith("it lacks CAN-BLOCK-RELOAD and parts");
    assertThatThrownBy(() -> watch.watch(server.uri("/hintless"), 1))
        .hasMessageEndingWith("it lacks a hint");
    server.with("/none", "#EXTM3U\n");
    assertThatThrownBy(() -> watch.playlist(server.uri("/none")))
        .hasMessageEndingWith("/none: no variants");
  }

  @Test
  void readsSegmentsWhileTheyGrowAndGoesOnBehindThem() throws Exception {
    server
        .with("/e/main.mpd", mpd())
        .with("/e/low/video/40000000.m4s", Cmaf.chunk(40_000_000), Cmaf.chunk(42_000_000))
        .with("/e/low/video/44000000.m4s", Cmaf.chunk(44_000_000));

    assertThat(new DashWatch(client, () -> 5, () -> 6_100).watch(server.uri("/e/main.mpd"), 3))
        .containsExactly(
            new Arrival(4000 * MS, 200 * MS, 5),
            new Arrival(4200 * MS, 200 * MS, 5),
            new Arrival(4400 * MS, 200 * MS, 5));
    assertThat(server.asked())
        .containsExactly("/e/main.mpd", "/e/low/video/40000000.m4s", "/e/low/video/44000000.m4s");
  }

  @Test
  void findsTheNumberOfTheGrowingSegmentByTheClock() throws Exception {
    String counted =
        mpd()
            .replaceAll("<SegmentTimeline>.*</SegmentTimeline>", "")
            .replace("$Time$", "$Number$")
            .replace(
                "<SegmentTemplate ", "<SegmentTemplate startNumber=\"7\" duration=\"20000000\" ");
    // 6.1 s have passed, 2 s each.
    server
        .with("/e/main.mpd", counted)
        .with("/e/low/video/10.m4s", Cmaf.chunk(60_000_000), Cmaf.chunk(62_000_000))
        .with("/e/low/video/11.m4s", Cmaf.chunk(80_000_000));

    DashWatch watch = new DashWatch(client, () -> 5, () -> 6_100);

    assertThat(watch.watch(server.uri("/e/main.mpd"), 3))
        .extracting(Arrival::startNanos)
        .containsExactly(6000 * MS, 6200 * MS, 8000 * MS);
  }

  @Test
  void asksForTheMpdAgainWhenASegmentIsNotThereAndGivesUpAtLast() {
    server.with("/e/main.mpd", mpd());

    assertThatThrownBy(
            () -> new DashWatch(client, () -> 5, () -> 6_100).watch(server.uri("/e/main.mpd"), 1))
        .hasMessageEndingWith("/e/low/video/40000000.m4s: not there, time and again");
    assertThat(server.asked()).hasSize(42);
  }

  private static String playlist(String next, int partCount) {
    return "#EXTM3U\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n#EXT-X-PART-INF:PART-TARGET=0.2\n"
        + "#EXT-X-MEDIA-SEQUENCE:6\n#EXT-X-MAP:URI=\"init\"\n#EXTINF:2.0,\nsegment6\n"
        + "#EXT-X-PART:DURATION=0.2,URI=\"gone\"\n".repeat(partCount)
        + "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"part"
        + next
        + "\"\n";
  }

  private static String mpd() {
    return """
    <?xml version="1.0"?>
    <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="dynamic" minBufferTime="PT1S"
        profiles="urn:mpeg:dash:profile:isoff-live:2011"
        availabilityStartTime="1970-01-01T00:00:00Z" publishTime="2026-01-01T00:00:00Z"
        timeShiftBufferDepth="PT60S" suggestedPresentationDelay="PT1S">
      <Period id="0" start="PT0S">
        <AdaptationSet id="1" contentType="video" mimeType="video/mp4">
          <SegmentTemplate timescale="10000000" media="$RepresentationID$/video/$Time$.m4s"
              initialization="$RepresentationID$/init.mp4">
            <SegmentTimeline><S t="0" d="20000000" r="1"/></SegmentTimeline>
          </SegmentTemplate>
          <Representation id="low" bandwidth="100" codecs="avc1.42c00d" width="320" height="180"/>
        </AdaptationSet>
      </Period>
    </MPD>
    """;
  }
}
