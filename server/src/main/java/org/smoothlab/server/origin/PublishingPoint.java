package org.smoothlab.server.origin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;

/**
 * One live presentation: one path, one life cycle, one timeline per stream. Sources and commands
 * take its lock; viewers read its {@link #view}, which is replaced as a whole.
 */
public final class PublishingPoint {
  private final String path;
  private final PointSettings settings;
  private final String tag;
  private final EffectSink sink;
  private final ReentrantLock lock = new ReentrantLock();

  private PointState state = PointState.IDLE;
  private Optional<Run> run = Optional.empty();
  private final Set<SourceId> sessions = new LinkedHashSet<>();
  private long runCount;
  private long version;
  private volatile long dueNanos = Long.MAX_VALUE;
  private volatile PointView view;

  /**
   * @param tag different for every start of the origin; begins the entity tags
   */
  PublishingPoint(String path, PointSettings settings, String tag, EffectSink sink) {
    this.path = path;
    this.settings = settings;
    this.tag = tag;
    this.sink = sink;
    this.view =
        new PointView(
            this,
            new PointView.Moment(0, PointState.IDLE, Optional.empty()),
            List.of(),
            new ManifestMemo(manifestTag()));
  }

  /** Its place in URLs: begins with {@code /}, ends with {@code .isml}. */
  public String path() {
    return path;
  }

  public PointSettings settings() {
    return settings;
  }

  /** What viewers see now. */
  public PointView view() {
    return view;
  }

  public PointState state() {
    return view.state();
  }

  /** When {@link Origin#advance} has something to do here. */
  long dueNanos() {
    return dueNanos;
  }

  /** Ingest sessions that are open now. */
  public List<SourceId> sessions() {
    return locked(() -> List.copyOf(sessions));
  }

  /** Begins an empty run, if the point is idle. Whether it did. */
  public boolean start() {
    return locked(() -> {
      if (state != PointState.IDLE) {
        return false;
      }
      become(PointState.STARTING);
      refresh(true);
      return true;
    });
  }

  /** The first request of any kind: starts the point if it is idle and starts by itself. */
  public void touch() {
    if (settings.push().autoStart() && view.state() == PointState.IDLE) {
      start();
    }
  }

  /**
   * Ends the live source: what is held back is published, and served from then on as a recording.
   *
   * @return whether there was one
   */
  public boolean stop(long nowNanos) {
    return locked(() -> {
      if (!state.receives()) {
        return false;
      }
      becomeStopped(nowNanos);
      refresh(true);
      return true;
    });
  }

  /** Forgets the run. Whether there was one. */
  public boolean shutDown() {
    return locked(() -> {
      if (!state.serves()) {
        return false;
      }
      become(PointState.SHUTTING_DOWN);
      run = Optional.empty();
      become(PointState.IDLE);
      refresh(true);
      return true;
    });
  }

  /** Whether a source could open now; changes nothing but that an idle point may start. */
  public Optional<Refusal> probe(SourceId source) {
    touch();
    return locked(() -> refusalToOpen(source));
  }

  /** Lets a source in. */
  public Admission open(SourceId source) {
    touch();
    return locked(() -> {
      Optional<Refusal> refusal = refusalToOpen(source);
      if (refusal.isPresent()) {
        return new Admission.Denied(refusal.get());
      }
      sessions.add(source);
      tell(new Effect.SessionOpened(path, source));
      return new Admission.Admitted(new Source(this, source));
    });
  }

  private Optional<Refusal> refusalToOpen(SourceId source) {
    if (sessions.size() >= settings.limits().sessionCountMax()) {
      return refuse(
          Refusal.Kind.LIMIT,
          "%s has %d sessions, which is the most it takes".formatted(path, sessions.size()));
    }
    if (sessions.contains(source)) {
      return refuse(Refusal.Kind.CONFLICT, source + " is open already");
    }
    boolean taken =
        settings.push().oneSessionPerStreamId()
            && sessions.stream()
                .anyMatch(open ->
                    open.streamId().equals(source.streamId())
                        && open.eventId().equals(source.eventId()));
    if (taken) {
      return refuse(
          Refusal.Kind.CONFLICT,
          "%s has a session of Streams(%s), expected one at a time"
              .formatted(path, source.streamId()));
    }
    return refusalByState(source);
  }

  private Optional<Refusal> refusalByState(SourceId source) {
    return switch (state) {
      case IDLE, SHUTTING_DOWN ->
          refuse(Refusal.Kind.NO_POINT, path + " is Idle and does not start by itself");
      case ERROR -> refuse(Refusal.Kind.NO_POINT, path + " has failed");
      case STARTING, STARTED ->
          isOtherEvent(source) && !mayReplaceRun()
              ? refuse(
                  Refusal.Kind.CONFLICT,
                  "%s runs event \"%s\", came event \"%s\""
                      .formatted(path, run.map(Run::eventId).orElse(""), source.eventId()))
              : Optional.empty();
      case STOPPING, STOPPED ->
          isOtherEvent(source) || settings.push().autoRestartOnEncoderReconnect()
              ? Optional.empty()
              : refuse(
                  Refusal.Kind.CONFLICT,
                  "%s is Stopped: expected another event id, or auto-restart".formatted(path));
    };
  }

  private boolean isOtherEvent(SourceId source) {
    return run.isPresent() && !run.get().eventId().equals(source.eventId());
  }

  private boolean mayReplaceRun() {
    return settings.push().autoRestartOnEncoderReconnect()
        && !run.map(Run::hasSources).orElse(false);
  }

  Optional<Refusal> announce(SourceId source, Announcement announcement, long nowNanos) {
    return locked(() -> {
      Optional<Refusal> refusal = refusalByState(source);
      if (refusal.isPresent()) {
        return refusal;
      }
      Run target = runFor(source);
      refusal = target.announce(source, announcement);
      if (refusal.isPresent()) {
        return refusal;
      }
      adopt(target);
      if (state == PointState.STARTING && target.isComplete()) {
        become(PointState.STARTED);
      }
      advanceRun(nowNanos);
      refresh(true);
      return Optional.empty();
    });
  }

  /** The running one, or a new one that nobody has seen yet. */
  private Run runFor(SourceId source) {
    boolean same = run.isPresent() && !isOtherEvent(source) && state.receives();
    return same ? run.get() : newRun(source.eventId());
  }

  private Run newRun(String eventId) {
    RunScope scope = new RunScope(path, tag + '-' + (runCount + 1), settings, sink);
    return new Run(scope, runCount + 1, eventId);
  }

  private void adopt(Run target) {
    if (run.isPresent() && run.get() == target) {
      return;
    }
    if (!state.receives()) {
      become(PointState.STARTING);
    } else if (run.isPresent()) {
      become(PointState.STOPPING);
      become(PointState.STARTING);
    }
    runCount++;
    run = Optional.of(target);
    tell(new Effect.RunStarted(path, target.number(), target.eventId()));
  }

  void describe(SourceId source, TrackInfo track) {
    locked(() -> {
      run.ifPresent(running -> running.describe(source, track));
      refresh(true);
      return true;
    });
  }

  Optional<Refusal> deliver(SourceId source, Fragment fragment, long nowNanos) {
    return locked(() -> {
      if (!state.receives()) {
        return refuse(Refusal.Kind.CONFLICT, path + " is " + state + " and takes no fragments");
      }
      Optional<Refusal> refusal = run.orElseThrow().deliver(source, fragment, nowNanos);
      advanceRun(nowNanos);
      return refusal;
    });
  }

  void endOfStream(SourceId source, long nowNanos) {
    locked(() -> {
      run.ifPresent(running -> running.endOfStream(source));
      advanceRun(nowNanos);
      return true;
    });
  }

  void close(SourceId source, Effect.EndCause cause, String detail, long nowNanos) {
    locked(() -> {
      if (sessions.remove(source)) {
        tell(new Effect.SessionEnded(path, source, cause, detail));
        run.ifPresent(running -> running.lose(source, nowNanos));
        advanceRun(nowNanos);
      }
      return true;
    });
  }

  /** Does what is due by now. */
  void advance(long nowNanos) {
    if (nowNanos >= dueNanos) {
      locked(() -> {
        advanceRun(nowNanos);
        return true;
      });
    }
  }

  private void advanceRun(long nowNanos) {
    boolean moved = false;
    PointState before = view.state();
    if (run.isPresent() && state == PointState.STARTED) {
      moved = run.get().advance(nowNanos, false);
      if (run.get().ended()) {
        becomeStopped(nowNanos);
      }
    } else if (run.isPresent() && state == PointState.STARTING) {
      run.get().keepBoundsBeforeStart();
    }
    refresh(moved || before != state);
  }

  private void becomeStopped(long nowNanos) {
    become(PointState.STOPPING);
    run.ifPresent(running -> running.advance(nowNanos, true));
    become(PointState.STOPPED);
  }

  private void become(PointState next) {
    PointState before = state;
    state = next;
    tell(new Effect.StateChanged(path, before, next));
  }

  /** Replaces what viewers see. */
  private void refresh(boolean moved) {
    version += moved ? 1 : 0;
    Optional<PointView.RunView> runView =
        run.map(r ->
            new PointView.RunView(
                r.eventId(),
                r.allStreamsPublished(),
                r.firstPublishedNanos(),
                r.isShrunkByCache()));
    view =
        new PointView(
            this,
            new PointView.Moment(version, state, runView),
            run.map(Run::timelines).orElse(List.of()),
            moved ? new ManifestMemo(manifestTag()) : view.manifestMemo());
    dueNanos =
        state == PointState.STARTED
            ? run.map(Run::dueNanos).orElse(Long.MAX_VALUE)
            : Long.MAX_VALUE;
    if (moved) {
      tell(new Effect.Moved(path, version));
    }
  }

  private String manifestTag() {
    return '"' + tag + '-' + version + '"';
  }

  private void tell(Effect effect) {
    sink.accept(effect);
  }

  private static Optional<Refusal> refuse(Refusal.Kind kind, String message) {
    return Optional.of(new Refusal(kind, message));
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
