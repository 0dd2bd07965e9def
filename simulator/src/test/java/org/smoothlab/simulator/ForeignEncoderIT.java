package org.smoothlab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.origin.PointSettings;

/** Encoders that we did not write push into our origin; decoders that we did not write judge it. */
class ForeignEncoderIT {
  private static final int SECONDS = 20;
  private static final int LOOK_AHEAD = 2;

  /** Of two seconds; the first sound of an encoder may start before 0 and is not published then. */
  private static final int FRAGMENTS = SECONDS / 2 - 1;

  @TempDir private Path scratch;
  private OriginServer server;

  @BeforeEach
  void startOrigin() throws Exception {
    server =
        OriginServer.start(
            ServerConfig.loopback(0).withCreateOnPush(PointSettings.DEFAULT.withAutoStart(true)));
  }

  @AfterEach
  void stopOrigin() {
    server.close();
  }

  @Test
  void servesWhatFfmpegPushesWithOneBitrate() throws Exception {
    ForeignEncoder.run(ForeignEncoder.ffmpeg(url("/live/one.isml/Streams(a)"), 1, SECONDS), log());

    List<PublishedEvent.Track> tracks = fetchEnded("/live/one.isml/Manifest");

    assertThat(tracks).hasSize(2);
    assertAgreesWithItself(tracks);
    assertDecodes(tracks);
  }

  @Test
  void servesWhatFfmpegPushesWithThreeBitrates() throws Exception {
    ForeignEncoder.run(
        ForeignEncoder.ffmpeg(url("/live/three.isml/Streams(all)"), 3, SECONDS), log());

    List<PublishedEvent.Track> tracks = fetchEnded("/live/three.isml/Manifest");

    assertThat(tracks).filteredOn(this::isVideo).hasSize(3);
    assertThat(tracks).hasSize(4);
    assertAgreesWithItself(tracks);
    assertDecodes(tracks);
  }

  @Test
  void servesWhatGstreamerPushes() throws Exception {
    ForeignEncoder.run(ForeignEncoder.gstreamer(url("/live/gst.isml/Streams(g)"), SECONDS), log());

    // It sends no empty mfra: the event has not ended, and the look-ahead is held back.
    PublishedEvent event = new PublishedEvent(server.url().resolve("/live/gst.isml/Manifest"));
    assertThat(event.manifest().header().isLive()).isTrue();
    List<PublishedEvent.Track> tracks = event.fetchAll();

    assertThat(tracks).hasSize(2);
    assertThat(tracks)
        .allSatisfy(track ->
            assertThat(track.served()).hasSizeGreaterThanOrEqualTo(FRAGMENTS - LOOK_AHEAD));
    assertAgreesWithItself(tracks);
    for (PublishedEvent.Track track : tracks) {
      assertThat(track.following(track.served().size() - 1)).hasSize(LOOK_AHEAD);
    }
    assertDecodes(tracks);
  }

  private List<PublishedEvent.Track> fetchEnded(String manifest) throws Exception {
    PublishedEvent event = new PublishedEvent(server.url().resolve(manifest));
    assertThat(event.manifest().header().isLive()).isFalse();
    List<PublishedEvent.Track> tracks = event.fetchAll();
    assertThat(tracks)
        .allSatisfy(
            track -> assertThat(track.served()).hasSizeGreaterThanOrEqualTo(SECONDS / 2 - 1));
    return tracks;
  }

  // The fragment's own time, the manifest's and the announcements of the fragments before it.
  private static void assertAgreesWithItself(List<PublishedEvent.Track> tracks) throws Exception {
    for (PublishedEvent.Track track : tracks) {
      List<FragmentTime> chunks = track.stream().chunks();
      for (int index = 0; index < chunks.size(); index++) {
        Fragment fragment = track.fragment(index);
        assertThat(fragment.time()).isEqualTo(chunks.get(index));
        List<FragmentTime> listed =
            chunks.subList(index + 1, Math.min(index + 1 + LOOK_AHEAD, chunks.size()));
        assertThat(track.following(index).subList(0, listed.size())).isEqualTo(listed);
      }
    }
  }

  private void assertDecodes(List<PublishedEvent.Track> tracks) throws Exception {
    for (PublishedEvent.Track track : tracks) {
      Slice init = track.initSegment();
      for (Slice fragment : track.served()) {
        assertThat(
                PublishedEvent.decoderComplaints(
                    List.of(init, fragment), scratch.resolve("fragment.mp4")))
            .isEmpty();
      }
    }
  }

  private boolean isVideo(PublishedEvent.Track track) {
    return track.stream().info().kind() == StreamKind.VIDEO;
  }

  private String url(String path) {
    return URI.create(server.url().toString()).resolve(path).toString();
  }

  private Path log() {
    return scratch.resolve("encoder.log");
  }
}
