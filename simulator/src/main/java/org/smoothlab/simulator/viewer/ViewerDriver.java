package org.smoothlab.simulator.viewer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Call;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.Listener;
import org.smoothlab.simulator.net.Request;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;
import org.smoothlab.simulator.trace.ViewerEvent;

/** Lets a viewer act: its fetches on a transport, its waiting on a scheduler. */
public final class ViewerDriver {
  private final Viewer viewer;
  private final Transport transport;
  private final Scheduler scheduler;
  private final Notes notes;
  private final Map<Integer, Call> calls = new HashMap<>();
  private Task wakeUp = () -> {};

  /** Takes what the viewer notes. */
  @FunctionalInterface
  public interface Notes {
    void note(ViewerEvent event);
  }

  /** A driver for one viewer; {@link #start} begins. */
  public ViewerDriver(Viewer viewer, Transport transport, Scheduler scheduler, Notes notes) {
    this.viewer = viewer;
    this.transport = transport;
    this.scheduler = scheduler;
    this.notes = notes;
  }

  /** Begins, on the scheduler's thread. */
  public void start() {
    tell(new Event.Started());
  }

  /** Ends the viewer's life, on the scheduler's thread; what is under way is given up. */
  public void stop() {
    tell(new Event.Stopped());
  }

  private void tell(Event event) {
    for (Action action : viewer.on(event, scheduler.nowNanos())) {
      act(action);
    }
    if (viewer.isDone()) {
      wakeUp.cancel();
    }
  }

  private void act(Action action) {
    switch (action) {
      case Action.Fetch fetch -> fetch(fetch);
      case Action.Cancel(int requestId) -> {
        Call call = calls.remove(requestId);
        if (call != null) {
          call.cancel();
        }
      }
      case Action.WakeAt(long nanos) -> {
        wakeUp.cancel();
        wakeUp = scheduler.at(nanos, () -> tell(new Event.Woke()));
      }
      case Action.Note(ViewerEvent event) -> notes.note(event);
    }
  }

  private void fetch(Action.Fetch fetch) {
    Call call = transport.call(Request.get(fetch.uri()), new Answer(fetch.requestId()));
    calls.put(fetch.requestId(), call);
  }

  /** Hands an answer to the viewer under its request's id. */
  private final class Answer implements Listener {
    private final int requestId;

    Answer(int requestId) {
      this.requestId = requestId;
    }

    @Override
    public void head(int status, List<Header> headers) {
      tell(new Event.Head(requestId, status));
    }

    @Override
    public void bytes(Slice arrived) {
      tell(new Event.Arrived(requestId, arrived));
    }

    @Override
    public void completed() {
      calls.remove(requestId);
      tell(new Event.Completed(requestId));
    }

    @Override
    public void failed(String why) {
      calls.remove(requestId);
      tell(new Event.Failed(requestId, why));
    }
  }
}
