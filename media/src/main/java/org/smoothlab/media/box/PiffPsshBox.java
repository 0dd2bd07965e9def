package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What one protection system needs, in PIFF.
 *
 * @param systemId 16 bytes
 * @param data as that system defines
 * @see "PIFF 1.1, 5.3.1 Protection System Specific Header Box"
 */
public record PiffPsshBox(Slice systemId, Slice data) implements Box {
  public static final BoxType TYPE = BoxType.uuid("d08a4f18-10f3-4a82-b6c8-32d8aba183d3");

  static PiffPsshBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new PiffPsshBox(in.bytes(16), in.bytes(in.u32()));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.bytes(systemId).u32(data.size()).bytes(data));
  }
}
