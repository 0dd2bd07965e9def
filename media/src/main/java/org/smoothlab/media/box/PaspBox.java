package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The shape of a pixel.
 *
 * @param horizontalSpacing relative width
 * @param verticalSpacing relative height
 * @see "ISO/IEC 14496-12, 12.1.4 Pixel Aspect Ratio"
 */
public record PaspBox(long horizontalSpacing, long verticalSpacing) implements Box {
  public static final BoxType TYPE = BoxType.of("pasp");

  static PaspBox read(BoxReader in) throws MediaException {
    return new PaspBox(in.u32(), in.u32());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> box.u32(horizontalSpacing).u32(verticalSpacing));
  }
}
