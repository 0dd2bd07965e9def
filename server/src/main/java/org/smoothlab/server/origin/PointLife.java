package org.smoothlab.server.origin;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothlab.server.origin.LifeCycle.Event;
import org.smoothlab.server.origin.LifeCycle.Step;

/**
 * The life of one publishing point: carries out what {@link LifeCycle} decides. Under the lock of
 * its point; {@link #view}, {@link #feeds}, {@link #dueNanos} and {@link #lastError} may be read
 * without.
 */
final class PointLife {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final String path;
  private final OriginScope origin;
  private final Recordings recordings = new Recordings();

  /** The version of the view in which a state was last entered. */
  private final Map<PointState, Long> enteredVersions = new EnumMap<>(PointState.class);

  private PointState state = PointState.IDLE;
  private PointSettings settings;
  private Optional<PointSettings> upcoming = Optional.empty();
  private boolean settingsAreNew;
  private volatile Optional<Run> run = Optional.empty();
  private long endedRunNumber;
  private long runCount;
  private long version;
  private long closingDeadlineNanos = Long.MAX_VALUE;
  private long unusedSinceNanos;
  private volatile Optional<PointFault> lastError = Optional.empty();
  private volatile long dueNanos = Long.MAX_VALUE;
  private volatile PointView view;

  PointLife(String path, PointSettings settings, OriginScope origin) {
    this.path = path;
    this.settings = settings;
    this.origin = origin;
    this.view =
        new PointView(
            new PointView.Moment(0, PointState.IDLE, settings, Optional.empty()),
            List.of(),
            ManifestMemo.first(manifestTag()));
  }

  PointView view() {
    return view;
  }

  List<StreamFeed> feeds() {
    return run.map(present -> present.feeds().feeds()).orElse(List.of());
  }

  long dueNanos() {
    return dueNanos;
  }

  Optional<PointFault> lastError() {
    return lastError;
  }

  PointState state() {
    return state;
  }

  PointSettings settings() {
    return settings;
  }

  Optional<Run> run() {
    return run;
  }

  long version() {
    return version;
  }

  /** Whether a state was entered behind a version of the view. */
  boolean hasEntered(PointState asked, long behindVersion) {
    return enteredVersions.getOrDefault(asked, -1L) > behindVersion;
  }

  /** Lets something happen, as far as it has an effect in this state. */
  Step happen(Event event, long nowNanos) {
    Step step = LifeCycle.step(state, event);
    switch (step) {
      case KEEP, WAIT, INVALID -> {}
      case TO_STARTING -> toStarting(nowNanos);
      case TO_STARTED -> become(PointState.STARTED);
      case TO_STOPPING -> toStopping(event, nowNanos);
      case TO_STOPPED -> become(PointState.STOPPED);
      case TO_SHUTTING_DOWN -> toShuttingDown(nowNanos);
      case TO_IDLE -> toIdle();
      case TO_ERROR -> toError(nowNanos);
    }
    return step;
  }

  private void toStarting(long nowNanos) {
    if (state.receives() && run.isPresent()) {
      become(PointState.STOPPING);
      endRun(sendsEndOfStream(), nowNanos);
    }
    become(PointState.STARTING);
    forgetRun();
    unusedSinceNanos = nowNanos;
    if (settings.input().sourceType() == PointSettings.SourceType.PULL
        && !origin.settings().roles().contains(Role.SERVER)) {
      fail(
          new PointFault(PointFault.E_NOTIMPL, path + " is a pull point: this origin cannot pull"),
          nowNanos);
    }
  }

  private void toStopping(Event cause, long nowNanos) {
    become(PointState.STOPPING);
    endRun(cause == Event.SOURCES_ENDED || sendsEndOfStream(), nowNanos);
    awaitRecordings(nowNanos);
  }

  private void toShuttingDown(long nowNanos) {
    lastError = Optional.empty();
    become(PointState.SHUTTING_DOWN);
    endRun(sendsEndOfStream(), nowNanos);
    forgetRun();
    awaitRecordings(nowNanos);
  }

  private void toIdle() {
    become(PointState.IDLE);
    takeUpcomingSettings();
  }

  private void toError(long nowNanos) {
    // Who fails may never finish its files: nobody waits for them.
    endRun(false, nowNanos);
    recordings.abandon();
    forgetRun();
    become(PointState.ERROR);
  }

  private boolean sendsEndOfStream() {
    return settings.serverConnections().sendEndOfStreamOnStop();
  }

  private void forgetRun() {
    run.ifPresent(last -> last.feeds().abandon());
    run = Optional.empty();
  }

  /**
   * Publishes and records what was accepted, all of it; then the run takes nothing more.
   *
   * @param endOfStream whether other servers are told that this is the end
   */
  private void endRun(boolean endOfStream, long nowNanos) {
    if (run.isPresent() && run.get().number() != endedRunNumber) {
      run.get().advance(nowNanos, true);
      run.get().endAlarms();
      run.get().feeds().end(endOfStream);
      endedRunNumber = run.get().number();
      origin.tell(new Effect.RunEnded(path, endedRunNumber));
    }
  }

  private void awaitRecordings(long nowNanos) {
    closingDeadlineNanos = nowNanos + Recordings.CLOSE_NANOS_MAX;
    leaveTransientState(nowNanos);
  }

  private void leaveTransientState(long nowNanos) {
    if (recordings.allClosed()) {
      happen(Event.RECORDING_CLOSED, nowNanos);
    }
  }

  private void become(PointState next) {
    PointState before = state;
    state = next;
    enteredVersions.put(next, version + 1);
    if (!next.isTransient()) {
      closingDeadlineNanos = Long.MAX_VALUE;
    }
    origin.tell(new Effect.StateChanged(path, before, next));
  }

  void fail(PointFault fault, long nowNanos) {
    if (LifeCycle.step(state, Event.FAILURE) == Step.TO_ERROR) {
      lastError = Optional.of(fault);
      origin.tell(new Effect.Failed(path, fault));
    }
    happen(Event.FAILURE, nowNanos);
  }

  /** The files of a run are finished. */
  void recordingClosed(long runNumber, long nowNanos) {
    recordings.close(runNumber);
    leaveTransientState(nowNanos);
  }

  boolean isRecording() {
    return run.isPresent() && recordings.isOpen(run.get().number());
  }

  // ---- settings

  /** New settings; only when Idle. */
  void configure(PointSettings newSettings) {
    upcoming = Optional.of(newSettings);
    takeUpcomingSettings();
  }

  /** New settings for the next start. */
  void prepare(PointSettings newSettings) {
    upcoming = Optional.of(newSettings);
    if (state == PointState.IDLE) {
      takeUpcomingSettings();
    }
  }

  /** An encoder that comes again does not make a pull point of a push point: that needs Idle. */
  private boolean restartTakesUpcoming() {
    return upcoming.isPresent()
        && upcoming.get().input().sourceType() == PointSettings.SourceType.PUSH;
  }

  private void takeUpcomingSettings() {
    if (upcoming.isPresent() && !upcoming.get().equals(settings)) {
      settings = upcoming.get();
      settingsAreNew = true;
    }
    upcoming = Optional.empty();
  }

  // ---- runs

  /** A run that nobody has seen yet. */
  Run newRun(String eventId) {
    long number = runCount + 1;
    PointSettings next = restartTakesUpcoming() ? upcoming.orElse(settings) : settings;
    String tag = origin.tag() + '-' + number;
    RunScope.Outside outside = new RunScope.Outside(origin.sink(), origin.clock());
    RunScope scope = new RunScope(path, tag, origin.settings().fit(next), outside);
    return new Run(scope, number, eventId, origin.settings().alarms());
  }

  /** A run from before this process; the next ones count on from it. */
  Run restoredRun(RestoredRun restored) {
    runCount = restored.number() - 1;
    Run target = newRun(restored.eventId());
    target.restore(restored);
    return target;
  }

  /** Makes it the run of the point, unless it is that already. */
  void adopt(Run target, long nowNanos) {
    if (run.isPresent() && run.get() == target) {
      return;
    }
    if (state != PointState.STARTING || run.isPresent()) {
      happen(Event.NEW_RUN, nowNanos);
    }
    if (restartTakesUpcoming()) {
      takeUpcomingSettings();
    }
    runCount++;
    run = Optional.of(target);
    if (settings.archive().enabled() && origin.settings().roles().contains(Role.ARCHIVE)) {
      recordings.begin(target.number());
    }
    origin.tell(new Effect.RunStarted(path, target.number(), target.eventId()));
  }

  // ---- time

  /** Does what is due by now, and shows viewers what came of it. */
  void advance(long nowNanos) {
    boolean moved = false;
    boolean grown = false;
    if (run.isPresent() && state == PointState.STARTED) {
      moved = run.get().advance(nowNanos, false);
      grown = run.get().hasGrown();
      if (run.get().ended()) {
        happen(Event.SOURCES_ENDED, nowNanos);
      }
    } else if (run.isPresent() && state == PointState.STARTING) {
      run.get().keepBoundsBeforeStart();
    }
    if (nowNanos >= closingDeadlineNanos) {
      fail(
          new PointFault(
              PointFault.TIMEOUT,
              "%s: the archive did not finish its files within %d s"
                  .formatted(path, Recordings.CLOSE_NANOS_MAX / NANOS_PER_SECOND)),
          nowNanos);
    }
    refresh(moved, grown);
  }

  /** Somebody uses the point until now. */
  void use(long nowNanos) {
    unusedSinceNanos = Math.max(unusedSinceNanos, nowNanos);
  }

  /** Without sources: goes back to Idle when nobody has used it for long enough. */
  void shutDownIfUnused(long nowNanos) {
    if (nowNanos >= unusedDueNanos()) {
      happen(Event.UNUSED, nowNanos);
      refresh(false);
    }
  }

  private long unusedDueNanos() {
    int seconds = settings.automation().idleAfterSeconds();
    boolean mayEnd = LifeCycle.step(state, Event.UNUSED) != Step.KEEP;
    return seconds == 0 || !mayEnd ? Long.MAX_VALUE : unusedSinceNanos + seconds * NANOS_PER_SECOND;
  }

  /** Replaces what viewers see, if it is another state or they can see something new. */
  void refresh(boolean moved) {
    refresh(moved, false);
  }

  /**
   * The same.
   *
   * @param grown whether there is more that the manifest of Smooth Streaming does not show yet
   */
  private void refresh(boolean moved, boolean grown) {
    boolean isNew = moved || state != view.state() || settingsAreNew;
    version += isNew || grown ? 1 : 0;
    Optional<PointView.RunView> runView =
        run.map(r ->
            new PointView.RunView(
                new PointView.RunName(r.number(), r.eventId(), r.clock(), r.requests()),
                r.allStreamsPublished(),
                r.firstPublishedNanos(),
                r.isShrunkByCache()));
    view =
        new PointView(
            new PointView.Moment(version, state, settings, runView),
            run.map(Run::timelines).orElse(List.of()),
            memo(isNew, grown));
    long runDueNanos =
        state == PointState.STARTED
            ? run.map(Run::dueNanos).orElse(Long.MAX_VALUE)
            : Long.MAX_VALUE;
    dueNanos = Math.min(Math.min(runDueNanos, closingDeadlineNanos), unusedDueNanos());
    if (settingsAreNew) {
      // Only now: who is told looks at the view.
      settingsAreNew = false;
      origin.tell(new Effect.SettingsChanged(path, settings));
    }
    if (isNew || grown) {
      origin.tell(new Effect.Moved(path, version));
    }
  }

  private ManifestMemo memo(boolean isNew, boolean grown) {
    ManifestMemo memo = view.manifestMemo();
    return isNew ? memo.next(manifestTag()) : grown ? memo.grown() : memo;
  }

  private String manifestTag() {
    return '"' + origin.tag() + '-' + version + '"';
  }
}
