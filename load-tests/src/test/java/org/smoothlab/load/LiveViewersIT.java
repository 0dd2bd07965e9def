package org.smoothlab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothlab.simulator.content.EncodeProgress;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.content.LoopClip;

/** The whole load test, small: that it can pass, and that it can fail. */
class LiveViewersIT {
  private static final Duration LENGTH = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private final List<String> printed = Collections.synchronizedList(new ArrayList<>());

  @Test
  void passesWhenTheOriginKeepsUpAndFailsWhenTheObjectiveIsOutOfReach() throws Exception {
    LoopClip clip = LoopClip.load(Ladder.small(), folder.resolve("content"), EncodeProgress.SILENT);
    try (LiveEvent event = LiveEvent.start(clip)) {
      // How fast a busy machine is, is not the question here.
      GatlingRun generous = run(event, Duration.ofSeconds(5), "generous");
      GatlingRun strict = run(event, Duration.ofMillis(1), "strict");

      assertThat(generous.run()).as("%s", printed).isEqualTo(GatlingRun.Outcome.PASSED);
      assertThat(generous.report()).hasValueSatisfying(page -> assertThat(page).isNotEmptyFile());
      assertThat(strict.run()).isEqualTo(GatlingRun.Outcome.FAILED);
      assertThat(printed).anySatisfy(line -> assertThat(line).contains(": false (actual : "));
    }
  }

  private GatlingRun run(LiveEvent event, Duration responseP95Max, String report) {
    return new GatlingRun(
        new LoadPlan(10, LENGTH, responseP95Max, 7),
        event.manifest(),
        folder.resolve(report),
        printed::add);
  }
}
