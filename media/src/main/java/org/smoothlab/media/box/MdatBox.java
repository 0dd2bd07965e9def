package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * The bytes of the samples.
 *
 * @param data in the order of the runs
 * @see "ISO/IEC 14496-12, 8.1.1 Media Data Box"
 */
public record MdatBox(Slice data) implements Box {
  public static final BoxType TYPE = BoxType.of("mdat");

  static MdatBox read(BoxReader in) {
    return new MdatBox(in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> box.bytes(data));
  }
}
