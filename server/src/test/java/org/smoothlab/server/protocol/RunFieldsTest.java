package org.smoothlab.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smoothlab.server.origin.TestTrack.AUDIO;
import static org.smoothlab.server.origin.TestTrack.HIGH;
import static org.smoothlab.server.protocol.Stage.POINT;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.TestTrack;

class RunFieldsTest {
  private final Stage stage = Stage.started(PointSettings.DEFAULT);

  private IngestSession announced(String streamId, String clock, TestTrack track) {
    Header told = new Header("Smoothlab-Run-Clock", clock);
    Exchange exchange = stage.open("POST", POINT + "/Streams(" + streamId + ")", told);
    assertThat(exchange).isInstanceOf(Upload.class);
    IngestSession session = ((Upload) exchange).session();
    assertThat(stage.send(session, TestTrack.header(List.of(track)))).isEmpty();
    return session;
  }

  /** Though the first fragment arrived at midnight, as its media time says. */
  @Test
  void aClockThatIsToldIsBelieved() {
    stage.sendFragments(announced("a", "2025-12-31T22:30:00.25Z", HIGH), 1, HIGH);
    assertThat(zero()).isEqualTo("2025-12-31T22:30:00.250Z");
  }

  @Test
  void theFirstThatTellsIsBelieved() {
    announced("a", "2025-12-31T22:30:00Z", HIGH);
    IngestSession second = announced("b", "2025-12-31T22:30:01Z", AUDIO);
    stage.sendFragments(second, 1, AUDIO);
    assertThat(zero()).isEqualTo("2025-12-31T22:30:00Z");
  }

  /** What viewers were told of stays. */
  @Test
  void nobodyIsBelievedBehindTheFirstFragment() {
    stage.sendFragments(stage.announced(HIGH), 1, HIGH);
    stage.sendFragments(announced("b", "2025-12-31T22:30:00Z", AUDIO), 1, AUDIO);
    assertThat(zero()).isEqualTo("2026-01-01T00:00:00Z");
  }

  private String zero() {
    return stage.origin.find(POINT).orElseThrow().view().runClock().orElseThrow().zero().toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "2026-01-01", "+10000-01-01T00:00:00Z", "-0001-12-31T00:00:00Z"})
  void whatIsNoTimeIsRefused(String clock) {
    Reply reply = stage.reply("POST", POINT, new Header("Smoothlab-Run-Clock", clock));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(Stage.text(reply))
        .contains("Smoothlab-Run-Clock: expected a time as 2026-01-31T12:00:00Z, found " + clock);
  }
}
