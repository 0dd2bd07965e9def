package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.RunClock;

/**
 * Records one publishing point, run after run: what happened on it goes in, in order. One thread's;
 * the thread, or the virtual world, decides when.
 */
final class PointArchive {
  /** So much is copied at once while live goes on: what comes meanwhile waits no longer than it. */
  static final long TIDY_STEP_BYTES = 4L << 20;

  private static final Logger LOG = LoggerFactory.getLogger("archive");

  private final String point;
  private final ArchiveScope scope;
  private final Feedback feedback;
  private List<TrackInfo> lastAnnounced = List.of();
  private Optional<Recording> recording = Optional.empty();
  private long acceptedRunNumber;
  private boolean broken;

  /** Whom it tells what became of it. */
  interface Feedback {
    /** What holds for the run that has begun. */
    ArchiveSettings settings();

    /** Whether a run goes on at the next start of the origin. */
    boolean resumes();

    /** These are safe; in order. */
    void safe(long runNumber, List<RunRecorder.Safe> fragments);

    /** The files of the run are finished, or given up. */
    void closed(long runNumber);

    /** The point cannot go on without its archive. */
    void failed(PointFault fault);
  }

  private record Recording(RunRecorder recorder, ArchiveSettings settings, DiskQuota quota) {}

  PointArchive(String point, ArchiveScope scope, Feedback feedback) {
    this.point = point;
    this.scope = scope;
    this.feedback = feedback;
  }

  /** Whether it wants to know of this. */
  static boolean concerns(Effect effect) {
    return effect instanceof Effect.RunStarted
        || effect instanceof Effect.RunTimed
        || effect instanceof Effect.Announced
        || effect instanceof Effect.Described
        || effect instanceof Effect.FragmentAccepted
        || effect instanceof Effect.PastAccepted
        || effect instanceof Effect.PastComplete
        || effect instanceof Effect.Gap
        || effect instanceof Effect.RunEnded;
  }

  String point() {
    return point;
  }

  /** Whether the run that began last could not be recorded, and the point failed with it. */
  boolean isBroken() {
    return broken;
  }

  /** Whether a crash could take something. */
  boolean isDirty() {
    return recording.map(now -> now.recorder().isDirty()).orElse(false);
  }

  /** Goes on with a run from before this process; the point will say that it has begun. */
  void adopt(RunRecorder recorder, ArchiveSettings settings) throws IOException {
    DiskQuota quota = DiskQuota.of(scope.disk(), recorder.run(), settings);
    recording = Optional.of(new Recording(recorder, settings, quota));
    scope.shelf().put(recorder.run());
  }

  /** Takes what happened next. */
  void take(Effect effect) {
    try {
      switch (effect) {
        case Effect.RunStarted started -> begin(started);
        case Effect.RunTimed timed -> time(timed.clock());
        case Effect.Announced announced -> announce(announced.tracks());
        case Effect.Described described ->
            recording.ifPresent(now -> now.recorder().described(described.track()));
        case Effect.FragmentAccepted accepted -> write(accepted);
        case Effect.PastAccepted accepted -> write(accepted);
        case Effect.PastComplete _ -> recording.ifPresent(now -> now.recorder().tidySoon());
        case Effect.Gap gap -> remember(gap);
        case Effect.RunEnded ended -> end(ended.runNumber());
        default -> {
          // The rest is not for files.
        }
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void time(RunClock clock) throws IOException {
    if (recording.isPresent()) {
      recording.get().recorder().timed(clock);
    }
  }

  private void announce(List<TrackInfo> tracks) {
    lastAnnounced = tracks;
    recording.ifPresent(now -> tracks.forEach(now.recorder()::announced));
  }

  private void begin(Effect.RunStarted started) throws IOException {
    acceptedRunNumber = started.runNumber();
    broken = false;
    boolean resumed =
        recording.filter(now -> now.recorder().run().number() == started.runNumber()).isPresent();
    if (resumed) {
      return;
    }
    ArchiveSettings settings = feedback.settings();
    if (!settings.enabled()) {
      scope.shelf().remove(point);
      return;
    }
    RunJournal.Entry.Began first =
        new RunJournal.Entry.Began(
            new RunJournal.RunIdentity(point, started.runNumber(), started.eventId()),
            scope.wallClock().get());
    try {
      Path folder = NewRunFolder.choose(scope.disk(), first, settings);
      RunRecorder recorder = RunRecorder.begin(scope.disk(), folder, first, segmentNanos(settings));
      adopt(recorder, settings);
      lastAnnounced.forEach(recorder::announced);
      LOG.info("archive run began point={} folder={}", point, folder);
    } catch (IOException e) {
      giveUp(settings, e);
    }
  }

  static long segmentNanos(ArchiveSettings settings) {
    return settings.segmentLengthSeconds() * 1_000_000_000L;
  }

  private void write(Effect.FragmentAccepted accepted) throws IOException {
    if (recording.isPresent()) {
      recording.get().recorder().accepted(accepted.track(), accepted.fragment());
      scope.figures().writtenBytes.add(accepted.fragment().sizeBytes());
      scope.figures().writtenFragments.increment();
    }
  }

  private void write(Effect.PastAccepted accepted) throws IOException {
    if (recording.isPresent()) {
      recording.get().recorder().past(accepted.track(), accepted.fragment());
      scope.figures().writtenBytes.add(accepted.fragment().sizeBytes());
      scope.figures().writtenFragments.increment();
    }
  }

  /**
   * Puts a piece of what came out of order in order.
   *
   * @return whether there is more to do
   */
  boolean tidyStep() {
    try {
      return recording.isPresent() && recording.get().recorder().tidyStep(TIDY_STEP_BYTES);
    } catch (IOException e) {
      fail(e);
      return false;
    }
  }

  private void remember(Effect.Gap gap) throws IOException {
    if (recording.isPresent()) {
      FragmentTime time = new FragmentTime(gap.fromTicks(), gap.toTicks() - gap.fromTicks());
      TrackId track = gap.track();
      recording.get().recorder().gap(track, time);
    }
  }

  /** Makes everything safe, and keeps the bound of disk use. */
  void sync() {
    if (recording.isEmpty()) {
      return;
    }
    try {
      long beforeNanos = scope.nanoClock().getAsLong();
      RunRecorder recorder = recording.get().recorder();
      List<RunRecorder.Safe> safe = recorder.sync();
      scope.figures().syncs.increment();
      scope.figures().syncNanos.add(scope.nanoClock().getAsLong() - beforeNanos);
      feedback.safe(recorder.run().number(), safe);
      keepQuota(recording.get());
    } catch (IOException e) {
      fail(e);
    }
  }

  private void keepQuota(Recording now) throws IOException {
    int removedCount = now.quota().keep(now.recorder().sizeBytes());
    scope.figures().removedRuns.add(removedCount);
    scope.figures().diskBytes.set(now.quota().usedBytes() + now.recorder().sizeBytes());
  }

  private void end(long runNumber) throws IOException {
    if (recording.isEmpty() || recording.get().recorder().run().number() != runNumber) {
      feedback.closed(runNumber);
      return;
    }
    RunRecorder recorder = recording.get().recorder();
    List<RunRecorder.Safe> safe = recorder.end(scope.wallClock().get());
    recording = Optional.empty();
    recorder.close();
    feedback.safe(runNumber, safe);
    feedback.closed(runNumber);
    LOG.info("archive run closed point={} folder={}", point, recorder.run().folder());
  }

  private void fail(IOException failure) {
    if (recording.isPresent()) {
      Recording broken = recording.get();
      recording = Optional.empty();
      closeQuietly(broken.recorder());
      giveUp(broken.settings(), failure);
    }
  }

  private void giveUp(ArchiveSettings settings, IOException failure) {
    scope.figures().failures.increment();
    PointFault fault = DiskFaults.pointFault(point, failure);
    LOG.error(
        "archive failed point={} hresult={} policy={}",
        point,
        fault.hresultText(),
        settings.disk().onFailure(),
        failure);
    switch (settings.disk().onFailure()) {
      case ERROR -> {
        broken = true;
        feedback.failed(fault);
      }
      case CONTINUE -> feedback.closed(acceptedRunNumber);
    }
  }

  private void closeQuietly(RunRecorder recorder) {
    try {
      recorder.close();
    } catch (IOException e) {
      LOG.warn("archive files did not close point={}", point, e);
    }
  }

  /**
   * The process ends: a run that is to go on at the next start is made safe and stays open, any
   * other is finished.
   */
  void leave() {
    if (recording.isEmpty()) {
      return;
    }
    RunRecorder recorder = recording.get().recorder();
    if (feedback.resumes()) {
      sync();
    } else {
      try {
        recorder.end(scope.wallClock().get());
      } catch (IOException e) {
        fail(e);
      }
    }
    recording = Optional.empty();
    closeQuietly(recorder);
  }
}
