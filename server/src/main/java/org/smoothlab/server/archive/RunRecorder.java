package org.smoothlab.server.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.server.origin.RunClock;

/**
 * Writes one run: a log per track and segment, and the journal. One thread's. Knows no clock and no
 * queue, so that every order of things can be tested.
 *
 * <p>After an exception of a write it is to be abandoned; what was synced is there, and the next
 * start repairs the rest.
 */
final class RunRecorder implements Closeable {
  private final Disk disk;
  private final ArchivedRun run;
  private final RunJournal journal;
  private final SegmentCuts cuts;
  private final Map<TrackId, TrackInfo> announced = new HashMap<>();
  private final TreeMap<Integer, Map<TrackId, TrackLog>> open = new TreeMap<>();
  private final PastLogs pasts;
  private final List<Safe> unsynced = new ArrayList<>();
  private long finishedBytes;

  /** A fragment that outlives a crash. */
  record Safe(TrackId track, FragmentTime time) {}

  private RunRecorder(Disk disk, ArchivedRun run, RunJournal journal, SegmentCuts cuts) {
    this.disk = disk;
    this.run = run;
    this.journal = journal;
    this.cuts = cuts;
    this.pasts = new PastLogs(disk, run, journal);
  }

  /**
   * Begins a run in a folder that is not there yet.
   *
   * @param segmentNanos length of a segment in media time; 0 for one segment only
   */
  static RunRecorder begin(Disk disk, Path folder, RunJournal.Entry.Began first, long segmentNanos)
      throws IOException {
    RunJournal journal = RunJournal.create(disk, folder, first);
    return new RunRecorder(
        disk, new ArchivedRun(first, folder), journal, new SegmentCuts(segmentNanos));
  }

  /** Goes on with a run whose logs have been repaired. */
  static RunRecorder resume(Disk disk, RepairedRun repaired, Instant at, long segmentNanos)
      throws IOException {
    RunJournal journal = RunJournal.resume(disk, repaired.run().folder(), repaired.journal());
    SegmentCuts cuts = SegmentCuts.restored(segmentNanos, repaired.journal().entries());
    RunRecorder recorder = new RunRecorder(disk, repaired.run(), journal, cuts);
    for (RepairedRun.OpenLog log : repaired.openLogs()) {
      TrackLog resumed = TrackLog.resume(disk, log.file(), log.contents());
      if (log.past().isPresent()) {
        recorder.pasts.resume(log.segment(), new PastLog(resumed, log.past().get()));
      } else {
        recorder.logs(log.segment()).put(resumed.track().id(), resumed);
        recorder.announced.put(resumed.track().id(), resumed.track());
      }
    }
    recorder.finishedBytes = repaired.finishedBytes();
    journal.add(new RunJournal.Entry.Resumed(at));
    return recorder;
  }

  /** What readers may have of it, already now. */
  ArchivedRun run() {
    return run;
  }

  /** Bytes of all its files. */
  long sizeBytes() {
    long bytes = finishedBytes + journal.sizeBytes() + pasts.sizeBytes();
    for (Map<TrackId, TrackLog> logs : open.values()) {
      for (TrackLog log : logs.values()) {
        bytes += log.sizeBytes();
      }
    }
    return bytes;
  }

  /** Bytes that a crash could take. */
  boolean isDirty() {
    return !unsynced.isEmpty();
  }

  /** Takes down which wall time its media time stands for. */
  void timed(RunClock clock) throws IOException {
    run.timed(clock);
    journal.add(new RunJournal.Entry.Timed(clock.zero()));
  }

  /** Takes what the first source of a track says of it. */
  void announced(TrackInfo track) {
    announced.putIfAbsent(track.id(), track);
  }

  /** Takes what was found out later. A file that has begun keeps what was known then. */
  void described(TrackInfo track) {
    announced.put(track.id(), track);
  }

  /** Writes a fragment. Those of a track come in the order of their starts. */
  void accepted(TrackId id, Fragment fragment) throws IOException {
    TrackInfo track = announced.get(id);
    if (track == null) {
      throw new IllegalStateException("a fragment of " + id + ", which was not announced");
    }
    if (cuts.begins(track, fragment)) {
      journal.add(new RunJournal.Entry.Cut(cuts.newestSegment(), cuts.newestCutNanos()));
      finishUntil(cuts.newestSegment() - 2);
    }
    int segment = Math.max(cuts.segmentOf(track, fragment.time()), oldestOpen());
    log(track, segment).append(fragment);
    unsynced.add(new Safe(id, fragment.time()));
  }

  /** Writes a fragment that is older than what has been written of its track. */
  void past(TrackId id, Fragment fragment) throws IOException {
    TrackInfo track = announced.get(id);
    if (track == null) {
      throw new IllegalStateException("a fragment of " + id + ", which was not announced");
    }
    int segment = Math.max(cuts.segmentOf(track, fragment.time()), oldestOpen());
    pasts.append(segment, log(track, segment), fragment);
    unsynced.add(new Safe(id, fragment.time()));
  }

  /** Nothing is missing any more: what came out of order is to be put in order. */
  void tidySoon() {
    pasts.tidySoon();
  }

  /**
   * Puts a piece of about so many bytes in order.
   *
   * @return whether there is more to do
   */
  boolean tidyStep(long bytesMax) throws IOException {
    return pasts.tidyStep(this::logs, bytesMax);
  }

  private int oldestOpen() {
    return open.isEmpty() ? 1 : open.firstKey();
  }

  private TrackLog log(TrackInfo track, int segment) throws IOException {
    TrackLog known = logs(segment).get(track.id());
    if (known != null) {
      return known;
    }
    // Else a crash could leave a hole: the end of the old log lost, the start of the new one kept.
    syncAll(track.id());
    Path folder = run.folder().resolve(ArchiveNames.segmentFolder(segment));
    String name = freeName(folder, ArchiveNames.logFile(track));
    journal.add(new RunJournal.Entry.TrackOpened(segment, name));
    TrackLog created = TrackLog.create(disk, new LogFile(folder.resolve(name)), track);
    logs(segment).put(track.id(), created);
    if (run.track(track.id()).isEmpty()) {
      run.add(new ArchivedTrack(disk, track));
    }
    run.track(track.id())
        .orElseThrow()
        .add(new ArchivedTrack.Part(created.file(), track, created.index()));
    return created;
  }

  private void syncAll(TrackId track) throws IOException {
    for (Map<TrackId, TrackLog> logs : open.values()) {
      if (logs.containsKey(track)) {
        logs.get(track).sync();
      }
    }
  }

  private Map<TrackId, TrackLog> logs(int segment) {
    return open.computeIfAbsent(segment, _ -> new HashMap<>());
  }

  /** Somebody else's file may have the name; it is left alone. */
  private String freeName(Path folder, String wanted) throws IOException {
    List<String> taken = disk.list(folder).stream().map(Disk.Item::name).toList();
    int dot = wanted.lastIndexOf('.');
    String name = wanted;
    for (int copy = 2;
        taken.contains(name) || taken.contains(name + LogFile.INDEX_SUFFIX);
        copy++) {
      name = wanted.substring(0, dot) + "-" + copy + wanted.substring(dot);
    }
    return name;
  }

  /** Remembers what nobody delivered. */
  void gap(TrackId track, FragmentTime time) throws IOException {
    journal.add(new RunJournal.Entry.Gap(track, time));
  }

  /** Makes everything safe; what was not safe before, in the order in which it came. */
  List<Safe> sync() throws IOException {
    for (Map<TrackId, TrackLog> logs : open.values()) {
      for (TrackLog log : logs.values()) {
        log.sync();
      }
    }
    pasts.sync();
    List<Safe> safe = List.copyOf(unsynced);
    unsynced.clear();
    return safe;
  }

  /** Nothing comes any more: finishes all segments. What was not safe before is now. */
  List<Safe> end(Instant at) throws IOException {
    List<Safe> safe = sync();
    finishUntil(Integer.MAX_VALUE);
    journal.add(new RunJournal.Entry.Closed(at));
    return safe;
  }

  private void finishUntil(int segment) throws IOException {
    while (!open.isEmpty() && open.firstKey() <= segment) {
      Map.Entry<Integer, Map<TrackId, TrackLog>> oldest = open.firstEntry();
      pasts.finish(oldest.getKey(), this::logs);
      List<ArchivedTrack.Part> parts = new ArrayList<>();
      for (TrackLog log : oldest.getValue().values()) {
        log.finish(disk);
        finishedBytes += log.sizeBytes();
        log.close();
        parts.add(new ArchivedTrack.Part(log.file(), log.track(), log.index()));
      }
      parts.sort(
          Comparator.comparing((ArchivedTrack.Part part) -> part.info().stream().kind())
              .thenComparing(part -> part.info().stream().name())
              .thenComparingLong(part -> -part.info().level().bitrateBps()));
      Path folder = run.folder().resolve(ArchiveNames.segmentFolder(oldest.getKey()));
      SegmentManifests.write(disk, folder, ArchiveNames.presentation(run.point()), parts);
      open.remove(oldest.getKey());
      journal.add(new RunJournal.Entry.SegmentFinished(oldest.getKey()));
    }
  }

  /** Lets go of the files as they are. */
  @Override
  public void close() throws IOException {
    try (journal;
        pasts) {
      for (Map<TrackId, TrackLog> logs : open.values()) {
        for (TrackLog log : logs.values()) {
          log.close();
        }
      }
      open.clear();
    }
  }
}
