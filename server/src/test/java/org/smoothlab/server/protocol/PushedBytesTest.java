package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.FeedCursor;
import org.smoothlab.server.origin.FeedStep;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.StreamFeed;
import org.smoothlab.server.origin.TestTrack;

/** What comes in is what other servers get, byte for byte. */
class PushedBytesTest {
  private final Stage stage = Stage.started(PointSettings.DEFAULT);

  private StreamFeed feed(String streamId) {
    PublishingPoint point = stage.origin.find(Stage.POINT).orElseThrow();
    return point.feeds().stream()
        .filter(feed -> feed.streamId().equals(streamId))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] read(FeedCursor cursor) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (cursor.next() instanceof FeedStep.Bytes bytes) {
      bytes.parts().stream().map(Slice::toByteArray).forEach(all::writeBytes);
    }
    return all.toByteArray();
  }

  @Test
  void givesAllThatCameOfSeveralTracksInTheOrderItCame() {
    IngestSession session = stage.announced(HIGH, LOW, AUDIO);
    FeedCursor cursor = feed("a").live(2);
    byte[] header = TestTrack.header(List.of(HIGH, LOW, AUDIO));
    assertThat(read(cursor)).isEqualTo(header);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int i = 0; i < 5; i++) {
      for (TestTrack track : List.of(HIGH, AUDIO, LOW)) {
        stage.sendFragment(session, track, i);
        sent.writeBytes(Stage.fragment(track, i));
      }
    }
    assertThat(read(cursor)).isEqualTo(sent.toByteArray());
    assertThat(cursor.next()).isEqualTo(new FeedStep.Nothing());
  }
}
