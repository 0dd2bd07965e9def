package org.smoothlab.server.archive;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.box.MdatBox;
import org.smoothlab.media.box.MoofBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * Makes index records of the boxes themselves, where the index was lost. Checks their form; whether
 * the samples are what was once written, only a checksum could tell.
 */
final class BoxWalk {
  private static final int HEADER_BYTES = 8;

  private final Disk.Reading log;
  private final List<IndexRecord> records = new ArrayList<>();
  private final int firstNumber;

  /**
   * @param firstNumber of the fragment where it begins
   */
  BoxWalk(Disk.Reading log, int firstNumber) {
    this.log = log;
    this.firstNumber = firstNumber;
  }

  /** Up to the first thing that is no whole fragment. */
  List<IndexRecord> walk(long fromOffset) throws IOException {
    long offset = fromOffset;
    while (true) {
      long moofBytes =
          boxBytes(offset, MoofBox.TYPE.fourCc(), BoxLimits.LIVE.maxBytes(MoofBox.TYPE));
      long mdatBytes =
          moofBytes == 0
              ? 0
              : boxBytes(
                  offset + moofBytes, MdatBox.TYPE.fourCc(), BoxLimits.LIVE.maxBytes(MdatBox.TYPE));
      if (mdatBytes == 0 || !add(offset, moofBytes, mdatBytes)) {
        return records;
      }
      offset += moofBytes + mdatBytes;
    }
  }

  private boolean add(long offset, long moofBytes, long mdatBytes) throws IOException {
    Slice both = read(offset, moofBytes + mdatBytes);
    try {
      List<Fragment> fragments =
          FragmentReader.read(both.slice(0, moofBytes), both.from(moofBytes));
      if (fragments.size() != 1) {
        return false;
      }
      Fragment fragment = fragments.getFirst();
      int number = firstNumber + records.size();
      IndexRecord.Place place =
          new IndexRecord.Place(offset, (int) moofBytes, (int) mdatBytes, IndexRecord.crc(both));
      records.add(new IndexRecord(number, number, fragment.time(), place, fragment.samples()));
      return true;
    } catch (MediaException _) {
      return false;
    }
  }

  /** Size of the box at {@code offset}; 0 if it is another, too large, or not all there. */
  private long boxBytes(long offset, int fourCc, long maxBytes) throws IOException {
    if (offset + HEADER_BYTES > log.sizeBytes()) {
      return 0;
    }
    Slice header = read(offset, HEADER_BYTES);
    long bytes = header.u32(0);
    boolean whole =
        header.i32(4) == fourCc
            && bytes >= HEADER_BYTES
            && bytes <= maxBytes
            && offset + bytes <= log.sizeBytes();
    return whole ? bytes : 0;
  }

  private Slice read(long offset, long sizeBytes) throws IOException {
    MemorySegment bytes = Arena.ofAuto().allocate(sizeBytes);
    log.read(offset, bytes.asByteBuffer());
    return Slice.view(bytes);
  }
}
