package org.smoothlab.simulator.scenario;

import java.time.Instant;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/**
 * The clocks of one host of the virtual world: what is scheduled here is done by its own time,
 * which may run at another rate than the world's; its wall clock may be set besides.
 */
final class HostClock implements Scheduler {
  private static final long MILLION = 1_000_000;

  private final Scheduler world;
  private final Instant start;
  private long anchorWorldNanos;
  private long anchorHostNanos;
  private long driftPpm;
  private long steppedNanos;

  /**
   * A clock that is right.
   *
   * @param start what the wall clock says at the world's time 0
   */
  HostClock(Scheduler world, Instant start) {
    this.world = world;
    this.start = start;
  }

  @Override
  public long nowNanos() {
    long sinceNanos = world.nowNanos() - anchorWorldNanos;
    // In two parts: the product of a day and a rate does not fit.
    return anchorHostNanos
        + sinceNanos
        + sinceNanos / MILLION * driftPpm
        + sinceNanos % MILLION * driftPpm / MILLION;
  }

  /** What the wall clock says. */
  Instant wall() {
    return start.plusNanos(nowNanos() + steppedNanos);
  }

  /** Sets the wall clock. */
  void step(long byNanos) {
    steppedNanos += byNanos;
  }

  /**
   * From now on the clocks run so much too fast.
   *
   * @param ppm millionths, above -1000000; 0 for right
   */
  void drift(long ppm) {
    anchorHostNanos = nowNanos();
    anchorWorldNanos = world.nowNanos();
    driftPpm = ppm;
  }

  @Override
  public Task at(long nanos, Runnable action) {
    Waiting waiting = new Waiting(nanos, action);
    waiting.sleepUntil(worldNanos(nanos));
    return waiting;
  }

  /** When the host's clock will say so if its rate stays; within a nanosecond. */
  private long worldNanos(long hostNanos) {
    long aheadNanos = hostNanos - anchorHostNanos;
    long rate = MILLION + driftPpm;
    return driftPpm == 0
        ? anchorWorldNanos + aheadNanos
        : anchorWorldNanos
            + aheadNanos / rate * MILLION
            + Math.ceilDiv(aheadNanos % rate * MILLION, rate);
  }

  /** A task that looks at the host's clock before it begins: the rate may have changed since. */
  private final class Waiting implements Task, Runnable {
    private final long nanos;
    private final Runnable action;
    private Task task = () -> {};

    Waiting(long nanos, Runnable action) {
      this.nanos = nanos;
      this.action = action;
    }

    void sleepUntil(long worldNanos) {
      task = world.at(worldNanos, this);
    }

    @Override
    public void run() {
      if (nowNanos() < nanos) {
        sleepUntil(Math.max(worldNanos(nanos), world.nowNanos() + 1));
      } else {
        action.run();
      }
    }

    @Override
    public void cancel() {
      task.cancel();
    }
  }
}
