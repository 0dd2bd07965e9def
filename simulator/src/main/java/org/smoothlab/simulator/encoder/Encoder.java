package org.smoothlab.simulator.encoder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.smoothlab.simulator.content.SourceTrack;

/**
 * A live encoder as a machine: it takes what happened and the time, and says what to do. It reads
 * no clock and touches no socket, so the same encoder runs in virtual and in real time.
 *
 * <p>Encoder duties are those of the field: an empty probe, the header boxes first on every
 * connection, a fragment as soon as it is captured, and after a loss the same again with the last
 * two fragments of each track, so that nothing is missing and the server drops what it has.
 *
 * @see "[MS-SSTR] 3.3.4 and 3.3.5"
 */
public final class Encoder {
  private final EncoderPlan plan;
  private final List<Post> posts = new ArrayList<>();
  private final Deque<EncoderFault.Timed> faults = new ArrayDeque<>();
  private Optional<Capture> capture = Optional.empty();
  private long startNanos;
  private int connectionCount;

  /** An encoder that has not been switched on. */
  public Encoder(EncoderPlan plan) {
    this.plan = plan;
    plan.faults(EncoderFault.Timed.class).forEach(faults::add);
  }

  /** What it will do. */
  public EncoderPlan plan() {
    return plan;
  }

  /** Whether every stream has ended or been refused: nothing will happen any more. */
  public boolean isDone() {
    return !posts.isEmpty() && posts.stream().allMatch(Post::isDone);
  }

  /**
   * Takes one event, changes this encoder's own state, and says what to do next.
   *
   * @param nowNanos never less than at the event before
   * @throws IllegalStateException if anything comes before {@link Event.Started}, or that twice
   */
  public List<Action> on(Event event, long nowNanos) {
    if (event instanceof Event.Started != posts.isEmpty()) {
      throw new IllegalStateException("Started comes first, and once: " + event);
    }
    List<Action> actions = new ArrayList<>();
    switch (event) {
      case Event.Started() -> start(nowNanos);
      case Event.Woke() -> {} // Whatever is due is done below.
      case Event.Answered answer ->
          find(answer.connection()).ifPresent(post -> post.answered(answer, nowNanos, actions));
      case Event.Lost(int connection, String why) ->
          find(connection).ifPresent(post -> post.lost(why, nowNanos, actions));
      case Event.Writable(int connection) ->
          find(connection).ifPresent(post -> post.writable(nowNanos, actions));
      case Event.ClockStepped(long byNanos) -> capture().step(nowNanos, byNanos);
      case Event.ClockDrifted(long byPpm) -> capture().drift(nowNanos, byPpm);
      case Event.StopAsked() -> posts.forEach(post -> post.stop(actions));
    }
    applyFaults(nowNanos, actions);
    posts.forEach(post -> post.pump(nowNanos, actions));
    wakeAt(actions);
    return List.copyOf(actions);
  }

  private void start(long nowNanos) {
    startNanos = nowNanos;
    Capture captured = new Capture(plan.programme(), plan.delivery().pace(), nowNanos);
    capture = Optional.of(captured);
    List<List<SourceTrack>> tracks = plan.target().layout().divide(plan.programme().lineup());
    for (int index = 0; index < tracks.size(); index++) {
      FragmentQueue queue = new FragmentQueue(plan, index, tracks.get(index), captured);
      posts.add(new PostStream(plan, index, queue, () -> connectionCount++));
    }
    plan.programme()
        .lineup()
        .splices()
        .ifPresent(
            splices -> posts.add(new EventPosts(plan, splices, captured, () -> connectionCount++)));
  }

  private Capture capture() {
    return capture.orElseThrow(() -> new IllegalStateException("not switched on"));
  }

  // A call that was dropped may still have an event under way: it belongs to nobody.
  private Optional<Post> find(int connection) {
    return posts.stream().filter(post -> post.has(connection)).findFirst();
  }

  private void applyFaults(long nowNanos, List<Action> actions) {
    while (!faults.isEmpty() && startNanos + faults.element().atNanos() <= nowNanos) {
      EncoderFault.Timed fault = faults.remove();
      strike(fault, nowNanos);
      posts.stream().filter(post -> !post.isDone()).forEach(post -> apply(fault, post, actions));
    }
  }

  // What befalls the encoder itself, before its POSTs are told.
  private void strike(EncoderFault.Timed fault, long nowNanos) {
    switch (fault) {
      case EncoderFault.ClockStep step -> capture().step(nowNanos, step.byNanos());
      case EncoderFault.ClockDrift drift -> capture().drift(nowNanos, drift.byPpm());
      case EncoderFault.Restart restart
          when restart.times() == EncoderFault.Restart.Times.BEGIN_AGAIN ->
          capture().begin(startNanos + restart.atNanos() + restart.downNanos());
      case EncoderFault.Restart _, EncoderFault.Outage _, EncoderFault.Stall _ -> {}
    }
  }

  private void apply(EncoderFault.Timed fault, Post post, List<Action> actions) {
    long atNanos = startNanos + fault.atNanos();
    switch (fault) {
      case EncoderFault.ClockStep _, EncoderFault.ClockDrift _ -> {}
      case EncoderFault.Stall stall -> post.keepSilent(atNanos + stall.lengthNanos());
      case EncoderFault.Outage outage ->
          post.breakUntil(atNanos + outage.outageNanos(), "outage as planned", actions);
      case EncoderFault.Restart restart -> {
        long upNanos = atNanos + restart.downNanos();
        post.breakUntil(upNanos, "restart as planned", actions);
        switch (restart.times()) {
          case CONTINUE ->
              post.forget(upNanos).forEach(report -> actions.add(new Action.Report(report)));
          case BEGIN_AGAIN -> post.beginAgain();
        }
      }
    }
  }

  private void wakeAt(List<Action> actions) {
    long wakeNanos = faults.isEmpty() ? Long.MAX_VALUE : startNanos + faults.element().atNanos();
    for (Post post : posts) {
      wakeNanos = Math.min(wakeNanos, post.wakeNanos());
    }
    if (!isDone() && wakeNanos != Long.MAX_VALUE) {
      actions.add(new Action.WakeAt(wakeNanos));
    }
  }
}
