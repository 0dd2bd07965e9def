package org.smoothlab.server.archive;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackId;

/**
 * What of a run came out of order, and how it gets into it. One thread's.
 *
 * <p>A fragment that is older than what its log holds goes to a log beside it, as safe as any other
 * and found at once by readers. When nothing is missing any more, or before the segment is
 * finished, both are copied in the order of time into a third log. When that is safe a line in the
 * journal makes it the one that counts; then it takes the name of the first, and the second goes.
 * Whatever a crash leaves of that is brought to its end by {@link RepairedRun}.
 */
final class PastLogs implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger("archive");

  private final Disk disk;
  private final ArchivedRun run;
  private final RunJournal journal;
  private final TreeMap<Integer, Map<TrackId, PastLog>> bySegment = new TreeMap<>();
  private Optional<Work> work = Optional.empty();
  private boolean tidying;

  /** What is being put in order. */
  private record Work(int segment, TrackId track, TrackTidy tidy) {}

  /** Knows the logs that are in their order. */
  @FunctionalInterface
  interface Mains {
    Map<TrackId, TrackLog> inSegment(int segment);
  }

  PastLogs(Disk disk, ArchivedRun run, RunJournal journal) {
    this.disk = disk;
    this.run = run;
    this.journal = journal;
  }

  /** Goes on with what was found. */
  void resume(int segment, PastLog log) {
    logs(segment).put(log.log().track().id(), log);
  }

  private Map<TrackId, PastLog> logs(int segment) {
    return bySegment.computeIfAbsent(segment, _ -> new HashMap<>());
  }

  /**
   * Writes a fragment.
   *
   * @param main the log in whose order it is missing
   */
  void append(int segment, TrackLog main, Fragment fragment) throws IOException {
    TrackId id = main.track().id();
    if (work.isPresent() && work.get().segment == segment && work.get().track.equals(id)) {
      abandon();
    }
    PastLog log = logs(segment).get(id);
    if (log == null) {
      LogFile file = main.file();
      journal.add(new RunJournal.Entry.PastOpened(segment, file.log().getFileName().toString()));
      log = new PastLog(TrackLog.create(disk, file.past(), main.track()), new PastTimes());
      logs(segment).put(id, log);
      run.track(id).orElseThrow().add(log.part());
    }
    log.append(fragment);
  }

  long sizeBytes() {
    long bytes = 0;
    for (Map<TrackId, PastLog> logs : bySegment.values()) {
      for (PastLog past : logs.values()) {
        bytes += past.log().sizeBytes();
      }
    }
    return bytes;
  }

  void sync() throws IOException {
    for (Map<TrackId, PastLog> logs : bySegment.values()) {
      for (PastLog past : logs.values()) {
        past.log().sync();
      }
    }
  }

  /** Everything is to be put in order, by {@link #tidyStep}. */
  void tidySoon() {
    tidying = !bySegment.isEmpty();
  }

  /**
   * Puts a piece in order. What cannot be, because a fragment is damaged or there is no room for
   * the copy, stays beside its log, where it is found as before.
   *
   * @return whether there is more to do
   */
  boolean tidyStep(Mains mains, long bytesMax) throws IOException {
    if (!tidying) {
      return false;
    }
    try {
      if (work.isEmpty() && !beginNext(mains)) {
        tidying = false;
        return false;
      }
      if (!work.orElseThrow().tidy.copy(bytesMax)) {
        return true;
      }
    } catch (IOException e) {
      tidying = false;
      LOG.warn("archive stays out of order point={} folder={}", run.point(), run.folder(), e);
      abandon();
      return false;
    }
    swap(work.orElseThrow(), mains);
    return true;
  }

  private boolean beginNext(Mains mains) throws IOException {
    for (Map.Entry<Integer, Map<TrackId, PastLog>> segment : bySegment.entrySet()) {
      Map<TrackId, TrackLog> logs = mains.inSegment(segment.getKey());
      for (Map.Entry<TrackId, PastLog> past : segment.getValue().entrySet()) {
        TrackLog main = logs.get(past.getKey());
        if (main != null) {
          TrackTidy tidy = TrackTidy.begin(disk, main, past.getValue());
          work = Optional.of(new Work(segment.getKey(), past.getKey(), tidy));
          return true;
        }
      }
    }
    return false;
  }

  /** The copy is safe and holds everything: from now on it is the log. */
  private void swap(Work done, Mains mains) throws IOException {
    TrackLog main = done.tidy.main();
    TrackLog target = done.tidy.target();
    LogFile file = main.file();
    PastLog past = requireNonNull(logs(done.segment).remove(done.track));
    journal.add(new RunJournal.Entry.Tidied(done.segment, file.log().getFileName().toString()));
    work = Optional.empty();
    mains.inSegment(done.segment).put(done.track, target);
    if (logs(done.segment).isEmpty()) {
      bySegment.remove(done.segment);
    }
    run.track(done.track)
        .orElseThrow()
        .swap(
            file,
            new ArchivedTrack.Part(file, target.track(), target.index()),
            () -> {
              disk.rename(file.tidy().log(), file.log());
              disk.rename(file.tidy().index(), file.index());
            });
    target.movedTo(file);
    try (TrackTidy _ = done.tidy;
        TrackLog _ = main) {
      past.log().close();
    }
    TrackTidy.remove(disk, file.past());
  }

  /** Before a segment is finished: puts all of it in order, if that is possible. */
  void finish(int segment, Mains mains) throws IOException {
    if (bySegment.containsKey(segment)) {
      tidySoon();
      while (bySegment.containsKey(segment) && tidyStep(mains, Long.MAX_VALUE)) {
        // One log after the other.
      }
    }
    for (PastLog left : bySegment.getOrDefault(segment, Map.of()).values()) {
      left.log().sync();
      left.log().close();
    }
    bySegment.remove(segment);
  }

  private void abandon() throws IOException {
    if (work.isPresent()) {
      TrackTidy tidy = work.get().tidy;
      work = Optional.empty();
      tidy.abandon();
    }
  }

  /** Lets go of the files as they are. */
  @Override
  public void close() throws IOException {
    if (work.isPresent()) {
      TrackTidy tidy = work.get().tidy;
      work = Optional.empty();
      try (tidy) {
        tidy.target().close();
      }
    }
    for (Map<TrackId, PastLog> logs : bySegment.values()) {
      for (PastLog past : logs.values()) {
        past.log().close();
      }
    }
    bySegment.clear();
  }
}
