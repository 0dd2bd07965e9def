package org.smoothlab.server.archive;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/**
 * What the archive holds of one track of one run, over all its segments. For many threads, also
 * while it is being recorded.
 */
public final class ArchivedTrack {
  private static final int MDAT_HEADER_BYTES = 8;

  private final Disk disk;
  private final TrackInfo info;
  private final List<Part> parts = new CopyOnWriteArrayList<>();

  /** What of the track is in one segment. */
  record Part(LogFile file, TrackInfo info, TrackIndex index) {}

  ArchivedTrack(Disk disk, TrackInfo info) {
    this.disk = disk;
    this.info = info;
  }

  /** The track as it was announced. */
  public TrackInfo info() {
    return info;
  }

  /** How many fragments there are. */
  public long fragmentCount() {
    long count = 0;
    for (Part part : parts) {
      count += part.index.count();
    }
    return count;
  }

  List<Part> parts() {
    return parts;
  }

  void add(Part part) {
    parts.add(part);
  }

  /** Reads all records, in order: for what must know every time. */
  void forEach(RecordVisitor visitor) throws IOException {
    for (Part part : parts) {
      int count = part.index.count();
      try (Disk.Reading index = disk.read(part.file.index())) {
        for (int first = 0; first < count; first += TrackIndex.STRIDE) {
          for (IndexRecord record :
              TrackIndex.read(index, first, Math.min(count, first + TrackIndex.STRIDE))) {
            visitor.visit(part, record);
          }
        }
      }
    }
  }

  /** Is shown one record after the other. */
  @FunctionalInterface
  interface RecordVisitor {
    void visit(Part part, IndexRecord record) throws IOException;
  }

  /**
   * Reads the fragment that starts at {@code startTicks}, or at most {@code toleranceTicks} from
   * there, into memory outside the heap.
   *
   * @return empty if there is none
   * @throws IOException if the disk fails, or the bytes are not those that were written
   */
  public Optional<Fragment> fetch(long startTicks, long toleranceTicks) throws IOException {
    for (int i = parts.size() - 1; i >= 0; i--) {
      Part part = parts.get(i);
      if (part.index.count() > 0 && part.index.oldestStartTicks() <= startTicks + toleranceTicks) {
        Optional<IndexRecord> record;
        try (Disk.Reading index = disk.read(part.file.index())) {
          record = part.index.find(index, startTicks, toleranceTicks);
        }
        return record.isEmpty() ? Optional.empty() : Optional.of(read(part, record.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * Reads every fragment.
   *
   * @return what is wrong with those that are not what was written, one line each
   * @throws IOException if an index cannot be read
   */
  public List<String> verify() throws IOException {
    List<String> damages = new ArrayList<>();
    forEach((part, record) -> {
      try {
        read(part, record);
      } catch (IOException e) {
        damages.add(DiskFaults.describe(e));
      }
    });
    return damages;
  }

  /**
   * Reads one fragment.
   *
   * @throws IOException if the disk fails, or the bytes are not those that were written
   */
  Fragment read(Part part, IndexRecord record) throws IOException {
    IndexRecord.Place place = record.place();
    MemorySegment memory = Arena.ofAuto().allocate(place.sizeBytes());
    try (Disk.Reading log = disk.read(part.file.log())) {
      log.read(place.offset(), memory.asByteBuffer());
    }
    Slice bytes = Slice.view(memory);
    if (IndexRecord.crc(bytes) != place.crc()) {
      throw new IOException(
          "%s: the %d bytes at %d are not those that were written"
              .formatted(part.file, place.sizeBytes(), place.offset()));
    }
    return new Fragment(
        part.info.trackNumber(),
        record.time(),
        record.samples(),
        bytes.slice(0, place.moofBytes()),
        bytes.from(place.moofBytes() + MDAT_HEADER_BYTES));
  }
}
