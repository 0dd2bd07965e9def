package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.server.origin.ArchiveSettings;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.RestoredRun;
import org.smoothlab.server.origin.RunClock;

/**
 * What the end of a process broke off: repairs the runs that were not closed, closes them, or lets
 * the newest of a point go on where the point wants that.
 */
final class InterruptedRuns {
  /** Fragments of a sparse track that are read again: manifests show their samples. */
  private static final int SPARSE_COUNT_MAX = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger("archive");

  private final ArchiveScope scope;
  private final Origin origin;
  private final Optional<PointSettings> template;

  /** Takes a run that goes on. */
  @FunctionalInterface
  interface Adopter {
    void adopt(RunRecorder recorder, ArchiveSettings settings) throws IOException;
  }

  /**
   * @param template settings of points that encoders may make; empty when they may not
   */
  InterruptedRuns(ArchiveScope scope, Origin origin, Optional<PointSettings> template) {
    this.scope = scope;
    this.origin = origin;
    this.template = template;
  }

  void handle(Adopter adopter) throws IOException {
    Map<String, Path> newest = new HashMap<>();
    Map<String, RunJournal.Entry.Began> newestBegan = new HashMap<>();
    List<Path> interrupted = new ArrayList<>();
    for (Path folder : new ArchiveLayout(scope.disk()).runFolders()) {
      Optional<RunJournal.Read> journal = RunJournal.find(scope.disk(), folder);
      if (journal.isEmpty()) {
        LOG.warn("archive folder left alone folder={} reason=\"no journal of a run\"", folder);
      } else if (!journal.get().isClosed()) {
        interrupted.add(folder);
        RunJournal.Entry.Began began = journal.get().began().orElseThrow();
        RunJournal.Entry.Began known = newestBegan.get(began.run().point());
        if (known == null || known.at().isBefore(began.at())) {
          newestBegan.put(began.run().point(), began);
          newest.put(began.run().point(), folder);
        }
      }
    }
    for (Path folder : interrupted) {
      handle(folder, newest.containsValue(folder), adopter);
    }
  }

  private void handle(Path folder, boolean isNewest, Adopter adopter) throws IOException {
    Optional<RepairedRun> repaired = RepairedRun.open(scope.disk(), folder);
    if (repaired.isEmpty()) {
      return;
    }
    tell(repaired.get());
    ArchivedRun run = repaired.get().run();
    Optional<PublishingPoint> point = isNewest ? pointOf(run) : Optional.empty();
    ArchiveSettings settings =
        point.map(found -> found.settings().archive()).orElse(ArchiveSettings.DEFAULT);
    RunRecorder recorder =
        RunRecorder.resume(
            scope.disk(),
            repaired.get(),
            scope.wallClock().get(),
            PointArchive.segmentNanos(settings));
    boolean goesOn =
        point.isPresent()
            && settings.enabled()
            && point.get().settings().automation().resume()
            && !run.tracks().isEmpty();
    if (!goesOn) {
      recorder.end(scope.wallClock().get());
      recorder.close();
      LOG.info("archive run closed point={} folder={}", run.point(), folder);
      return;
    }
    RestoredRun restored = restore(run, point.get().settings());
    adopter.adopt(recorder, settings);
    boolean resumed = point.get().resume(restored, scope.nanoClock().getAsLong());
    LOG.info("archive run resumed point={} folder={} resumed={}", run.point(), folder, resumed);
  }

  private void tell(RepairedRun repaired) {
    for (TailRepair.Report report : repaired.notes().repairs()) {
      scope.figures().repairs.increment();
      LOG.warn(
          "archive tail repaired file={} cutBytes={} cutRecords={} rebuiltRecords={}",
          report.file(),
          report.cutBytes(),
          report.cutRecords(),
          report.rebuiltRecords());
    }
    for (String left : repaired.notes().leftAlone()) {
      LOG.warn("archive file left alone {}", left);
    }
  }

  /** A point that the first POST had made is made again, if it may go on. */
  private Optional<PublishingPoint> pointOf(ArchivedRun run) {
    Optional<PublishingPoint> known = origin.find(run.point());
    boolean mayMake = template.isPresent() && template.get().automation().resume();
    return known.isPresent() || !mayMake
        ? known
        : origin.findOrCreate(run.point(), template.orElseThrow());
  }

  /** What a point with these settings must know of a run to go on with it, or to show it. */
  static RestoredRun restore(ArchivedRun run, PointSettings settings) throws IOException {
    List<RestoredRun.RestoredTrack> tracks = new ArrayList<>();
    int lookAhead = settings.clientConnections().timing().lookAheadChunks();
    for (ArchivedTrack track : run.tracks()) {
      boolean sparse = !track.info().stream().sparse().parentName().isEmpty();
      tracks.add(restore(track, sparse ? SPARSE_COUNT_MAX : lookAhead + 4));
    }
    return new RestoredRun(run.number(), run.eventId(), clock(run, tracks), tracks);
  }

  /** An archive of an earlier version does not tell: its begin is as near as it gets. */
  private static Optional<RunClock> clock(ArchivedRun run, List<RestoredRun.RestoredTrack> tracks) {
    return run.clock()
        .or(() ->
            tracks.stream()
                .filter(track -> !track.info().stream().isSparse())
                .findFirst()
                .map(track ->
                    RunClock.of(first(track), track.info().stream().timescale(), run.start())));
  }

  private static FragmentTime first(RestoredRun.RestoredTrack track) {
    return track.archived().isEmpty()
        ? track.newest().getFirst().time()
        : track.archived().getFirst().time();
  }

  private static RestoredRun.RestoredTrack restore(ArchivedTrack track, int newestCount)
      throws IOException {
    record Found(ArchivedTrack.Part part, IndexRecord record) {}
    List<RestoredRun.Archived> archived = new ArrayList<>();
    Deque<Found> newest = new ArrayDeque<>();
    track.forEach((part, record) -> {
      newest.addLast(new Found(part, record));
      if (newest.size() > newestCount) {
        IndexRecord old = newest.removeFirst().record();
        archived.add(new RestoredRun.Archived(old.time(), old.samples().count()));
      }
    });
    List<Fragment> fragments = new ArrayList<>();
    for (Found found : newest) {
      fragments.add(track.read(found.part(), found.record()));
    }
    return new RestoredRun.RestoredTrack(track.info(), archived, fragments);
  }
}
