package org.smoothlab.server.archive;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * Finds fragments of a log by their start. The records stay on disk: in memory is one start of
 * {@value #STRIDE} records, so that a search reads one page of the index file and a day of
 * fragments of two seconds costs five kilobytes. Written by one thread, read by many.
 */
final class TrackIndex {
  /** {@code [8 "slabidx1"][u32 bytes of a record][i64 offset of the first moof][u32 crc]}. */
  static final int HEADER_BYTES = 24;

  static final int STRIDE = 64;

  private static final Slice MAGIC = Slice.ofUtf8("slabidx1");

  private volatile Known known = new Known(new long[16], 0, Long.MIN_VALUE, Long.MIN_VALUE);

  /** What a reader may rely on; {@code starts} is only written behind what {@code count} covers. */
  private static final class Known {
    final long[] starts;
    final int count;
    final long newestStartTicks;
    final long endTicks;

    Known(long[] starts, int count, long newestStartTicks, long endTicks) {
      this.starts = starts;
      this.count = count;
      this.newestStartTicks = newestStartTicks;
      this.endTicks = endTicks;
    }
  }

  static Slice header(long firstOffset) {
    SliceWriter out = new SliceWriter(HEADER_BYTES);
    out.bytes(MAGIC).u32(IndexRecord.BYTES).i64(firstOffset);
    return out.i32(IndexRecord.crc(out.toSlice())).toSlice();
  }

  /** The offset of the first fragment; empty if these bytes do not begin an index. */
  static Optional<Long> readHeader(Slice bytes) {
    boolean valid =
        bytes.size() >= HEADER_BYTES
            && bytes.slice(0, MAGIC.size()).equals(MAGIC)
            && bytes.u32(8) == IndexRecord.BYTES
            && bytes.i32(20) == IndexRecord.crc(bytes.slice(0, 20));
    return valid ? Optional.of(bytes.i64(12)) : Optional.empty();
  }

  static long offsetOf(int number) {
    return HEADER_BYTES + (long) number * IndexRecord.BYTES;
  }

  int count() {
    return known.count;
  }

  /** Where the newest fragment starts; only if there is one. */
  long newestStartTicks() {
    return known.newestStartTicks;
  }

  /** Where the newest fragment ends; only if there is one. */
  long endTicks() {
    return known.endTicks;
  }

  /** Where the oldest fragment starts; only if there is one. */
  long oldestStartTicks() {
    return known.starts[0];
  }

  void add(IndexRecord record) {
    Known before = known;
    long[] starts = before.starts;
    if (before.count % STRIDE == 0) {
      int at = before.count / STRIDE;
      starts = at < starts.length ? starts : Arrays.copyOf(starts, 2 * starts.length);
      starts[at] = record.time().startTicks();
    }
    known =
        new Known(starts, before.count + 1, record.time().startTicks(), record.time().endTicks());
  }

  /**
   * The record that starts within {@code toleranceTicks}; of several the last.
   *
   * @param index the file
   * @throws IOException if it cannot be read, or a record of it is damaged
   */
  Optional<IndexRecord> find(Disk.Reading index, long startTicks, long toleranceTicks)
      throws IOException {
    Known now = known;
    long latestTicks = startTicks + toleranceTicks;
    int page = floorPage(now, latestTicks);
    if (page < 0) {
      return Optional.empty();
    }
    int first = page * STRIDE;
    List<IndexRecord> records = read(index, first, Math.min(now.count, first + STRIDE));
    for (int i = records.size() - 1; i >= 0; i--) {
      IndexRecord record = records.get(i);
      if (record.time().startTicks() <= latestTicks) {
        boolean near = record.time().startTicks() >= startTicks - toleranceTicks;
        return near ? Optional.of(record) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static int floorPage(Known now, long ticks) {
    int low = 0;
    int high = (now.count + STRIDE - 1) / STRIDE - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (now.starts[middle] <= ticks) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /**
   * The records from {@code first} to the one before {@code end}.
   *
   * @throws IOException if one of them is damaged
   */
  static List<IndexRecord> read(Disk.Reading index, int first, int end) throws IOException {
    MemorySegment page = Arena.ofAuto().allocate((long) (end - first) * IndexRecord.BYTES);
    index.read(offsetOf(first), page.asByteBuffer());
    Slice bytes = Slice.view(page);
    List<IndexRecord> records = new ArrayList<>(end - first);
    for (int number = first; number < end; number++) {
      long at = (long) (number - first) * IndexRecord.BYTES;
      int expected = number;
      records.add(
          IndexRecord.read(bytes.slice(at, IndexRecord.BYTES), expected)
              .orElseThrow(() -> new IOException(index + ": record " + expected + " is damaged")));
    }
    return records;
  }
}
