package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How samples are coded, counted from 1 by fragments.
 *
 * @param children a sample entry for each way
 * @see "ISO/IEC 14496-12, 8.5.2 Sample Description Box"
 */
public record StsdBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("stsd");

  static StsdBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    in.skip(4); // the count, which the boxes tell
    return new StsdBox(in.children(BoxTable.SAMPLE_ENTRIES));
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
