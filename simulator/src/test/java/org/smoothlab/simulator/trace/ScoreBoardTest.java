package org.smoothlab.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;

class ScoreBoardTest {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final Trace trace = new Trace();
  private final ScoreBoard board = new ScoreBoard();

  @Test
  void addsUpWhatAViewerMet() {
    trace.observe(board);
    note("home", new ViewerEvent.PlaybackStarted(SECOND_NANOS));
    note("home", fragment("video", 250_000));
    note("home", fragment("audio", 32_000));
    note("home", fragment("video", 250_000));
    note("home", new ViewerEvent.Stalled(5));
    note("home", new ViewerEvent.Resumed(300));
    note("home", new ViewerEvent.Switched("video", 1, 2));
    note("home", new ViewerEvent.Skipped(10, 30));
    note("home", new ViewerEvent.BackedOff("x", 404, 1));
    note("home", new ViewerEvent.Irregular(Irregularity.WRONG_TIME, "video: what"));
    note("home", new ViewerEvent.Ended(4 * SECOND_NANOS));
    note("camera", new EncoderEvent.Lost("not a viewer"));

    // 532 000 bytes in 4 s of the longest stream.
    assertThat(board.scores())
        .containsExactly(
            new ViewerScore(
                "home",
                OptionalLong.of(SECOND_NANOS),
                new ViewerScore.Stalls(1, 300),
                new ViewerScore.Load(3, 532_000, 1_064_000, 1, 1),
                new ViewerScore.Played(4 * SECOND_NANOS, 20, true),
                new ViewerScore.Irregular(1, List.of("WRONG_TIME video: what"))));
  }

  @Test
  void keepsTheFirstTenIrregularitiesInWordsAndCountsAll() {
    trace.observe(board);
    for (int number = 1; number <= 12; number++) {
      note("home", new ViewerEvent.Irregular(Irregularity.WRONG_TIME, "number " + number));
    }

    ViewerScore.Irregular irregular = board.scores().getFirst().irregular();
    assertThat(irregular.count()).isEqualTo(12);
    assertThat(irregular.first()).hasSize(10).last().isEqualTo("WRONG_TIME number 10");
  }

  private static ViewerEvent fragment(String stream, long bytes) {
    return new ViewerEvent.FragmentArrived(
        new TrackId(stream, 1),
        new FragmentTime(0, 1),
        2 * SECOND_NANOS,
        new ViewerEvent.Transfer(bytes, 1, 0));
  }

  private void note(String who, RunEvent event) {
    trace.add(0, who, event);
  }
}
