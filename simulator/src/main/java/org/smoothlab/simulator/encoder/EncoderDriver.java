package org.smoothlab.simulator.encoder;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Call;
import org.smoothlab.simulator.net.Header;
import org.smoothlab.simulator.net.Listener;
import org.smoothlab.simulator.net.Request;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Scheduler;
import org.smoothlab.simulator.time.Task;

/**
 * Gives an {@link Encoder} a clock and a network. Everything here runs on the scheduler's thread;
 * all public methods may be called from any thread.
 */
public final class EncoderDriver implements AutoCloseable {
  private static final int ANSWER_CHARS_MAX = 1000;

  private final Encoder encoder;
  private final Links links;
  private final Consumer<EncoderReport> reports;
  private final Map<Integer, Call> calls = new HashMap<>();
  private Optional<Task> wake = Optional.empty();
  private long wakeNanos;
  private long wantedNanos;
  private boolean closed;

  /**
   * What a driver connects its encoder to.
   *
   * @param server scheme, host and port; the path is the encoder's
   */
  public record Links(URI server, Transport transport, Scheduler scheduler) {}

  /**
   * A driver for one encoder, not yet started.
   *
   * @param reports told on the scheduler's thread
   */
  public EncoderDriver(Encoder encoder, Links links, Consumer<EncoderReport> reports) {
    this.encoder = encoder;
    this.links = links;
    this.reports = reports;
  }

  /** Switches the encoder on. */
  public void start() {
    soon(() -> dispatch(new Event.Started()));
  }

  /** Ends the broadcast properly; the encoder is done when its streams are answered. */
  public void stop() {
    soon(() -> dispatch(new Event.StopAsked()));
  }

  /** Sets the encoder's clock, see {@link EncoderFault.ClockStep}. */
  public void stepClock(long byNanos) {
    soon(() -> dispatch(new Event.ClockStepped(byNanos)));
  }

  /** Changes the rate of the encoder's clock, see {@link EncoderFault.ClockDrift}. */
  public void driftClock(long byPpm) {
    soon(() -> dispatch(new Event.ClockDrifted(byPpm)));
  }

  /** Switches the encoder off like a power cut: its connections break. */
  @Override
  public void close() {
    soon(() -> {
      closed = true;
      wake.ifPresent(Task::cancel);
      calls.values().forEach(Call::cancel);
      calls.clear();
    });
  }

  private void soon(Runnable action) {
    links.scheduler().after(0, action);
  }

  private void dispatch(Event event) {
    if (!closed) {
      encoder.on(event, links.scheduler().nowNanos()).forEach(this::act);
    }
  }

  private void act(Action action) {
    switch (action) {
      case Action.Open open -> calls.put(open.connection(), call(open));
      case Action.Send(int connection, List<Slice> bytes) ->
          find(connection).ifPresent(call -> call.send(bytes));
      case Action.End(int connection) -> find(connection).ifPresent(Call::end);
      case Action.Drop(int connection) ->
          Optional.ofNullable(calls.remove(connection)).ifPresent(Call::cancel);
      case Action.WakeAt(long nanos) -> wakeAt(nanos);
      case Action.Report(EncoderReport report) -> reports.accept(report);
    }
  }

  // An encoder asks anew at every event, mostly for a later time. The task that waits is kept and
  // looks again: canceled tasks would take up room in the scheduler until their time.
  private void wakeAt(long nanos) {
    wantedNanos = nanos;
    if (wake.isPresent() && wakeNanos <= nanos) {
      return;
    }
    wake.ifPresent(Task::cancel);
    wakeNanos = nanos;
    wake = Optional.of(links.scheduler().at(nanos, this::woke));
  }

  private void woke() {
    wake = Optional.empty();
    if (links.scheduler().nowNanos() < wantedNanos) {
      wakeAt(wantedNanos);
    } else {
      dispatch(new Event.Woke());
    }
  }

  private Optional<Call> find(int connection) {
    return Optional.ofNullable(calls.get(connection));
  }

  private Call call(Action.Open open) {
    Request request =
        new Request(
            open.method().name(),
            links.server().resolve(open.path()),
            open.headers(),
            !open.probe());
    return links.transport().call(request, new Ear(open.connection()));
  }

  /** Hears what becomes of one POST. */
  private final class Ear implements Listener {
    private final int connection;
    private final StringBuilder body = new StringBuilder();
    private int answerStatus;

    private Ear(int connection) {
      this.connection = connection;
    }

    @Override
    public void head(int status, List<Header> headers) {
      answerStatus = status;
    }

    @Override
    public void bytes(Slice arrived) {
      int room = ANSWER_CHARS_MAX - body.length();
      if (room > 0) {
        Slice part = arrived.slice(0, Math.min(room, arrived.size()));
        body.append(part.text(StandardCharsets.UTF_8));
      }
    }

    // The call stays known until the encoder has spoken: it may want it dropped.
    @Override
    public void completed() {
      dispatch(new Event.Answered(connection, answerStatus, body.toString()));
      calls.remove(connection);
    }

    @Override
    public void failed(String why) {
      calls.remove(connection);
      dispatch(new Event.Lost(connection, why));
    }

    @Override
    public void writable() {
      dispatch(new Event.Writable(connection));
    }
  }
}
