package org.smoothlab.server.archive;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
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

  /** Readers hold it while they read; files change their names only without them. */
  private final ReentrantReadWriteLock names = new ReentrantReadWriteLock();

  private volatile Holdings holdings = new Holdings(List.of(), List.of());

  /** What of the track is in one segment. */
  record Part(LogFile file, TrackInfo info, TrackIndex index) {}

  /** What of it came out of order, and is not in order yet. */
  record PastPart(Part part, PastTimes times) {}

  private record Holdings(List<Part> parts, List<PastPart> pasts) {
    Holdings {
      parts = List.copyOf(parts);
      pasts = List.copyOf(pasts);
    }
  }

  /** Gives files other names. */
  @FunctionalInterface
  interface Renaming {
    void run() throws IOException;
  }

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
    for (Part part : holdings.parts) {
      count += part.index.count();
    }
    for (PastPart past : holdings.pasts) {
      count += past.part.index.count();
    }
    return count;
  }

  /** Where the oldest fragment starts; {@link Long#MAX_VALUE} when there is none. */
  long oldestStartTicks() {
    long ticks = Long.MAX_VALUE;
    for (Part part : holdings.parts) {
      ticks = part.index.count() > 0 ? Math.min(ticks, part.index.oldestStartTicks()) : ticks;
    }
    for (PastPart past : holdings.pasts) {
      ticks =
          past.times.numbers().isEmpty() ? ticks : Math.min(ticks, past.times.numbers().firstKey());
    }
    return ticks;
  }

  List<Part> parts() {
    return holdings.parts;
  }

  /** By the one who records it. */
  void add(Part part) {
    List<Part> parts = new ArrayList<>(holdings.parts);
    parts.add(part);
    holdings = new Holdings(parts, holdings.pasts);
  }

  /** The same for what comes out of order. */
  void add(PastPart past) {
    List<PastPart> pasts = new ArrayList<>(holdings.pasts);
    pasts.add(past);
    holdings = new Holdings(holdings.parts, pasts);
  }

  /**
   * What was out of order is in order: in the place of a part and of what lay beside it comes
   * another of the same name, when nobody reads.
   */
  void swap(LogFile file, Part inOrder, Renaming renaming) throws IOException {
    List<Part> parts = new ArrayList<>(holdings.parts);
    parts.replaceAll(part -> part.file.equals(file) ? inOrder : part);
    List<PastPart> pasts = new ArrayList<>(holdings.pasts);
    pasts.removeIf(past -> past.part.file.equals(file.past()));
    names.writeLock().lock();
    try {
      renaming.run();
      holdings = new Holdings(parts, pasts);
    } finally {
      names.writeLock().unlock();
    }
  }

  /**
   * Reads all records, in order: for what must know every time. Not while the run is recorded by
   * somebody else in this process.
   */
  void forEach(RecordVisitor visitor) throws IOException {
    Holdings now = holdings;
    Deque<Late> late = late(now.pasts);
    for (Part part : now.parts) {
      int count = part.index.count();
      if (count == 0) {
        continue; // it may not even have an index yet
      }
      try (Disk.Reading index = disk.read(part.file.index())) {
        for (int first = 0; first < count; first += TrackIndex.STRIDE) {
          for (IndexRecord record :
              TrackIndex.read(index, first, Math.min(count, first + TrackIndex.STRIDE))) {
            visit(late, record.time().startTicks(), visitor);
            visitor.visit(part, record);
          }
        }
      }
    }
    visit(late, Long.MAX_VALUE, visitor);
  }

  /** One fragment that came out of order. */
  private record Late(long startTicks, Part part, int number) {}

  private static Deque<Late> late(List<PastPart> pasts) {
    List<Late> late = new ArrayList<>();
    for (PastPart past : pasts) {
      past.times
          .numbers()
          .forEach((startTicks, number) -> late.add(new Late(startTicks, past.part, number)));
    }
    late.sort(Comparator.comparingLong(Late::startTicks));
    return new ArrayDeque<>(late);
  }

  private void visit(Deque<Late> late, long beforeTicks, RecordVisitor visitor) throws IOException {
    while (!late.isEmpty() && late.getFirst().startTicks < beforeTicks) {
      Late next = late.removeFirst();
      visitor.visit(next.part, record(next.part, next.number));
    }
  }

  private IndexRecord record(Part part, int number) throws IOException {
    try (Disk.Reading index = disk.read(part.file.index())) {
      return TrackIndex.read(index, number, number + 1).getFirst();
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
    names.readLock().lock();
    try {
      return fetch(holdings, startTicks, toleranceTicks);
    } finally {
      names.readLock().unlock();
    }
  }

  private Optional<Fragment> fetch(Holdings now, long startTicks, long toleranceTicks)
      throws IOException {
    for (PastPart past : now.pasts) {
      Optional<Integer> number = past.times.find(startTicks, toleranceTicks);
      if (number.isPresent()) {
        return Optional.of(read(past.part, record(past.part, number.get())));
      }
    }
    for (Part part : now.parts.reversed()) {
      if (part.index.count() > 0 && part.index.oldestStartTicks() <= startTicks + toleranceTicks) {
        Optional<IndexRecord> record;
        try (Disk.Reading index = disk.read(part.file.index())) {
          record = part.index.find(index, startTicks, toleranceTicks);
        }
        if (record.isPresent()) {
          return Optional.of(read(part, record.get()));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Hands out every fragment, the log's in its order and what came out of order where it belongs.
   *
   * @throws IOException if the disk fails, or bytes are not those that were written
   */
  public void readAll(Consumer<Fragment> reader) throws IOException {
    forEach((part, record) -> reader.accept(read(part, record)));
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
