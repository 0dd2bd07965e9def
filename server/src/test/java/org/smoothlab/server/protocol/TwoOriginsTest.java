package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.protocol.Stage.POINT;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;

/**
 * Two origins hear the same two encoders, each later than the other, over other connections and
 * with other neighbours: what they tell viewers is the same, byte for byte.
 */
class TwoOriginsTest {
  private static final TestTrack[] TRACKS = {HIGH, LOW, AUDIO};

  /** Media time counts from midnight, as the encoders' clocks do. */
  private static final long FIRST_INDEX = 15;

  private static final List<String> DOCUMENTS =
      List.of(
          "/Manifest(format=mpd-time-cmaf)",
          "/Manifest(format=mpd-time-csf)",
          "/Manifest(format=mpd-number-cmaf)",
          "/Manifest(format=m3u8-cmaf)",
          "/Manifest(format=m3u8-aapl)",
          "/QualityLevels(2000000)/Manifest(video,format=m3u8-cmaf)",
          "/QualityLevels(500000)/Manifest(video,format=m3u8-aapl)",
          "/QualityLevels(128000)/Manifest(audio,format=m3u8-aapl)");

  /** The first encoder first, one connection for all tracks; a window that leaves things out. */
  private static final class Origin {
    final Stage stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(60));
    final List<IngestSession> first = new ArrayList<>();
    final List<IngestSession> second = new ArrayList<>();
    final boolean firstComesFirst;
    final long lateNanos;

    Origin(boolean firstComesFirst, long lateNanos) {
      this.firstComesFirst = firstComesFirst;
      this.lateNanos = lateNanos;
      if (!firstComesFirst) {
        // Whatever else it serves does not show.
        stage.origin.create("/live/other.isml", PointSettings.DEFAULT).command(Target.STARTED, 0);
      }
      (firstComesFirst ? first : second).add(stage.announced(TRACKS));
      (firstComesFirst ? second : first).add(announcedAgain());
    }

    private IngestSession announcedAgain() {
      IngestSession session = stage.post(POINT + "/Streams(b)");
      assertThat(stage.send(session, TestTrack.header(List.of(TRACKS)))).isEmpty();
      return session;
    }

    /** The second encoder has lost its input for a while; here it may be the faster one. */
    void receive(long index) {
      stage.nowNanos = (index + 1) * 2 * Stage.SECOND + lateNanos;
      boolean twice = index % 7 < 4;
      if (firstComesFirst || !twice) {
        send(first, index);
      }
      if (twice) {
        send(second, index);
      }
      if (!firstComesFirst && twice) {
        send(first, index);
      }
      stage.origin.advance(stage.nowNanos);
    }

    private void send(List<IngestSession> encoder, long index) {
      for (TestTrack track : TRACKS) {
        encoder.forEach(session ->
            assertThat(stage.send(session, track.fragmentBytes(index * FRAGMENT, FRAGMENT)))
                .isEmpty());
      }
    }

    void end() {
      for (List<IngestSession> encoder : List.of(first, second)) {
        for (IngestSession session : encoder) {
          stage.send(session, new byte[] {0, 0, 0, 8, 'm', 'f', 'r', 'a'});
          assertThat(session.finish(stage.nowNanos).status()).isEqualTo(200);
        }
      }
      stage.origin.advance(stage.nowNanos);
    }

    List<String> documents() {
      return DOCUMENTS.stream()
          .map(path -> path + "\n" + Stage.text(stage.get(POINT + path)))
          .toList();
    }
  }

  private final Origin one = new Origin(true, 100_000_000L);
  private final Origin other = new Origin(false, 3_700_000_000L);

  private void receive(long index) {
    one.receive(index);
    other.receive(index);
  }

  /** Also behind a hole, and when the window moves. */
  @Test
  void tellTheSame() {
    IntStream.range(0, 80)
        .filter(index -> index < 20 || index > 24)
        .forEach(index -> {
          receive(FIRST_INDEX + index);
          assertThat(other.documents()).isEqualTo(one.documents());
        });
    assertThat(one.documents().getFirst())
        .contains("availabilityStartTime=\"2026-01-01T00:00:00Z\"", "type=\"dynamic\"");
    one.end();
    other.end();
    assertThat(other.documents()).isEqualTo(one.documents());
    one.stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, one.stage.nowNanos);
    other.stage.origin.find(POINT).orElseThrow().command(Target.STOPPED, other.stage.nowNanos);
    assertThat(one.documents().getFirst()).contains("type=\"static\"");
    assertThat(one.documents().getLast()).contains("#EXT-X-ENDLIST");
    assertThat(other.documents()).isEqualTo(one.documents());
  }

  @Test
  void giveTheSameSegments() {
    IntStream.range(0, 12).forEach(index -> receive(FIRST_INDEX + index));
    for (String path :
        List.of(
            "/QualityLevels(2000000)/Fragments(video=360000000,format=m3u8-cmaf)",
            "/QualityLevels(2000000)/Fragments(video=360000000,format=mpd-time-cmaf)",
            "/QualityLevels(500000)/Fragments(video=i,format=mpd-time-csf)",
            "/QualityLevels(2000000)/Fragments(video=20,format=mpd-number-cmaf)",
            "/QualityLevels(128000)/Fragments(audio=360000000,format=m3u8-aapl)")) {
      Reply expected = one.stage.get(POINT + path);
      assertThat(expected.status()).as(path).isEqualTo(200);
      assertThat(Stage.bytes(other.stage.get(POINT + path))).isEqualTo(Stage.bytes(expected));
    }
  }
}
