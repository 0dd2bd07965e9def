package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.Verdict;

/**
 * Sockets on the loopback address: origins as they are shipped, and between each host and its
 * origin a proxy where faults strike. The run ends early when every viewer has seen the end. What
 * happened is told to the trace when it is over, in the order of time: it comes from many threads
 * and processes.
 */
public final class SocketWorld implements World {
  private static final long LOOK_NANOS = 200_000_000L;

  /**
   * Real time that what is to come soon may take longer than in virtual time, where to work takes
   * none: threads and processes of one machine wait for one another.
   */
  static final long ALLOWANCE_NANOS = 2_000_000_000L;

  private final Contents contents;
  private final int hurry;

  /**
   * A world whose encoders send this.
   *
   * @param hurry how much faster than real time encoders, viewers and relays live, 1..1000; the
   *     origins' own clocks cannot be hurried, so their patience seems that much longer
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
      Scenario patient = scenario.withDemands(scenario.demands().allowing(ALLOWANCE_NANOS * hurry));
      Stage stage = new Stage(new Stage.Casting(patient, seed, contents), setting, trace);
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
      setting.finish(trace);
      return stage.verdict();
    }
  }

  private void awaitEnd(Scenario scenario, SocketSetting setting, CountDownLatch ended)
      throws InterruptedException {
    long patienceNanos = scenario.title().durationNanos() / hurry + 60_000_000_000L;
    long startNanos = System.nanoTime();
    while (!ended.await(LOOK_NANOS, TimeUnit.NANOSECONDS)) {
      requireWhole(setting);
      if (System.nanoTime() - startNanos > patienceNanos) {
        throw new IllegalStateException("the run did not end a minute after its time");
      }
    }
    requireWhole(setting);
  }

  private static void requireWhole(SocketSetting setting) {
    if (setting.failure().isPresent()) {
      throw new IllegalStateException("the run broke", setting.failure().get());
    }
  }

  /** Closes the stage when it is time, or when there is nothing left to see. */
  private record Ending(Scenario scenario, Scheduler scheduler, Stage stage, CountDownLatch ended) {
    void look() {
      boolean over = scheduler.nowNanos() >= scenario.title().durationNanos();
      // What is recorded may still be put in order when viewers have seen all.
      boolean early = scenario.demands().archives().isEmpty() && stage.allViewersDone();
      if (over || early) {
        stage.close();
        ended.countDown();
      } else {
        scheduler.after(LOOK_NANOS, this::look);
      }
    }
  }
}
