package org.smoothlab.server.archive;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.Slice;

/** Makes the end of a log right after a crash: what is not whole is cut, and told. */
final class TailRepair {
  /**
   * What was done.
   *
   * @param file which log
   * @param cutBytes of the log that were no whole fragments
   * @param cutRecords of the index that were none, or had no whole fragment
   * @param rebuiltRecords made from the boxes
   */
  record Report(LogFile file, long cutBytes, int cutRecords, int rebuiltRecords) {
    boolean isClean() {
      return cutBytes == 0 && cutRecords == 0 && rebuiltRecords == 0;
    }
  }

  private TailRepair() {}

  /** Changes both files so that they hold what was found, and nothing more. */
  static Report repair(Disk disk, LogFile file, LogScan.Found.Log found) throws IOException {
    LogScan.Contents contents = found.contents();
    int count = contents.index().count();
    long recordBytes = TrackIndex.offsetOf(count);
    long cutBytes = found.logBytes() - contents.endOffset();
    // After a mere kill the end is whole, but nobody has made it safe yet: sync in any case.
    cut(disk, file.log(), contents.endOffset());
    if (!found.rebuilt().isEmpty() || found.recordBytes() < recordBytes) {
      disk.replace(file.index(), wholeIndex(disk, file, found));
    } else {
      cut(disk, file.index(), recordBytes);
    }
    long recordsBefore =
        Math.max(0, found.recordBytes() - TrackIndex.HEADER_BYTES) / IndexRecord.BYTES;
    int kept = count - found.rebuilt().size();
    return new Report(
        file, cutBytes, Math.toIntExact(recordsBefore - kept), found.rebuilt().size());
  }

  private static void cut(Disk disk, Path path, long sizeBytes) throws IOException {
    try (Disk.Appending file = disk.append(path)) {
      if (file.sizeBytes() > sizeBytes) {
        file.truncate(sizeBytes);
      }
      file.sync();
    }
  }

  private static Slice wholeIndex(Disk disk, LogFile file, LogScan.Found.Log found)
      throws IOException {
    int keptCount = found.contents().index().count() - found.rebuilt().size();
    List<Slice> parts = new ArrayList<>();
    if (keptCount > 0) {
      MemorySegment kept = Arena.ofAuto().allocate(TrackIndex.offsetOf(keptCount));
      try (Disk.Reading index = disk.read(file.index())) {
        index.read(0, kept.asByteBuffer());
      }
      parts.add(Slice.view(kept));
    } else {
      parts.add(TrackIndex.header(found.contents().header().sizeBytes()));
    }
    found.rebuilt().forEach(record -> parts.add(record.write()));
    return Slice.concat(parts);
  }
}
