package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Where the media data lies.
 *
 * @param children {@code dref}
 * @see "ISO/IEC 14496-12, 8.7.1 Data Information Box"
 */
public record DinfBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("dinf");

  static DinfBox read(BoxReader in) throws MediaException {
    return new DinfBox(in.children());
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
