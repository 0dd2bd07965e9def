package org.smoothlab.server.archive;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * Reads what a log holds, without changing it. Records that were safe when a later one was written
 * are believed; only what is behind them is read and compared with its checksum, so that opening a
 * day takes no longer than opening a minute.
 */
final class LogScan {
  private final Disk disk;
  private final LogFile file;

  /** What was found. */
  sealed interface Found {
    /**
     * @param contents what is whole
     * @param logBytes size of the log; what is behind the contents is to be cut
     * @param recordBytes size of the index
     * @param rebuilt how many records had to be made from the boxes
     */
    record Log(Contents contents, long logBytes, long recordBytes, List<IndexRecord> rebuilt)
        implements Found {
      public Log {
        rebuilt = List.copyOf(rebuilt);
      }
    }

    /** A crash came before its header was safe: there never was anything in it. */
    record Unfinished() implements Found {}

    /** It is not, or not any more, a log of ours. */
    record Damaged(String why) implements Found {}
  }

  /**
   * @param header what it begins with
   * @param index of the fragments that are whole
   * @param endOffset where the next fragment belongs
   */
  record Contents(LogHeader header, TrackIndex index, long endOffset) {}

  private LogScan(Disk disk, LogFile file) {
    this.disk = disk;
    this.file = file;
  }

  /**
   * Reads a log that nobody writes.
   *
   * @param finished whether it was closed properly: then every record is believed
   * @throws IOException if the disk fails
   */
  static Found scan(Disk disk, LogFile file, boolean finished) throws IOException {
    return new LogScan(disk, file).scan(finished);
  }

  private Found scan(boolean finished) throws IOException {
    try (Disk.Reading log = disk.read(file.log())) {
      Slice index = readIndex();
      Optional<LogHeader> header = readHeader(log);
      boolean hasRecords = index.size() >= TrackIndex.offsetOf(1);
      if (header.isEmpty()) {
        return hasRecords
            ? new Found.Damaged("its header is not that of a log")
            : new Found.Unfinished();
      }
      return scan(log, header.get(), index, finished);
    } catch (NoSuchFileException _) {
      return new Found.Unfinished();
    }
  }

  private Found scan(Disk.Reading log, LogHeader header, Slice index, boolean finished)
      throws IOException {
    List<IndexRecord> records = readRecords(index, header, log.sizeBytes());
    int safeCount = finished ? records.size() : safeCount(records);
    int wholeCount = safeCount;
    while (wholeCount < records.size() && isWhole(log, records.get(wholeCount))) {
      wholeCount++;
    }
    TrackIndex found = new TrackIndex();
    records.subList(0, wholeCount).forEach(found::add);
    long endOffset =
        wholeCount == 0 ? header.sizeBytes() : records.get(wholeCount - 1).place().endOffset();
    List<IndexRecord> rebuilt = List.of();
    if (wholeCount == records.size() && isDamagedBehind(index, wholeCount)) {
      rebuilt = new BoxWalk(log, wholeCount).walk(endOffset);
      rebuilt.forEach(found::add);
      endOffset = rebuilt.isEmpty() ? endOffset : rebuilt.getLast().place().endOffset();
    }
    return new Found.Log(
        new Contents(header, found, endOffset), log.sizeBytes(), index.size(), rebuilt);
  }

  /** All of the index file: a day of fragments of two seconds is 2.4 megabytes. */
  private Slice readIndex() throws IOException {
    try (Disk.Reading index = disk.read(file.index())) {
      MemorySegment bytes = Arena.ofAuto().allocate(index.sizeBytes());
      index.read(0, bytes.asByteBuffer());
      return Slice.view(bytes);
    } catch (NoSuchFileException _) {
      return Slice.EMPTY;
    }
  }

  private static Optional<LogHeader> readHeader(Disk.Reading log) throws IOException {
    MemorySegment bytes = Arena.ofAuto().allocate(Math.min(log.sizeBytes(), LogHeader.BYTES_MAX));
    log.read(0, bytes.asByteBuffer());
    try {
      return Optional.of(LogHeader.read(Slice.view(bytes)));
    } catch (MediaException _) {
      return Optional.empty();
    }
  }

  /** Records up to the first that is not one, or whose fragment cannot be where it says. */
  private static List<IndexRecord> readRecords(Slice index, LogHeader header, long logBytes) {
    List<IndexRecord> records = new ArrayList<>();
    if (TrackIndex.readHeader(index).filter(first -> first == header.sizeBytes()).isEmpty()) {
      return records;
    }
    long expectedOffset = header.sizeBytes();
    while (index.size() >= TrackIndex.offsetOf(records.size() + 1)) {
      Optional<IndexRecord> record = recordAt(index, records.size());
      if (record.isEmpty()
          || record.get().place().offset() != expectedOffset
          || record.get().place().endOffset() > logBytes) {
        break;
      }
      records.add(record.get());
      expectedOffset = record.get().place().endOffset();
    }
    return records;
  }

  private static Optional<IndexRecord> recordAt(Slice index, int number) {
    return IndexRecord.read(index.slice(TrackIndex.offsetOf(number), IndexRecord.BYTES), number);
  }

  private static int safeCount(List<IndexRecord> records) {
    int safeCount = 0;
    for (IndexRecord record : records) {
      safeCount = Math.max(safeCount, Math.min(record.syncedCount(), records.size()));
    }
    return safeCount;
  }

  /**
   * Whether what is wrong behind the last good record is no torn end: a later record says that all
   * was safe up to there, or the index is not there at all.
   */
  private static boolean isDamagedBehind(Slice index, int goodCount) {
    if (TrackIndex.readHeader(index).isEmpty()) {
      return true;
    }
    for (int number = goodCount + 1; index.size() >= TrackIndex.offsetOf(number + 1); number++) {
      Optional<IndexRecord> later = recordAt(index, number);
      if (later.isPresent() && later.get().syncedCount() > goodCount) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWhole(Disk.Reading log, IndexRecord record) throws IOException {
    MemorySegment bytes = Arena.ofAuto().allocate(record.place().sizeBytes());
    log.read(record.place().offset(), bytes.asByteBuffer());
    return IndexRecord.crc(Slice.view(bytes)) == record.place().crc();
  }
}
