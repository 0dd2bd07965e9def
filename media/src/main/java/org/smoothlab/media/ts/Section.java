package org.smoothlab.media.ts;

import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * What all sections of tables have around their content.
 *
 * <pre>
 * [u8 table_id][1011][u12 length of what follows][u16 id][11][u5 version][1 current]
 * [u8 section][u8 last section] content [u32 CRC]
 * </pre>
 *
 * @param tableId what kind of table
 * @param extensionId which of that kind: the stream or the program
 * @param content between header and checksum
 * @see "ISO/IEC 13818-1, 2.4.4.11"
 */
record Section(int tableId, int extensionId, Slice content) {
  private static final int CRC_BYTES = 4;
  private static final int BYTES_BEHIND_LENGTH = 5 + CRC_BYTES;
  private static final int FIRST_VERSION_CURRENT = 0xC1;
  private static final int SYNTAX_AND_RESERVED = 0xB000;

  Slice toSlice() {
    SliceWriter out = new SliceWriter();
    int length = Math.toIntExact(content.size()) + BYTES_BEHIND_LENGTH;
    out.u8(tableId).u16(SYNTAX_AND_RESERVED | length).u16(extensionId);
    out.u8(FIRST_VERSION_CURRENT).u8(0).u8(0).bytes(content);
    return out.u32(SectionCrc.of(out.toSlice())).toSlice();
  }

  /**
   * Reads one section at the start of {@code bytes}; what is behind it must be stuffing.
   *
   * @throws MalformedMediaException if it is not whole and current, or its checksum is wrong
   */
  static Section read(Slice bytes, String where) throws MalformedMediaException {
    SliceReader in = new SliceReader(bytes, where);
    int tableId = in.u8();
    int lengthField = in.u16();
    int length = lengthField & 0x0FFF;
    if ((lengthField & 0xF000) != SYNTAX_AND_RESERVED || length < BYTES_BEHIND_LENGTH) {
      throw in.malformed("section header %04x (ISO/IEC 13818-1, 2.4.4)".formatted(lengthField));
    }
    Slice rest = in.bytes(length);
    long crc = SectionCrc.of(bytes.slice(0, 3L + length));
    if (crc != 0) {
      throw in.malformed("checksum of the section is wrong (ISO/IEC 13818-1, annex A)");
    }
    if ((rest.u8(2) & 0xC1) != FIRST_VERSION_CURRENT || rest.u16(3) != 0) {
      throw in.malformed("section is not the only and current one (ISO/IEC 13818-1, 2.4.4)");
    }
    requireStuffing(in);
    return new Section(tableId, rest.u16(0), rest.slice(5, length - (long) BYTES_BEHIND_LENGTH));
  }

  private static void requireStuffing(SliceReader in) throws MalformedMediaException {
    while (in.remaining() > 0) {
      if (in.u8() != 0xFF) {
        throw in.malformed("not stuffing behind the section (ISO/IEC 13818-1, 2.4.4)");
      }
    }
  }
}
