package org.smoothlab.simulator.net;

import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/** A call that cannot even begin. */
final class FailedCall implements Call {
  private final Task telling;

  FailedCall(Scheduler scheduler, Listener listener, String why) {
    telling = scheduler.at(scheduler.nowNanos(), () -> listener.failed(why));
  }

  @Override
  public void send(List<Slice> bytes) {}

  @Override
  public void end() {}

  @Override
  public void cancel() {
    telling.cancel();
  }
}
