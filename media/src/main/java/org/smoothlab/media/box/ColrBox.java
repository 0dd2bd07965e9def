package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * What colours mean.
 *
 * @param colourType {@code nclx}, {@code rICC}, {@code prof}; {@code nclc} in QuickTime
 * @param parameters as the type says
 * @see "ISO/IEC 14496-12, 12.1.5 Colour Information"
 */
public record ColrBox(String colourType, Slice parameters) implements Box {
  public static final BoxType TYPE = BoxType.of("colr");

  static ColrBox read(BoxReader in) throws MediaException {
    return new ColrBox(in.fourCc(), in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> box.fourCc(colourType).bytes(parameters));
  }
}
