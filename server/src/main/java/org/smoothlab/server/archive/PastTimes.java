package org.smoothlab.server.archive;

import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Finds fragments of a log that came in any order: their starts and their numbers are in memory,
 * some hundred bytes for each until the log is put in order. Written by one thread, read by many.
 */
final class PastTimes {
  private final ConcurrentSkipListMap<Long, Integer> numberByStart = new ConcurrentSkipListMap<>();

  /**
   * Reads them from an index.
   *
   * @param count of its records
   */
  static PastTimes read(Disk disk, LogFile file, int count) throws IOException {
    PastTimes times = new PastTimes();
    if (count > 0) {
      try (Disk.Reading index = disk.read(file.index())) {
        TrackIndex.read(index, 0, count).forEach(times::add);
      }
    }
    return times;
  }

  void add(IndexRecord record) {
    numberByStart.put(record.time().startTicks(), record.number());
  }

  /** The number of the fragment that starts within {@code toleranceTicks}. */
  Optional<Integer> find(long startTicks, long toleranceTicks) {
    Map.Entry<Long, Integer> entry = numberByStart.floorEntry(startTicks + toleranceTicks);
    return entry != null && entry.getKey() >= startTicks - toleranceTicks
        ? Optional.of(entry.getValue())
        : Optional.empty();
  }

  /** Numbers by start, rising; grows meanwhile. */
  NavigableMap<Long, Integer> numbers() {
    return numberByStart;
  }
}
