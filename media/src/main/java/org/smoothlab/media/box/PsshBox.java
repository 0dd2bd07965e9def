package org.smoothlab.media.box;

import java.util.List;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What one protection system needs.
 *
 * @param version 1 when key identifiers are listed, else 0
 * @param systemId 16 bytes
 * @param keyIds 16 bytes each; none in version 0
 * @param data as that system defines
 * @see "ISO/IEC 23001-7, 8.1 Protection system specific header box"
 */
public record PsshBox(int version, Slice systemId, List<Slice> keyIds, Slice data) implements Box {
  public static final BoxType TYPE = BoxType.of("pssh");

  private static final String CLAUSE = "ISO/IEC 23001-7, 8.1";

  public PsshBox {
    keyIds = List.copyOf(keyIds);
  }

  static PsshBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    Slice systemId = in.bytes(16);
    List<Slice> keyIds =
        in.version() == 1 ? in.entries(in.u32(), 16, CLAUSE, () -> in.bytes(16)) : List.of();
    return new PsshBox(in.version(), systemId, keyIds, in.bytes(in.u32()));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, version, 0, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.bytes(systemId);
    if (version == 1) {
      box.u32(keyIds.size());
      keyIds.forEach(box::bytes);
    }
    box.u32(data.size()).bytes(data);
  }
}
