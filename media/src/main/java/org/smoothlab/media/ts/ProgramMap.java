package org.smoothlab.media.ts;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * What a program is made of.
 *
 * @param programNumber 1..65535
 * @param clockPid where its clock is
 * @param streams in the order in which players offer them
 * @see "ISO/IEC 13818-1, 2.4.4.8"
 */
public record ProgramMap(int programNumber, int clockPid, List<ElementaryStream> streams) {
  private static final int TABLE_ID = 2;
  private static final int RESERVED_PID = 0xE000;
  private static final int RESERVED_LENGTH = 0xF000;
  private static final int PID_MASK = 0x1FFF;
  private static final int LENGTH_MASK = 0x0FFF;

  public ProgramMap {
    streams = List.copyOf(streams);
  }

  /**
   * One stream of a program.
   *
   * @param streamType of a codec, see {@link StreamType}
   * @param pid where its packets are
   * @param descriptors as they are written behind one another; may be empty
   */
  public record ElementaryStream(int streamType, int pid, Slice descriptors) {}

  /** Its section, with checksum. */
  public Slice toSection() {
    SliceWriter content = new SliceWriter();
    content.u16(RESERVED_PID | clockPid).u16(RESERVED_LENGTH);
    for (ElementaryStream stream : streams) {
      content.u8(stream.streamType).u16(RESERVED_PID | stream.pid);
      content.u16(RESERVED_LENGTH | Math.toIntExact(stream.descriptors.size()));
      content.bytes(stream.descriptors);
    }
    return new Section(TABLE_ID, programNumber, content.toSlice()).toSlice();
  }

  /**
   * Reads a section and the stuffing behind it; descriptors of the whole program are passed over.
   *
   * @throws MalformedMediaException if it is no whole table
   */
  public static ProgramMap read(Slice bytes) throws MalformedMediaException {
    Section section = Section.read(bytes, "PMT");
    SliceReader in = new SliceReader(section.content(), "PMT");
    if (section.tableId() != TABLE_ID) {
      throw in.malformed(
          "table %d, expected 2 (ISO/IEC 13818-1, 2.4.4.8)".formatted(section.tableId()));
    }
    int clockPid = in.u16() & PID_MASK;
    in.skip(in.u16() & LENGTH_MASK);
    List<ElementaryStream> streams = new ArrayList<>();
    while (in.remaining() > 0) {
      int streamType = in.u8();
      int pid = in.u16() & PID_MASK;
      streams.add(new ElementaryStream(streamType, pid, in.bytes(in.u16() & LENGTH_MASK)));
    }
    return new ProgramMap(section.extensionId(), clockPid, streams);
  }
}
