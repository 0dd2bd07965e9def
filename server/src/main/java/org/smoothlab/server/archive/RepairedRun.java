package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.TrackId;

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

  /** A log of a segment that was not finished. */
  record OpenLog(int segment, LogFile file, LogScan.Contents contents) {}

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
        if (entry instanceof RunJournal.Entry.SegmentFinished(int segment)) {
          finished.add(segment);
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
      boolean wasFinished = finished.contains(segment);
      LogScan.Found found = LogScan.scan(disk, file, wasFinished);
      switch (found) {
        case LogScan.Found.Log log -> take(segment, file, log);
        case LogScan.Found.Damaged(String why) -> leftAlone.add(file + ": " + why);
        case LogScan.Found.Unfinished() -> remove(file);
      }
    }

    private void take(int segment, LogFile file, LogScan.Found.Log log) throws IOException {
      LogScan.Contents contents = log.contents();
      if (!finished.contains(segment) && mayChange) {
        TailRepair.Report report = TailRepair.repair(disk, file, log);
        if (!report.isClean()) {
          repairs.add(report);
        }
        openLogs.add(new OpenLog(segment, file, contents));
      }
      TrackId id = contents.header().track().id();
      if (run.track(id).isEmpty()) {
        run.add(new ArchivedTrack(disk, contents.header().track()));
      }
      run.track(id)
          .orElseThrow()
          .add(new ArchivedTrack.Part(file, contents.header().track(), contents.index()));
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
