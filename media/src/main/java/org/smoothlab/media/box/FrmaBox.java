package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How a protected track was coded.
 *
 * @param originalFormat type of the sample entry without protection
 * @see "ISO/IEC 14496-12, 8.12.2 Original Format Box"
 */
public record FrmaBox(String originalFormat) implements Box {
  public static final BoxType TYPE = BoxType.of("frma");

  static FrmaBox read(BoxReader in) throws MediaException {
    return new FrmaBox(in.fourCc());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> box.fourCc(originalFormat));
  }
}
