package org.smoothlab.simulator.scenario;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.relay.Call;
import org.smoothlab.server.relay.Carrier;
import org.smoothlab.server.relay.Desk;
import org.smoothlab.server.relay.Listener;
import org.smoothlab.server.relay.Office;
import org.smoothlab.server.relay.Request;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/**
 * Where the relays of an origin work in virtual time: one thread for all desks, the simulated
 * network for a carrier.
 *
 * @param scheduler of the process
 * @param transport of its host
 * @param afterEach done behind each piece of work: the origin may have something to do now
 */
record VirtualOffice(Scheduler scheduler, Transport transport, Runnable afterEach)
    implements Office {
  @Override
  public Desk open(String name) {
    return new VirtualDesk();
  }

  private final class VirtualDesk implements Desk {
    private final Set<org.smoothlab.simulator.net.Call> open = new LinkedHashSet<>();
    private boolean closed;

    @Override
    public long nowNanos() {
      return scheduler.nowNanos();
    }

    @Override
    public Alarm at(long nanos, Runnable work) {
      Task task = scheduler.at(nanos, () -> run(work));
      return task::cancel;
    }

    @Override
    public void soon(Runnable work) {
      scheduler.at(scheduler.nowNanos(), () -> run(work));
    }

    @Override
    public Carrier carrier() {
      return this::call;
    }

    @Override
    public void close() {
      closed = true;
      open.forEach(org.smoothlab.simulator.net.Call::cancel);
      open.clear();
    }

    private void run(Runnable work) {
      if (!closed) {
        work.run();
        afterEach.run();
      }
    }

    private Call call(Request request, Listener listener) {
      List<Header> headers = new ArrayList<>();
      request.headers().forEach(header -> headers.add(new Header(header.name(), header.value())));
      Carried carried = new Carried(listener);
      carried.call =
          transport.call(
              new org.smoothlab.simulator.net.Request(
                  request.method(), request.uri(), headers, request.streamingBody()),
              carried);
      open.add(carried.call);
      return carried;
    }

    /** One request of a relay, in the words of the simulated network. */
    private final class Carried implements Call, org.smoothlab.simulator.net.Listener {
      private final Listener listener;
      private org.smoothlab.simulator.net.Call call = NOT_YET;
      private int unanswered;

      Carried(Listener listener) {
        this.listener = listener;
      }

      @Override
      public void send(List<Slice> bytes) {
        if (++unanswered > SENDS_MAX) {
          throw new IllegalStateException("more than " + SENDS_MAX + " pieces are on their way");
        }
        call.send(bytes);
      }

      @Override
      public void end() {
        call.end();
      }

      @Override
      public void cancel() {
        open.remove(call);
        call.cancel();
      }

      @Override
      public void head(int status, List<Header> headers) {
        List<org.smoothlab.server.protocol.Header> told = new ArrayList<>();
        headers.forEach(header ->
            told.add(new org.smoothlab.server.protocol.Header(header.name(), header.value())));
        run(() -> listener.head(status, told));
      }

      @Override
      public void bytes(Slice arrived) {
        run(() -> listener.bytes(arrived));
      }

      @Override
      public void completed() {
        open.remove(call);
        run(listener::completed);
      }

      @Override
      public void failed(String why) {
        open.remove(call);
        run(() -> listener.failed(why));
      }

      @Override
      public void writable() {
        unanswered--;
        run(listener::writable);
      }
    }
  }

  /** Stands for a call in the moment before there is one. */
  private static final org.smoothlab.simulator.net.Call NOT_YET =
      new org.smoothlab.simulator.net.Call() {
        @Override
        public void send(List<Slice> bytes) {
          throw new IllegalStateException("not called yet");
        }

        @Override
        public void end() {
          throw new IllegalStateException("not called yet");
        }

        @Override
        public void cancel() {}
      };
}
