package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;

/**
 * Which samples that lie in no fragment are sync samples.
 *
 * @param entries from 1, growing
 * @see "ISO/IEC 14496-12, 8.6.2 Sync Sample Box"
 */
public record StssBox(List<Long> entries) implements Box {
  public static final BoxType TYPE = BoxType.of("stss");

  public StssBox {
    entries = List.copyOf(entries);
  }

  static StssBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new StssBox(in.entries(in.u32(), 4, "ISO/IEC 14496-12, 8.6.2", () -> in.u32()));
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
    entries.forEach(entry -> box.u32(entry));
  }
}
