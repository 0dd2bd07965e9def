package org.smoothlab.simulator.scenario;

import java.time.Instant;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/** The clocks of one host of the virtual world: what is scheduled here is done by its own time. */
final class HostClock implements Scheduler {
  private final Scheduler world;
  private final DriftingClock clock;

  /**
   * A clock that is right.
   *
   * @param start what the wall clock says now
   */
  HostClock(Scheduler world, Instant start) {
    this.world = world;
    this.clock = new DriftingClock(world::nowNanos, start);
  }

  @Override
  public long nowNanos() {
    return clock.nowNanos();
  }

  /** What the wall clock says. */
  Instant wall() {
    return clock.wall();
  }

  /** Sets the wall clock. */
  void step(long byNanos) {
    clock.step(byNanos);
  }

  /**
   * From now on the clocks run so much too fast.
   *
   * @param ppm millionths, above -1000000; 0 for right
   */
  void drift(long ppm) {
    clock.drift(ppm);
  }

  @Override
  public Task at(long nanos, Runnable action) {
    Waiting waiting = new Waiting(nanos, action);
    waiting.sleepUntil(clock.worldNanos(nanos));
    return waiting;
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
        sleepUntil(Math.max(clock.worldNanos(nanos), world.nowNanos() + 1));
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
