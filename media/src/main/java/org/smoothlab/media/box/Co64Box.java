package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * Where chunks are in the file, by 64 bits.
 *
 * @param entries in bytes from the start of the file
 * @see "ISO/IEC 14496-12, 8.7.5 Chunk Offset Box"
 */
public record Co64Box(List<Long> entries) implements Box {
  public static final BoxType TYPE = BoxType.of("co64");

  public Co64Box {
    entries = List.copyOf(entries);
  }

  static Co64Box read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new Co64Box(in.entries(in.u32(), 8, "ISO/IEC 14496-12, 8.7.5", () -> in.i64()));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.u32(entries.size());
    entries.forEach(entry -> box.i64(entry));
  }
}
