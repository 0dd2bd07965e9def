package org.smoothlab.server.origin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.Chunk;
import org.smoothlab.server.origin.LifeCycle.Event;

/**
 * One live presentation: one path, one life cycle, one timeline per stream. Sources and commands
 * take its lock; viewers read its {@link #view}, which is replaced as a whole.
 */
public final class PublishingPoint {
  /** How exactly it is known when somebody asked last. */
  private static final long TOUCH_NANOS = 100_000_000L;

  private final String path;
  private final OriginScope origin;
  private final PointLife life;
  private final ReentrantLock lock = new ReentrantLock();
  private final Gate gate;
  private final PointCommands commands;
  private final PastIntake past;
  private volatile long touchedNanos = Long.MIN_VALUE;
  private final StatisticsMemo statistics;

  PublishingPoint(String path, PointSettings settings, OriginScope origin) {
    this.path = path;
    this.origin = origin;
    this.life = new PointLife(path, settings, origin);
    this.past = new PastIntake(life, lock);
    this.gate = new Gate(path, Lineage.token(origin.naming().name() + path), life);
    this.commands = new PointCommands(life, gate);
    this.statistics = new StatisticsMemo(origin.settings().roles());
  }

  /** Its place in URLs: begins with {@code /}, ends with {@code .isml}. */
  public String path() {
    return path;
  }

  /** Its name among servers, a token: that of the origin, and the path. */
  public String relayId() {
    return gate.relayId();
  }

  /** What other servers get of the present run, one for each input stream. */
  public List<StreamFeed> feeds() {
    return life.feeds();
  }

  /** What holds now. */
  public PointSettings settings() {
    return view().settings();
  }

  /** What viewers see now. */
  public PointView view() {
    return life.view();
  }

  /**
   * The same behind whatever is being done to the point now. Effects are told while it is being
   * done: who acts on one from another thread sees what came of it here, and not always in {@link
   * #view}.
   */
  public PointView settledView() {
    return locked(life::view);
  }

  public PointState state() {
    return view().state();
  }

  /** Why it is in {@code Error}; empty in any other state. */
  public Optional<PointFault> lastError() {
    return life.lastError();
  }

  /** When {@link Origin#advance} has something to do here. */
  long dueNanos() {
    return life.dueNanos();
  }

  /** Ingest sessions that are open now. */
  public List<SourceId> sessions() {
    return locked(() -> List.copyOf(gate.sessions()));
  }

  /** What it holds in memory, and how much of each it may. */
  public List<Holding> holdings() {
    return locked(() -> {
      List<Holding> all = new ArrayList<>(life.run().map(Run::holdings).orElse(List.of()));
      int sessionCountMax = life.settings().limits().sessionCountMax();
      all.add(new Holding("ingest sessions", gate.sessions().size(), sessionCountMax));
      return List.copyOf(all);
    });
  }

  /** What one of its roles does now. */
  public RoleState roleState(Role role) {
    return locked(() -> {
      if (!role.isEnabled(life.settings()) || !origin.settings().roles().contains(role)) {
        return RoleState.DISABLED;
      }
      boolean working =
          switch (role) {
            case ARCHIVE -> life.isRecording();
            case CLIENT -> life.state() == PointState.STARTED || life.state() == PointState.STOPPED;
            case SERVER, MOBILE -> life.state() == PointState.STARTED;
          };
      return working ? RoleState.STARTED : RoleState.STOPPED;
    });
  }

  /** What goes in and out; at most a quarter of a second old. */
  public PointStatistics statistics(long nowNanos) {
    return statistics
        .fresh(state(), nowNanos)
        .orElseGet(() -> locked(() -> statistics.count(life, nowNanos)));
  }

  /** What its operator should look at, the oldest first. */
  public List<Alarm> alarms() {
    return locked(() -> life.run().map(Run::alarms).orElse(List.of()));
  }

  /** Which wall time the elapsed time of a call, or of an alarm, stands for. */
  public Instant wallTime(long nanos) {
    return origin.clock().at(nanos);
  }

  // ---- commands

  /** Asks for a state. */
  public Commanded command(Target target, long nowNanos) {
    return locked(() -> commands.obey(target, nowNanos));
  }

  /**
   * Asks again behind a {@link Commanded.Pending}: what was asked for may have come and gone.
   *
   * @param seenVersion that was pending
   */
  public Commanded commandAgain(Target target, long seenVersion, long nowNanos) {
    return locked(() -> commands.obeyAgain(target, seenVersion, nowNanos));
  }

  /** Takes new settings, which only an idle point does. */
  public Configured configure(PointSettings settings, long nowNanos) {
    return locked(() -> commands.configure(settings, nowNanos));
  }

  /** Takes new settings at once when Idle, else at the next start. */
  public void prepare(PointSettings settings) {
    locked(() -> {
      life.prepare(settings);
      life.refresh(false);
      return true;
    });
  }

  /** Shuts down, and is used no more as soon as it is Idle. */
  Removed remove(long nowNanos) {
    return locked(() -> commands.remove(nowNanos));
  }

  /** A request of any kind: starts the point if it is idle and starts by itself. */
  public void touch(long nowNanos) {
    if (nowNanos - touchedNanos > TOUCH_NANOS || touchedNanos == Long.MIN_VALUE) {
      touchedNanos = nowNanos;
    }
    PointView view = view();
    if (view.state() == PointState.IDLE && view.settings().automation().autoStart()) {
      locked(() -> startByItself(nowNanos));
    }
  }

  /**
   * Goes on with a run that the end of a process broke off: viewers see what they saw, and its
   * encoders are waited for. Whether it did; only an idle point does.
   */
  public boolean resume(RestoredRun restored, long nowNanos) {
    return locked(() -> {
      if (life.state() != PointState.IDLE || gate.isClosed()) {
        return false;
      }
      life.happen(Event.START, nowNanos);
      life.adopt(life.restoredRun(restored), nowNanos);
      life.happen(Event.SOURCES_COMPLETE, nowNanos);
      life.advance(nowNanos);
      life.refresh(true);
      return true;
    });
  }

  private boolean startByItself(long nowNanos) {
    if (!gate.isClosed() && life.settings().automation().autoStart()) {
      life.happen(Event.FIRST_REQUEST, nowNanos);
      life.refresh(false);
    }
    return true;
  }

  // ---- sources

  /**
   * What it would like to have from before what it has, for each track: the holes, the newest
   * first, then all that is older. A point that records wants everything; another one what fits in
   * its window and its live cache. Empty unless it is Started.
   */
  public List<Missing> missing() {
    return past.missing();
  }

  /** For sources. */
  PastIntake past() {
    return past;
  }

  /** Whether a source could open now; changes nothing but that an idle point may start. */
  public Optional<Refusal> probe(SourceId source, long nowNanos) {
    return probe(source, Lineage.NONE, nowNanos);
  }

  /** The same for one that has come through other servers. */
  public Optional<Refusal> probe(SourceId source, Lineage lineage, long nowNanos) {
    touch(nowNanos);
    return locked(() -> gate.refusal(source, lineage, PointSettings.SourceType.PUSH));
  }

  /** Lets a source in that comes from an encoder. */
  public Admission open(SourceId source, long nowNanos) {
    return open(source, Lineage.NONE, nowNanos);
  }

  /** Lets a source in that posts to a push point. */
  public Admission open(SourceId source, Lineage lineage, long nowNanos) {
    return open(source, lineage, PointSettings.SourceType.PUSH, nowNanos);
  }

  /** Lets a source in that a pull point has fetched. */
  public Admission openPulled(SourceId source, Lineage lineage, long nowNanos) {
    return open(source, lineage, PointSettings.SourceType.PULL, nowNanos);
  }

  private Admission open(
      SourceId source, Lineage lineage, PointSettings.SourceType opener, long nowNanos) {
    touch(nowNanos);
    return locked(() -> {
      Optional<Refusal> refusal = gate.refusal(source, lineage, opener);
      if (refusal.isPresent()) {
        return new Admission.Denied(refusal.get());
      }
      gate.letIn(source, lineage);
      origin.tell(new Effect.SessionOpened(path, source));
      return new Admission.Admitted(new Source(this, source));
    });
  }

  void timedBy(SourceId source, RunClock clock) {
    locked(() -> {
      gate.timedBy(source, clock);
      return true;
    });
  }

  Optional<Refusal> announce(SourceId source, Announcement announcement, long nowNanos) {
    return locked(() -> {
      Optional<Refusal> refusal = gate.refusalByState(source);
      if (refusal.isPresent()) {
        return refusal;
      }
      Run target = runFor(source);
      refusal = target.announce(source, announcement, gate.lineage(source), nowNanos);
      if (refusal.isPresent()) {
        return refusal;
      }
      gate.clock(source).ifPresent(target::timedBy);
      life.adopt(target, nowNanos);
      origin.tell(new Effect.Announced(path, source, announcement.tracks()));
      target.feeds().tellFed(source.streamId());
      if (life.state().receives() && target.isComplete()) {
        life.happen(Event.SOURCES_COMPLETE, nowNanos);
      }
      life.advance(nowNanos);
      life.refresh(true);
      return Optional.empty();
    });
  }

  /** The running one, or a new one that nobody has seen yet. */
  private Run runFor(SourceId source) {
    Optional<Run> run = life.run();
    boolean same = run.isPresent() && !gate.isOtherEvent(source) && life.state().receives();
    return same ? run.get() : life.newRun(source.eventId());
  }

  void describe(SourceId source, TrackInfo track) {
    locked(() -> {
      life.run().ifPresent(running -> running.describe(source, track));
      life.refresh(true);
      return true;
    });
  }

  Optional<Refusal> deliver(SourceId source, Fragment fragment, long nowNanos) {
    return toRun(
        source, nowNanos, run -> run.deliver(source, fragment, life.isRecording(), nowNanos));
  }

  Optional<Refusal> grow(SourceId source, Chunk chunk, long nowNanos) {
    return toRun(source, nowNanos, run -> run.grow(source, chunk, nowNanos));
  }

  private Optional<Refusal> toRun(
      SourceId source, long nowNanos, Function<Run, Optional<Refusal>> what) {
    return locked(() -> {
      if (!life.state().receives()) {
        return Gate.refuse(
            Refusal.Kind.CONFLICT, path + " is " + life.state() + " and takes no fragments");
      }
      if (life.run().isEmpty() || !life.run().get().knows(source)) {
        return Gate.refuse(
            Refusal.Kind.CONFLICT, path + " began a new run: expected a new announce");
      }
      Optional<Refusal> refusal = what.apply(life.run().get());
      life.advance(nowNanos);
      return refusal;
    });
  }

  void endOfStream(SourceId source, long nowNanos) {
    locked(() -> {
      life.run().ifPresent(running -> running.endOfStream(source, nowNanos));
      life.advance(nowNanos);
      return true;
    });
  }

  void close(SourceId source, Effect.EndCause cause, String detail, long nowNanos) {
    locked(() -> {
      if (gate.sessions().remove(source)) {
        origin.tell(new Effect.SessionEnded(path, source, cause, detail));
        life.run().ifPresent(running -> running.lose(source, nowNanos));
        life.use(nowNanos);
        life.advance(nowNanos);
      }
      return true;
    });
  }

  // ---- the recorder, time

  /** The recorder has finished the files of a run, which has ended or which it gives up. */
  public void recordingClosed(long runNumber, long nowNanos) {
    locked(() -> {
      life.recordingClosed(runNumber, nowNanos);
      life.refresh(false);
      return true;
    });
  }

  /**
   * The recorder has this fragment of a run safe on disk; if it was accepted in its turn, and not
   * from the past, all before it on its track, too.
   */
  public void recorded(long runNumber, TrackId track, FragmentTime time) {
    locked(() -> {
      life.run()
          .filter(running -> running.number() == runNumber)
          .filter(running -> running.recorded(track, time))
          .ifPresent(_ -> life.refresh(true));
      return true;
    });
  }

  /** It cannot go on: {@code Error}, unless it is Idle. */
  public void fail(PointFault fault, long nowNanos) {
    locked(() -> {
      life.fail(fault, nowNanos);
      life.refresh(false);
      return true;
    });
  }

  /** Does what is due by now. */
  void advance(long nowNanos) {
    if (nowNanos >= life.dueNanos()) {
      locked(() -> {
        life.use(gate.sessions().isEmpty() ? touchedNanos : nowNanos);
        life.advance(nowNanos);
        life.shutDownIfUnused(nowNanos);
        return true;
      });
    }
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
