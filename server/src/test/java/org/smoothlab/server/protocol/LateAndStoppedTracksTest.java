package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.origin.TestTrack.LOW;
import static org.smoothlab.server.protocol.Stage.POINT;
import static org.smoothlab.server.protocol.Stage.SECOND;
import static org.smoothlab.server.protocol.Stage.fragmentPath;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.TestEvents;
import org.smoothlab.server.origin.TestTrack;

/** Tracks that begin after the others, and tracks that end before them. */
class LateAndStoppedTracksTest {
  private static final TestTrack GERMAN = new TestTrack(4, "audio_deu", 96_000);

  private final Stage stage = Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0));

  @Test
  void aLateStreamIsListedFromItsFirstFragmentOn() {
    IngestSession first = stage.announced(HIGH, AUDIO);
    stage.sendFragments(first, 6, HIGH, AUDIO);
    IngestSession late = announced("late", GERMAN);
    assertThat(stage.manifest().find("audio_deu")).isEmpty();
    assertThat(stage.open("GET", POINT + "/Manifest"))
        .as("nobody waits for a stream that has not begun")
        .isInstanceOf(Reply.class);
    stage.sendFragment(late, GERMAN, 5);
    assertThat(stage.manifest().find("audio_deu").orElseThrow().chunks()).hasSize(1);
    assertThat(stage.getFragment(GERMAN, 5).status()).isEqualTo(200);
    assertThat(stage.getFragment(GERMAN, 4).status()).isEqualTo(404);
  }

  @Test
  void aLateRungIsListedFromItsFirstFragmentOn() {
    IngestSession first = stage.announced(HIGH);
    stage.sendFragments(first, 4, HIGH);
    IngestSession late = announced("late", LOW);
    assertThat(bitrates()).containsExactly(HIGH.bitrateBps());
    stage.sendFragment(first, HIGH, 4);
    stage.sendFragment(late, LOW, 4);
    assertThat(bitrates()).containsExactly(HIGH.bitrateBps(), LOW.bitrateBps());
    assertThat(stage.getFragment(LOW, 4).status()).isEqualTo(200);
    assertThat(stage.getFragment(LOW, 3).status()).as("it was not there yet").isEqualTo(404);
  }

  /** In words, or by silence; the others go on either way. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRungThatStoppedLeavesTheManifestAndItsFragmentsStay(boolean saysSo) {
    IngestSession going = announced("going", HIGH);
    IngestSession stopping = announced("stopping", LOW);
    both(going, stopping, 5);
    if (saysSo) {
      assertThat(stage.send(stopping, TestEvents.endOfStream())).isEmpty();
      stopping.finish(stage.nowNanos);
    } else {
      stopping.lost("reset", stage.nowNanos);
    }
    goOn(going, 5, 14);
    assertThat(bitrates()).as("14 without it").contains(LOW.bitrateBps());
    goOn(going, 19, 1);
    assertThat(bitrates()).as("15 without it").containsExactly(HIGH.bitrateBps());
    assertThat(stage.manifest().find("video").orElseThrow().chunks()).hasSize(20);
    assertThat(stage.getFragment(LOW, 4).status()).isEqualTo(200);
    assertThat(stage.getFragment(LOW, 5).status()).isEqualTo(404);
    assertThat(stage.getFragment(HIGH, 19).status()).isEqualTo(200);
  }

  @Test
  void aStoppedRungIsGoneWhereTheWindowHasPassedIt() {
    Stage windowed =
        Stage.started(PointSettings.DEFAULT.withLookAheadChunks(0).withWindowLengthSeconds(10));
    IngestSession going = windowed.announced(HIGH);
    windowed.sendFragments(going, 40, HIGH);
    assertThat(windowed.get(fragmentPath(HIGH, 0)).status()).isEqualTo(410);
    assertThat(windowed.get(fragmentPath(LOW, 0)).status()).isEqualTo(404);
  }

  @Test
  void aRungThatComesBackIsListedAgain() {
    IngestSession going = announced("going", HIGH);
    IngestSession stopping = announced("stopping", LOW);
    both(going, stopping, 1);
    stopping.lost("reset", stage.nowNanos);
    goOn(going, 1, 20);
    assertThat(bitrates()).containsExactly(HIGH.bitrateBps());
    IngestSession back = announced("stopping", LOW);
    stage.sendFragment(going, HIGH, 21);
    stage.sendFragment(back, LOW, 21);
    assertThat(bitrates()).containsExactly(HIGH.bitrateBps(), LOW.bitrateBps());
  }

  private void both(IngestSession going, IngestSession stopping, int count) {
    for (int index = 0; index < count; index++) {
      stage.sendFragment(going, HIGH, index);
      stage.sendFragment(stopping, LOW, index);
      stage.nowNanos += 2 * SECOND;
    }
  }

  private void goOn(IngestSession going, int first, int count) {
    for (int index = first; index < first + count; index++) {
      stage.sendFragment(going, HIGH, index);
      stage.nowNanos += 2 * SECOND;
      stage.origin.advance(stage.nowNanos);
    }
  }

  private List<Long> bitrates() {
    return stage.manifest().find("video").orElseThrow().levels().stream()
        .map(QualityLevel::bitrateBps)
        .toList();
  }

  private IngestSession announced(String streamId, TestTrack track) {
    IngestSession session = stage.post(POINT + "/Streams(" + streamId + ")");
    assertThat(stage.send(session, TestTrack.header(List.of(track)))).isEmpty();
    return session;
  }
}
