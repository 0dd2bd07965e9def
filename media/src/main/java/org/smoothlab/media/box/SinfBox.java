package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How a protected track was coded, and is protected.
 *
 * @param children {@code frma}, {@code schm} and {@code schi}
 * @see "ISO/IEC 14496-12, 8.12.1 Protection Scheme Information Box"
 */
public record SinfBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("sinf");

  static SinfBox read(BoxReader in) throws MediaException {
    return new SinfBox(in.children());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, children::write);
  }
}
