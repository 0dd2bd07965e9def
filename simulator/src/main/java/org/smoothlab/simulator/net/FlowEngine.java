package org.smoothlab.simulator.net;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/** Moves all flows at their fair rates, from one change to the next. */
final class FlowEngine {
  private final Scheduler scheduler;
  private final RandomGenerator random;
  // In order of activation: whatever happens at the same nanosecond happens in this order.
  private final Set<Flow> active = new LinkedHashSet<>();
  private Task timer = () -> {};
  private long settledNanos;
  private boolean tickWaits;

  /**
   * @param random says what jitter and loss do; asked for nothing where there is neither
   */
  FlowEngine(Scheduler scheduler, RandomGenerator random) {
    this.scheduler = scheduler;
    this.random = random;
  }

  /** The flow has something to send, or its circumstances have changed. */
  void touch(Flow flow) {
    settle();
    if (!flow.isIdle() && !flow.isBlocked()) {
      active.add(flow);
    } else {
      active.remove(flow);
    }
    tickSoon();
  }

  /** Stops the flow for a while, or lets it go on with the next {@link #touch}. */
  void block(Flow flow, boolean blocked) {
    settle();
    flow.block(blocked);
  }

  /** Some capacity has changed. */
  void capacityChanged() {
    settle();
    tickSoon();
  }

  /** Stops the flow; a cargo that is half way arrives in part. */
  void abandon(Flow flow) {
    settle();
    active.remove(flow);
    Runnable part = flow.abandon();
    scheduler.at(flow.arrivalNanos(scheduler.nowNanos(), 1, random), part);
    tickSoon();
  }

  // Changes of one instant are settled together: rates are shared out once.
  private void tickSoon() {
    if (!tickWaits) {
      tickWaits = true;
      timer.cancel();
      timer = scheduler.at(scheduler.nowNanos(), this::tick);
    }
  }

  private void tick() {
    tickWaits = true;
    settle();
    FairShare.assign(active, scheduler.nowNanos());
    for (Flow flow : List.copyOf(active)) {
      finishDue(flow);
    }
    tickWaits = false;
    shareOut();
  }

  private void finishDue(Flow flow) {
    while (flow.isDue()) {
      if (flow.isCutDue()) {
        flow.takeCut().run();
        continue;
      }
      Flow.Cargo cargo = flow.takeSent();
      long atNanos = flow.arrivalNanos(scheduler.nowNanos(), cargo.wireBytes(), random);
      scheduler.at(atNanos, () -> cargo.arrived().accept(cargo.wireBytes()));
      cargo.sent().run();
    }
    if (flow.isIdle()) {
      active.remove(flow);
    }
  }

  private void shareOut() {
    long nowNanos = scheduler.nowNanos();
    FairShare.assign(active, nowNanos);
    long nextNanos = Long.MAX_VALUE;
    for (Flow flow : active) {
      long dueInNanos = flow.dueInNanos();
      if (dueInNanos != Long.MAX_VALUE) {
        nextNanos = Math.min(nextNanos, nowNanos + dueInNanos);
      }
      for (Pipe pipe : flow.path()) {
        nextNanos = Math.min(nextNanos, pipe.nextStepNanos(nowNanos));
      }
    }
    timer.cancel();
    if (nextNanos != Long.MAX_VALUE) {
      timer = scheduler.at(nextNanos, this::tick);
    }
  }

  private void settle() {
    long nowNanos = scheduler.nowNanos();
    for (Flow flow : active) {
      flow.advance(nowNanos - settledNanos);
    }
    settledNanos = nowNanos;
  }
}
