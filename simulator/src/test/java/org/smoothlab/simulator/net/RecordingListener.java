package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.time.Scheduler;

/** Remembers what a call came to, and when. */
final class RecordingListener implements Listener {
  final List<String> events = new ArrayList<>();
  final List<Slice> received = new ArrayList<>();
  long receivedBytes;
  long doneNanos = -1;
  int writableCount;
  private final Scheduler scheduler;
  private final Runnable done;

  RecordingListener(Scheduler scheduler) {
    this(scheduler, () -> {});
  }

  RecordingListener(Scheduler scheduler, Runnable done) {
    this.scheduler = scheduler;
    this.done = done;
  }

  @Override
  public void head(int status, List<Header> headers) {
    events.add("head " + status);
  }

  @Override
  public void bytes(Slice arrived) {
    receivedBytes += arrived.size();
    received.add(arrived.copy());
  }

  @Override
  public void completed() {
    events.add("completed");
    doneNanos = scheduler.nowNanos();
    done.run();
  }

  @Override
  public void failed(String why) {
    events.add("failed: " + why);
    doneNanos = scheduler.nowNanos();
    done.run();
  }

  @Override
  public void writable() {
    writableCount++;
  }
}
