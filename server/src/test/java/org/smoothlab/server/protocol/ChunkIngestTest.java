package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.CHUNK;
import static org.smoothlab.server.origin.TestTrack.CHUNK_COUNT;
import static org.smoothlab.server.origin.TestTrack.FRAGMENT;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.protocol.Stage.POINT;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.TrackEdge;
import org.smoothlab.server.origin.WholeTimeline;

/** Fragments that arrive in chunks. */
class ChunkIngestTest {
  private static final byte[] STYP =
      Slice.ofHex("00000018 73747970 6d736468 00000000 6d736468 636d6673").toByteArray();
  private static final byte[] LAST =
      Slice.ofHex("00000018 73747970 6d736468 00000000 6d736468 6c6d7367").toByteArray();
  private static final byte[] MFRA =
      Slice.ofHex("00000018 6d667261 00000010 6d66726f 00000000 00000018").toByteArray();

  private Stage stage;

  @BeforeEach
  void start() {
    stage = Stage.started(PointSettings.DEFAULT.withWindowLengthSeconds(600));
  }

  private void chunks(IngestSession session, TestTrack track, long index, int from, int to) {
    for (int chunk = from; chunk < to; chunk++) {
      assertThat(stage.send(session, track.chunkBytes(index, chunk))).isEmpty();
      stage.nowNanos += CHUNK * 100;
    }
  }

  private void fragments(IngestSession session, TestTrack track, long from, long to) {
    for (long index = from; index < to; index++) {
      chunks(session, track, index, 0, CHUNK_COUNT);
    }
  }

  private WholeTimeline whole(TestTrack track) {
    return stage
        .origin
        .find(POINT)
        .orElseThrow()
        .view()
        .timeline(track.name())
        .orElseThrow()
        .whole();
  }

  private List<Long> growing(TestTrack track) {
    return whole(track).edge(track.id()).growing().stream().map(Chunk::startTicks).toList();
  }

  @Test
  void showsEachChunkAtOnce() {
    IngestSession session = stage.announced(HIGH);
    chunks(session, HIGH, 0, 0, 3);

    assertThat(growing(HIGH)).containsExactly(0L, CHUNK, 2 * CHUNK);
    assertThat(whole(HIGH).times()).isEmpty();
  }

  @Test
  void knowsThatAFragmentIsWholeWhenTheNextOneBegins() {
    IngestSession session = stage.announced(HIGH);
    fragments(session, HIGH, 0, 1);
    assertThat(whole(HIGH).times()).isEmpty();

    chunks(session, HIGH, 1, 0, 1);

    assertThat(whole(HIGH).times()).containsExactly(new FragmentTime(0, FRAGMENT));
    assertThat(growing(HIGH)).containsExactly(FRAGMENT);
  }

  @Test
  void showsViewersOfSmoothTheSamplesOfAllChunks() {
    IngestSession session = stage.announced(HIGH);
    fragments(session, HIGH, 0, 5);

    byte[] served = Stage.bytes(stage.getFragment(HIGH, 1));
    byte[] payload = HIGH.payload(FRAGMENT);
    assertThat(Stage.part(served, served.length - payload.length, served.length))
        .isEqualTo(payload);
  }

  /** What is told of a fragment does not depend on how it came. */
  @Test
  void cutsTheSegmentsOfCmafWhereTheEncoderDid() {
    IngestSession session = stage.announced(HIGH);
    fragments(session, HIGH, 0, 5);

    Reply segment =
        stage.get(POINT + "/QualityLevels(2000000)/Fragments(video=20000000,format=mpd-time-cmaf)");
    assertThat(segment.status()).isEqualTo(200);
    String hex = Slice.concat(segment.body()).toHex();
    assertThat(hex.split("6d6f6f66", -1)).hasSize(CHUNK_COUNT + 1);
    assertThat(hex.split("73747970", -1)).hasSize(2);
  }

  @Test
  void knowsTheLastFragmentAtTheEndOfTheStream() {
    IngestSession session = stage.announced(HIGH);
    fragments(session, HIGH, 0, 2);
    assertThat(stage.send(session, MFRA)).isEmpty();
    assertThat(whole(HIGH).times()).hasSize(2);
    assertThat(growing(HIGH)).isEmpty();
  }

  @Test
  void knowsTheLastFragmentByItsBrand() {
    IngestSession session = stage.announced(HIGH);
    stage.send(session, STYP);
    fragments(session, HIGH, 0, 1);
    stage.send(session, LAST);
    chunks(session, HIGH, 1, 0, 4);
    assertThat(session.finish(stage.nowNanos).status()).isEqualTo(200);
    assertThat(whole(HIGH).times())
        .containsExactly(new FragmentTime(0, FRAGMENT), new FragmentTime(FRAGMENT, 4 * CHUNK));
  }

  @Test
  void cutsSoundWhereThePicturesAreCut() {
    IngestSession session = stage.announced(HIGH, AUDIO);
    for (int index = 0; index < 3; index++) {
      for (int chunk = 0; chunk < CHUNK_COUNT; chunk++) {
        stage.send(session, HIGH.chunkBytes(index, chunk));
        stage.send(session, AUDIO.chunkBytes(index, chunk));
      }
    }
    assertThat(whole(AUDIO).times())
        .containsExactly(new FragmentTime(0, FRAGMENT), new FragmentTime(FRAGMENT, FRAGMENT));
    assertThat(growing(AUDIO)).hasSize(CHUNK_COUNT).startsWith(2 * FRAGMENT);
  }

  @Test
  void cutsSoundOfItsOwnAtSegments() {
    IngestSession session = stage.announced(AUDIO);
    for (int index = 0; index < 3; index++) {
      stage.send(session, STYP);
      chunks(session, AUDIO, index, 0, CHUNK_COUNT);
    }
    assertThat(whole(AUDIO).times())
        .containsExactly(new FragmentTime(0, FRAGMENT), new FragmentTime(FRAGMENT, FRAGMENT));
  }

  @Test
  void takesShortFragmentsOfSoundAloneForWhatTheyAre() {
    IngestSession session = stage.announced(AUDIO);
    chunks(session, AUDIO, 0, 0, 3);
    assertThat(whole(AUDIO).times())
        .containsExactly(
            new FragmentTime(0, CHUNK),
            new FragmentTime(CHUNK, CHUNK),
            new FragmentTime(2 * CHUNK, CHUNK));
  }

  @Test
  void takesShortFragmentsThatBeginWithSyncSamplesForWhatTheyAre() {
    IngestSession session = stage.announced(HIGH);
    for (int index = 0; index < 3; index++) {
      stage.send(session, HIGH.fragmentBytes(index * CHUNK, CHUNK));
    }
    assertThat(whole(HIGH).times())
        .containsExactly(new FragmentTime(0, CHUNK), new FragmentTime(CHUNK, CHUNK));
  }

  /** A hole in the chunks of a fragment ends it: what comes behind it is another one. */
  @Test
  void endsAFragmentWhereItsChunksDo() {
    IngestSession session = stage.announced(HIGH);
    chunks(session, HIGH, 0, 0, 4);
    chunks(session, HIGH, 0, 6, CHUNK_COUNT);
    assertThat(whole(HIGH).times()).containsExactly(new FragmentTime(0, 4 * CHUNK));
    assertThat(growing(HIGH)).startsWith(6 * CHUNK);
  }

  @Test
  void goesOnWithTheChunksOfATwin() {
    IngestSession first = stage.announced(HIGH);
    IngestSession twin = stage.announced(HIGH);
    chunks(first, HIGH, 0, 0, 5);
    chunks(twin, HIGH, 0, 0, 3);
    assertThat(growing(HIGH)).hasSize(5);
    first.lost("reset", stage.nowNanos);
    chunks(twin, HIGH, 0, 3, CHUNK_COUNT);
    assertThat(growing(HIGH)).hasSize(CHUNK_COUNT);
    chunks(twin, HIGH, 1, 0, 1);
    assertThat(whole(HIGH).times()).containsExactly(new FragmentTime(0, FRAGMENT));
  }

  @Test
  void shedsNothingWhenATwinIsLate() {
    IngestSession first = stage.announced(HIGH);
    IngestSession twin = stage.announced(HIGH);
    fragments(first, HIGH, 0, 1);
    chunks(first, HIGH, 1, 0, 2);
    fragments(twin, HIGH, 0, 1);
    assertThat(growing(HIGH)).containsExactly(FRAGMENT, FRAGMENT + CHUNK);
    assertThat(whole(HIGH).times()).hasSize(1);
  }

  /** Half a fragment of an encoder that is gone is shown until something newer has come. */
  @Test
  void forgetsHalfAFragmentWhenTheEncoderComesBackLater() {
    IngestSession first = stage.announced(HIGH);
    fragments(first, HIGH, 0, 1);
    chunks(first, HIGH, 1, 0, 4);
    first.lost("reset", stage.nowNanos);
    IngestSession again = stage.announced(HIGH);
    fragments(again, HIGH, 3, 4);
    assertThat(growing(HIGH)).startsWith(3 * FRAGMENT);
    assertThat(whole(HIGH).times()).containsExactly(new FragmentTime(0, FRAGMENT));
  }

  @Test
  void showsWhatIsWholeOnOneTrackOnly() {
    IngestSession session = stage.announced(HIGH, LOW);
    fragments(session, HIGH, 0, 3);
    fragments(session, LOW, 0, 1);
    TrackEdge edge = whole(HIGH).edge(HIGH.id());
    assertThat(edge.ahead())
        .extracting(fragment -> fragment.time().startTicks())
        .containsExactly(0L, FRAGMENT);
    assertThat(edge.growing()).hasSize(CHUNK_COUNT);
    assertThat(whole(LOW).edge(LOW.id()).ahead()).isEmpty();
  }
}
