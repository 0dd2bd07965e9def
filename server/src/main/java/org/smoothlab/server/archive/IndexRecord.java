package org.smoothlab.server.archive;

import java.util.Optional;
import java.util.zip.CRC32C;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * Where one fragment is in its log, and what must be known of it before it is read.
 *
 * <p>{@code [u32 number][u32 syncedCount][i64 startTicks][i64 durationTicks][i64 offset][u32
 * moofBytes][u32 mdatBytes][u32 sampleCount][u32 flags][u32 fragmentCrc][u32 crc of all before]}
 *
 * @param number of the fragment in its log, from 0
 * @param syncedCount how many fragments of the log were safe from a crash when this one was written
 * @param time as its {@code tfxd} has it
 * @param place where it is
 * @param samples what its runs say of the samples
 */
record IndexRecord(
    int number, int syncedCount, FragmentTime time, Place place, Fragment.Samples samples) {
  static final int BYTES = 56;

  private static final int CRC_AT = BYTES - 4;
  private static final int STARTS_WITH_SYNC = 1;
  private static final int ALL_SYNC = 2;

  /**
   * @param offset of the {@code moof}, from the start of the file
   * @param moofBytes of the whole box
   * @param mdatBytes of the whole box, which follows the {@code moof}
   * @param crc CRC-32C of both
   */
  record Place(long offset, int moofBytes, int mdatBytes, int crc) {
    int sizeBytes() {
      return moofBytes + mdatBytes;
    }

    long endOffset() {
      return offset + moofBytes + mdatBytes;
    }
  }

  IndexRecord {
    if (place.moofBytes < 8 || place.mdatBytes < 8 || place.offset < 0) {
      throw new IllegalArgumentException("no place for a fragment: " + place);
    }
  }

  /** The record in these 56 bytes; empty if they are not one, or not that of this number. */
  static Optional<IndexRecord> read(Slice bytes, int expectedNumber) {
    if (bytes.i32(CRC_AT) != crc(bytes.slice(0, CRC_AT)) || bytes.u32(0) != expectedNumber) {
      return Optional.empty();
    }
    int flags = bytes.i32(44);
    try {
      FragmentTime time = new FragmentTime(bytes.i64(8), bytes.i64(16));
      Place place = new Place(bytes.i64(24), bytes.i32(32), bytes.i32(36), bytes.i32(48));
      Math.addExact(place.offset, Math.addExact(place.moofBytes, place.mdatBytes));
      Fragment.Samples samples =
          new Fragment.Samples(
              bytes.i32(40), (flags & STARTS_WITH_SYNC) != 0, (flags & ALL_SYNC) != 0);
      return Optional.of(new IndexRecord(expectedNumber, bytes.i32(4), time, place, samples));
    } catch (IllegalArgumentException | ArithmeticException _) {
      // A checksum over nonsense: somebody else's file.
      return Optional.empty();
    }
  }

  /** The same in a log that is safe as a whole: nothing tells any more when it was synced. */
  IndexRecord settled() {
    return new IndexRecord(number, number, time, place, samples);
  }

  Slice write() {
    SliceWriter out = new SliceWriter(BYTES);
    out.u32(number).u32(syncedCount).i64(time.startTicks()).i64(time.durationTicks());
    out.i64(place.offset).u32(place.moofBytes).u32(place.mdatBytes);
    out.u32(samples.count());
    out.u32((samples.startsWithSync() ? STARTS_WITH_SYNC : 0) | (samples.allSync() ? ALL_SYNC : 0));
    out.i32(place.crc);
    return out.i32(crc(out.toSlice())).toSlice();
  }

  static int crc(Slice... parts) {
    CRC32C crc = new CRC32C();
    for (Slice part : parts) {
      crc.update(part.asByteBuffer());
    }
    return (int) crc.getValue();
  }
}
