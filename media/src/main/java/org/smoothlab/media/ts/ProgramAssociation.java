package org.smoothlab.media.ts;

import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * The table in PID 0 of a stream with one program: where the program's own table is.
 *
 * @param programNumber 1..65535
 * @param mapPid PID of the {@link ProgramMap}
 * @see "ISO/IEC 13818-1, 2.4.4.3"
 */
public record ProgramAssociation(int programNumber, int mapPid) {
  /** Where this table itself is. */
  public static final int PID = 0;

  /** The only program of a stream of ours, where FFmpeg has it too. */
  public static final ProgramAssociation USUAL = new ProgramAssociation(1, 0x1000);

  private static final int TABLE_ID = 0;
  private static final int STREAM_ID = 1;
  private static final int RESERVED = 0xE000;
  private static final int PID_MASK = 0x1FFF;

  /** Its section, with checksum. */
  public Slice toSection() {
    Slice content = new SliceWriter().u16(programNumber).u16(RESERVED | mapPid).toSlice();
    return new Section(TABLE_ID, STREAM_ID, content).toSlice();
  }

  /**
   * Reads a section and the stuffing behind it.
   *
   * @throws MalformedMediaException if it is no whole table of one program
   */
  public static ProgramAssociation read(Slice bytes) throws MalformedMediaException {
    Section section = Section.read(bytes, "PAT");
    SliceReader in = new SliceReader(section.content(), "PAT");
    if (section.tableId() != TABLE_ID || section.content().size() != 4) {
      throw in.malformed("not the table of one program (ISO/IEC 13818-1, 2.4.4.3)");
    }
    return new ProgramAssociation(in.u16(), in.u16() & PID_MASK);
  }
}
