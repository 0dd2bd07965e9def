package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.TrackId;
import org.smoothlab.server.origin.RunClock;

/**
 * A run as it was found, with the ends of its logs made right if it had not been closed.
 *
 * @param run what can be read of it
 * @param journal what it says of itself
 * @param openLogs those that can be gone on with; none when the run was closed
 * @param finishedBytes size of all files that are not among them
 * @param notes what was cut, and what was left alone, for people
 */
record RepairedRun(
    ArchivedRun run,
    RunJournal.Read journal,
    List<OpenLog> openLogs,
    long finishedBytes,
    Notes notes) {
  RepairedRun {
    openLogs = List.copyOf(openLogs);
  }

  /**
   * A log of a segment that was not finished.
   *
   * @param past present when it holds what came out of order
   */
  record OpenLog(int segment, LogFile file, LogScan.Contents contents, Optional<PastTimes> past) {}

  /**
   * @param repairs of logs that were not clean
   * @param leftAlone what is damaged or not ours, and why
   */
  record Notes(List<TailRepair.Report> repairs, List<String> leftAlone) {
    Notes {
      repairs = List.copyOf(repairs);
      leftAlone = List.copyOf(leftAlone);
    }
  }

  /** Whether the run ended properly. */
  boolean isClosed() {
    return journal.isClosed();
  }

  /**
   * Opens the run in a folder, and repairs it if it was not closed.
   *
   * @return empty if the folder is not that of a run
   * @throws IOException if the disk fails
   */
  static Optional<RepairedRun> open(Disk disk, Path folder) throws IOException {
    Optional<Opening> opening = Opening.of(disk, folder);
    return opening.isEmpty() ? Optional.empty() : Optional.of(opening.get().open(true));
  }

  /**
   * The same without changing anything: what is not whole is only not shown. Another process may be
   * recording the run at the same time.
   */
  static Optional<RepairedRun> look(Disk disk, Path folder) throws IOException {
    Optional<Opening> opening = Opening.of(disk, folder);
    return opening.isEmpty() ? Optional.empty() : Optional.of(opening.get().open(false));
  }

  /** The work of opening. */
  private static final class Opening {
    private final Disk disk;
    private boolean mayChange;
    private final ArchivedRun run;
    private final RunJournal.Read journal;
    private final Set<Integer> finished = new HashSet<>();
    private final List<OpenLog> openLogs = new ArrayList<>();
    private final List<TailRepair.Report> repairs = new ArrayList<>();
    private final List<String> leftAlone = new ArrayList<>();
    private final Map<Path, Long> sizes = new HashMap<>();
    private final Set<Path> known = new HashSet<>();

    /** Of logs beside which there was another: what was done last. */
    private final Map<Path, RunJournal.Entry> pasts = new HashMap<>();

    static Optional<Opening> of(Disk disk, Path folder) throws IOException {
      return RunJournal.find(disk, folder)
          .map(
              read -> new Opening(disk, new ArchivedRun(read.began().orElseThrow(), folder), read));
    }

    private Opening(Disk disk, ArchivedRun run, RunJournal.Read journal) {
      this.disk = disk;
      this.run = run;
      this.journal = journal;
    }

    RepairedRun open(boolean mayChange) throws IOException {
      this.mayChange = mayChange;
      for (RunJournal.Entry entry : journal.entries()) {
        switch (entry) {
          case RunJournal.Entry.SegmentFinished(int segment) -> finished.add(segment);
          case RunJournal.Entry.PastOpened(int segment, String name) ->
              pasts.put(pathOf(segment, name), entry);
          case RunJournal.Entry.Tidied(int segment, String name) ->
              pasts.put(pathOf(segment, name), entry);
          case RunJournal.Entry.Timed(Instant zero) -> run.timed(new RunClock(zero));
          default -> {
            // What else happened does not say which files there are.
          }
        }
      }
      measure(run.folder());
      for (RunJournal.Entry entry : journal.entries()) {
        if (entry instanceof RunJournal.Entry.TrackOpened(int segment, String name)) {
          open(segment, name);
        }
      }
      tellForeign();
      long openBytes = openLogs.stream().mapToLong(log -> bytesOf(log.file())).sum();
      long allBytes = sizes.values().stream().mapToLong(Long::longValue).sum();
      return new RepairedRun(
          run, journal, openLogs, allBytes - openBytes, new Notes(repairs, leftAlone));
    }

    private void measure(Path folder) throws IOException {
      for (Disk.Item item : disk.list(folder)) {
        Path path = folder.resolve(item.name());
        switch (item.kind()) {
          case FILE -> sizes.put(path, item.sizeBytes());
          case FOLDER -> {
            if (ArchiveNames.segmentNumber(item.name()).isPresent()) {
              measure(path);
            } else {
              leftAlone.add(path + ": a folder that is not of this run");
            }
          }
          case OTHER -> leftAlone.add(path + ": neither file nor folder");
        }
      }
    }

    private Path pathOf(int segment, String name) {
      return run.folder().resolve(ArchiveNames.segmentFolder(segment)).resolve(name);
    }

    private void open(int segment, String name) throws IOException {
      Path folder = run.folder().resolve(ArchiveNames.segmentFolder(segment));
      if (!name.equals(Path.of(name).getFileName().toString()) || name.startsWith(".")) {
        leftAlone.add(folder + ": the journal names a file elsewhere: " + name);
        return;
      }
      LogFile file = new LogFile(folder.resolve(name));
      if (!known.add(file.log())) {
        return; // begun once more after a crash that had left nothing of it
      }
      known.add(file.index());
      Optional<RunJournal.Entry> past = Optional.ofNullable(pasts.get(file.log()));
      boolean tidied = past.filter(RunJournal.Entry.Tidied.class::isInstance).isPresent();
      scan(segment, tidied ? tidied(file) : file, false);
      if (past.isPresent()) {
        for (LogFile beside : List.of(file.past(), file.tidy())) {
          known.add(beside.log());
          known.add(beside.index());
        }
      }
      if (past.isPresent() && !tidied) {
        removeFiles(file.tidy());
        scan(segment, file.past(), true);
      }
    }

    /** Where the copy is that has become the log; brings to its end what was begun with it. */
    private LogFile tidied(LogFile file) throws IOException {
      LogFile tidy = file.tidy();
      if (!mayChange) {
        return new LogFile(
            sizes.containsKey(tidy.log()) ? tidy.log() : file.log(),
            sizes.containsKey(tidy.index()) ? tidy.index() : file.index());
      }
      rename(tidy.log(), file.log());
      rename(tidy.index(), file.index());
      removeFiles(file.past());
      return file;
    }

    private void rename(Path from, Path to) throws IOException {
      Long sizeBytes = sizes.remove(from);
      if (sizeBytes != null) {
        disk.rename(from, to);
        sizes.put(to, sizeBytes);
      }
    }

    private void removeFiles(LogFile file) throws IOException {
      for (Path path : List.of(file.index(), file.log())) {
        if (mayChange && sizes.remove(path) != null) {
          disk.delete(path);
        }
      }
    }

    private void scan(int segment, LogFile file, boolean isPast) throws IOException {
      LogScan.Found found = LogScan.scan(disk, file, finished.contains(segment));
      switch (found) {
        case LogScan.Found.Log log -> take(segment, file, log, isPast);
        case LogScan.Found.Damaged(String why) -> leftAlone.add(file + ": " + why);
        case LogScan.Found.Unfinished() -> remove(file);
      }
    }

    private void take(int segment, LogFile file, LogScan.Found.Log log, boolean isPast)
        throws IOException {
      LogScan.Contents contents = log.contents();
      if (!finished.contains(segment) && mayChange) {
        TailRepair.Report report = TailRepair.repair(disk, file, log);
        if (!report.isClean()) {
          repairs.add(report);
        }
      }
      boolean isWritten = mayChange && !finished.contains(segment);
      int count = contents.index().count() - (isWritten ? 0 : log.rebuilt().size());
      Optional<PastTimes> past =
          isPast ? Optional.of(PastTimes.read(disk, file, count)) : Optional.empty();
      if (isWritten) {
        openLogs.add(new OpenLog(segment, file, contents, past));
      }
      TrackId id = contents.header().track().id();
      if (run.track(id).isEmpty()) {
        run.add(new ArchivedTrack(disk, contents.header().track()));
      }
      ArchivedTrack track = run.track(id).orElseThrow();
      ArchivedTrack.Part part =
          new ArchivedTrack.Part(file, contents.header().track(), contents.index());
      if (past.isPresent()) {
        track.add(new ArchivedTrack.PastPart(part, past.get()));
      } else {
        track.add(part);
      }
    }

    /** Nothing was ever in it, and its name is needed again. */
    private void remove(LogFile file) throws IOException {
      for (Path path : List.of(file.index(), file.log())) {
        if (mayChange && sizes.remove(path) != null) {
          disk.delete(path);
          leftAlone.add(path + ": removed, it never got its header");
        }
      }
    }

    private void tellForeign() {
      known.add(run.folder().resolve(RunJournal.FILE));
      for (Path path : sizes.keySet()) {
        String name = path.getFileName().toString();
        boolean manifest = name.endsWith(".ism") || name.endsWith(".ismc");
        if (!known.contains(path) && !manifest) {
          leftAlone.add(path + ": not of this run");
        }
      }
    }

    private long bytesOf(LogFile file) {
      return sizes.getOrDefault(file.log(), 0L) + sizes.getOrDefault(file.index(), 0L);
    }
  }
}
