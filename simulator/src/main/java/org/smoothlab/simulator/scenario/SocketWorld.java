package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

/**
 * Sockets on the loopback address: origins as they are shipped, and between each host and its
 * origin a proxy where faults strike. The run ends early when every viewer has seen the end.
 */
public final class SocketWorld implements World {
  private static final long LOOK_NANOS = 200_000_000L;

  private final Contents contents;
  private final int hurry;

  /**
   * A world whose encoders send this.
   *
   * @param hurry how much faster than real time encoders and viewers live, 1..1000; the origins'
   *     own clocks cannot be hurried, so their patience seems that much longer
   */
  public SocketWorld(Contents contents, int hurry) {
    this.contents = contents;
    this.hurry = hurry;
  }

  @Override
  public Verdict run(Scenario scenario, long seed, Trace trace)
      throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    try (SocketSetting setting = SocketSetting.open(scenario, hurry)) {
      Stage stage = new Stage(new Stage.Casting(scenario, seed, contents), setting, trace);
      Ending ending = new Ending(scenario, setting.scheduler(), stage, ended);
      setting
          .scheduler()
          .at(
              0,
              () -> {
                stage.open();
                ending.look();
              });
      awaitEnd(scenario, setting, ended);
      return stage.verdict();
    }
  }

  private void awaitEnd(Scenario scenario, SocketSetting setting, CountDownLatch ended)
      throws InterruptedException {
    long patienceNanos = scenario.title().durationNanos() / hurry + 60_000_000_000L;
    boolean inTime = ended.await(patienceNanos, TimeUnit.NANOSECONDS);
    if (setting.failure().isPresent()) {
      throw new IllegalStateException("the run broke", setting.failure().get());
    }
    if (!inTime) {
      throw new IllegalStateException("the run did not end a minute after its time");
    }
  }

  /** Closes the stage when it is time, or when there is nothing left to see. */
  private record Ending(Scenario scenario, Scheduler scheduler, Stage stage, CountDownLatch ended) {
    void look() {
      boolean over = scheduler.nowNanos() >= scenario.title().durationNanos();
      if (over || stage.allViewersDone()) {
        stage.close();
        ended.countDown();
      } else {
        scheduler.after(LOOK_NANOS, this::look);
      }
    }
  }
}
