package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Where media data may lie, counted from 1 by sample entries.
 *
 * @param children {@code url } or {@code urn }
 * @see "ISO/IEC 14496-12, 8.7.2 Data Reference Box"
 */
public record DrefBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("dref");

  static DrefBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    in.skip(4); // the count, which the boxes tell
    return new DrefBox(in.children());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> children.write(box.u32(children.boxes().size())));
  }
}
