package org.smoothlab.server.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothlab.server.origin.ArchiveSettings;

/** Bounds the disk use of one point: the oldest closed runs leave first. One thread's. */
final class DiskQuota {
  private static final Logger LOG = LoggerFactory.getLogger("archive");

  private final Disk disk;
  private final long bytesMax;
  private final Deque<Old> closed = new ArrayDeque<>();
  private long closedBytes;

  private record Old(Path folder, long sizeBytes) {}

  private DiskQuota(Disk disk, long bytesMax) {
    this.disk = disk;
    this.bytesMax = bytesMax;
  }

  /** Counts the other runs of the point. */
  static DiskQuota of(Disk disk, ArchivedRun current, ArchiveSettings settings) throws IOException {
    DiskQuota quota = new DiskQuota(disk, settings.disk().bytesMax());
    List<Path> runs = new ArchiveLayout(disk).runFolders(current.point(), settings.path().folder());
    for (Path folder : runs) {
      if (!folder.equals(current.folder())) {
        Old old = new Old(folder, sizeBytes(disk, folder));
        quota.closed.add(old);
        quota.closedBytes += old.sizeBytes;
      }
    }
    return quota;
  }

  /** Bytes of the closed runs. */
  long usedBytes() {
    return closedBytes;
  }

  /**
   * Removes runs until all fits.
   *
   * @param currentBytes of the run that is being recorded
   * @return how many were removed
   * @throws DiskFullException if there is nothing left to remove
   */
  int keep(long currentBytes) throws IOException {
    int removedCount = 0;
    while (bytesMax > 0 && closedBytes + currentBytes > bytesMax) {
      Old oldest = closed.pollFirst();
      if (oldest == null) {
        throw new DiskFullException(
            "the running run has %d bytes, all runs may have %d".formatted(currentBytes, bytesMax));
      }
      remove(oldest.folder);
      closedBytes -= oldest.sizeBytes;
      removedCount++;
      LOG.info("archive run removed folder={} bytes={}", oldest.folder, oldest.sizeBytes);
    }
    return removedCount;
  }

  private static long sizeBytes(Disk disk, Path folder) throws IOException {
    long bytes = 0;
    for (Disk.Item item : disk.list(folder)) {
      bytes +=
          item.kind() == Disk.Kind.FOLDER
              ? sizeBytes(disk, folder.resolve(item.name()))
              : item.sizeBytes();
    }
    return bytes;
  }

  /** What is ours goes, the journal last; what is foreign stays, and with it the folders to it. */
  private void remove(Path run) throws IOException {
    for (Disk.Item item : disk.list(run)) {
      Path segment = run.resolve(item.name());
      boolean ours =
          item.kind() == Disk.Kind.FOLDER && ArchiveNames.segmentNumber(item.name()).isPresent();
      if (ours) {
        removeFiles(segment);
        removeIfEmpty(segment);
      }
    }
    for (Disk.Item item : disk.list(run)) {
      if (item.name().equals(RunJournal.FILE)) {
        disk.delete(run.resolve(item.name()));
      }
    }
    removeIfEmpty(run);
  }

  private void removeFiles(Path segment) throws IOException {
    for (Disk.Item item : disk.list(segment)) {
      if (item.kind() == Disk.Kind.FILE && ArchiveNames.isOurs(item.name())) {
        disk.delete(segment.resolve(item.name()));
      }
    }
  }

  private void removeIfEmpty(Path folder) throws IOException {
    if (disk.list(folder).isEmpty()) {
      disk.delete(folder);
    } else {
      LOG.warn("archive folder kept, it has foreign files folder={}", folder);
    }
  }
}
