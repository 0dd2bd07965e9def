package org.smoothlab.server.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.archive.ArchivedEvent.SECOND;
import static org.smoothlab.server.archive.ArchivedEvent.SETTINGS;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.dash.Mpd;
import org.smoothlab.media.dash.MpdReader;
import org.smoothlab.media.dash.Representation;
import org.smoothlab.media.dash.SegmentTemplate;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.transmux.InitSegment;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.protocol.Ask;
import org.smoothlab.server.protocol.IngestSession;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Reply;
import org.smoothlab.server.protocol.Stores;

/** An event that is over, watched from the archive by an origin that knows nothing of it. */
class OnDemandTest {
  private static final String ON_DEMAND = "/live/event.ism";
  private static final List<TestTrack> TRACKS = List.of(HIGH, LOW, AUDIO);

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private long nowNanos;

  @Test
  void showsAllOfAFinishedRun() throws Exception {
    record(0, 12);
    Protocol later = later();

    SmoothManifest manifest = manifest(later, ON_DEMAND + "/Manifest");

    assertThat(manifest.header().isLive()).isFalse();
    assertThat(manifest.header().durationTicks()).isEqualTo(12 * TestTrack.FRAGMENT);
    assertThat(manifest.streams())
        .extracting(stream -> stream.info().name())
        .containsExactly("video", "audio");
    assertThat(manifest.find("video").orElseThrow().levels()).hasSize(2);
    assertThat(manifest.streams())
        .allSatisfy(stream ->
            assertThat(stream.chunks())
                .hasSize(12)
                .startsWith(new FragmentTime(0, TestTrack.FRAGMENT)));
    for (TestTrack track : TRACKS) {
      for (long index = 0; index < 12; index++) {
        assertThat(fragment(later, ON_DEMAND, track, index)).isTrue();
      }
    }
    assertThat(get(later, ON_DEMAND + "/QualityLevels(2000000)/Fragments(video=10000000)").status())
        .isEqualTo(404);
  }

  @Test
  void namesTheRunInFragmentUrls() throws Exception {
    record(0, 6);
    Protocol later = later();
    String url = pattern(later, ON_DEMAND + "/Manifest");
    String first = url.substring(url.indexOf('(') + 1, url.indexOf(')'));
    assertThat(url)
        .isEqualTo(
            "Events(" + first + ")/" + "QualityLevels({bitrate})/Fragments(video={start time})");

    record(100, 9);

    assertThat(chunkCount(later, ON_DEMAND + "/Manifest")).isEqualTo(9);
    String old = ON_DEMAND + "/Events(" + first + ")";
    assertThat(chunkCount(later, old + "/Manifest")).isEqualTo(6);
    assertThat(pattern(later, old + "/Manifest")).startsWith("QualityLevels");
    assertThat(fragment(later, old, HIGH, 2)).isTrue();
    assertThat(fragment(later, old, HIGH, 100)).isFalse();
    assertThat(fragment(later, ON_DEMAND, HIGH, 100)).isTrue();
  }

  @Test
  void isADashPresentationToo() throws Exception {
    record(100, 6);
    Protocol later = later();

    Mpd mpd =
        MpdReader.read(
            Slice.concat(get(later, ON_DEMAND + "/Manifest(format=mpd-time-cmaf).mpd").body()));

    assertThat(mpd.kind()).isEqualTo(new Mpd.Kind.OnDemand(12_000_000_000L));
    SegmentTemplate template = mpd.periods().getFirst().sets().getFirst().template();
    assertThat(template.presentationTimeOffsetTicks()).isEqualTo(100 * TestTrack.FRAGMENT);
    Representation high = mpd.periods().getFirst().sets().getFirst().representations().getFirst();
    Reply init = get(later, ON_DEMAND + "/" + template.initialization(high));
    assertThat(Slice.concat(init.body())).isEqualTo(InitSegment.of(HIGH.info()));
    Reply segment = get(later, ON_DEMAND + "/" + template.media(high, 105 * TestTrack.FRAGMENT));
    assertThat(segment.status()).isEqualTo(200);
    assertThat(segment.body().getLast().toByteArray())
        .isEqualTo(HIGH.payload(105 * TestTrack.FRAGMENT));
    assertThat(get(later, ON_DEMAND + "/" + template.media(high, 7)).status()).isEqualTo(404);
    assertThat(get(later, ON_DEMAND + "/Manifest(format=other)").status()).isEqualTo(404);
  }

  /** By the settings that the point has now. */
  @Test
  void encryptsForHlsWhatIsEncryptedLive() throws Exception {
    record(0, 4);
    OutputModule.Hls hls =
        new OutputModule.Hls(
            2,
            10_000_000,
            new OutputModule.Playlist(true, false, true),
            new OutputModule.Encryption(true, "0f".repeat(16), ""));
    OutputModule module = new OutputModule(OutputModule.HLS_ID, OutputModule.Kind.SINK, "", hls);
    Protocol secret = later(SETTINGS.withModules(List.of(module)));

    String level = ON_DEMAND + "/QualityLevels(2000000)";
    Reply playlist = get(secret, level + "/Manifest(video,format=m3u8-cmaf)");
    assertThat(Slice.concat(playlist.body()).text(StandardCharsets.UTF_8))
        .contains("#EXT-X-KEY:METHOD=AES-128,URI=\"../Key\"\n")
        .endsWith("#EXT-X-ENDLIST\n");
    assertThat(Slice.concat(get(secret, ON_DEMAND + "/Key").body()))
        .isEqualTo(Slice.ofHex("0f".repeat(16)));
    String segment = level + "/Fragments(video=0,format=m3u8-cmaf)";
    assertThat(get(secret, segment).bodyBytes() % 16).isZero();
    assertThat(get(secret, segment).header("ETag")).get().asString().contains("-aes");
    assertThat(get(later(), ON_DEMAND + "/Key").status()).isEqualTo(404);
  }

  @Test
  void doesNotShowWhatIsStillRecorded() throws Exception {
    ArchivedEvent event = ArchivedEvent.start(disk, SETTINGS, nowNanos);
    IngestSession session = event.announce(TRACKS);
    send(event, session, 0, 5);

    Reply answer = get(later(), ON_DEMAND + "/Manifest");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(Slice.concat(answer.body()).text(StandardCharsets.UTF_8))
        .contains("no recording at /live/event.ism");
  }

  @Test
  void knowsNothingOfOtherNames() throws Exception {
    record(0, 4);

    assertThat(get(later(), "/live/other.ism/Manifest").status()).isEqualTo(404);
    assertThat(get(later(), ON_DEMAND + "/Events(never)/Manifest").status()).isEqualTo(404);
    assertThat(get(later(), ON_DEMAND + "/QualityLevels(7)/Fragments(video=0)").status())
        .isEqualTo(404);
    assertThat(get(later(), ON_DEMAND + "/QualityLevels(7)/Fragments(text=0)").status())
        .isEqualTo(404);
  }

  /** An event from start to end. */
  private void record(long firstIndex, int count) throws IOException {
    ArchivedEvent event = ArchivedEvent.start(disk, SETTINGS, nowNanos);
    IngestSession session = event.announce(TRACKS);
    send(event, session, firstIndex, count);
    session.finish(event.nowNanos);
    event.point().command(Target.STOPPED, event.nowNanos);
    event.pass(SECOND);
    event.pass(SECOND);
    nowNanos = event.nowNanos + SECOND;
  }

  private static void send(ArchivedEvent event, IngestSession session, long first, int count) {
    for (long index = first; index < first + count; index++) {
      for (TestTrack track : TRACKS) {
        assertThat(event.send(session, track, index)).isEmpty();
      }
      event.pass(2 * SECOND);
    }
  }

  private Protocol later() {
    return later(SETTINGS);
  }

  private Protocol later(PointSettings settings) {
    ArchivedEvent other;
    try {
      other = ArchivedEvent.start(new SimulatedDisk(2), settings, nowNanos);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new Protocol(
        other.origin,
        ProtocolSettings.DEFAULT,
        Stores.memory().withRecordings(new FinishedRuns(disk, () -> nowNanos)));
  }

  private Reply get(Protocol protocol, String path) {
    return (Reply)
        protocol.openWithoutWaiting(new Ask("GET", path, List.of(), "viewer:1"), nowNanos);
  }

  private SmoothManifest manifest(Protocol protocol, String path) throws Exception {
    Reply reply = get(protocol, path);
    assertThat(reply.status()).isEqualTo(200);
    return ManifestReader.read(Slice.concat(reply.body()));
  }

  private int chunkCount(Protocol protocol, String path) throws Exception {
    return manifest(protocol, path).find("video").orElseThrow().chunks().size();
  }

  private String pattern(Protocol protocol, String path) throws Exception {
    return manifest(protocol, path).find("video").orElseThrow().url().pattern();
  }

  /** Whether a viewer gets the very samples that were sent. */
  private boolean fragment(Protocol protocol, String path, TestTrack track, long index) {
    Reply reply =
        get(
            protocol,
            path
                + "/QualityLevels(%d)/Fragments(%s=%d)"
                    .formatted(track.bitrateBps(), track.name(), index * TestTrack.FRAGMENT));
    Optional<Slice> payload = reply.body().reversed().stream().findFirst();
    return reply.status() == 200
        && payload.equals(Optional.of(Slice.copyOf(track.payload(index * TestTrack.FRAGMENT))));
  }
}
