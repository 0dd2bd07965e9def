package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The header of one track.
 *
 * @param children {@code tkhd} and {@code mdia}, perhaps {@code edts}
 * @see "ISO/IEC 14496-12, 8.3.1 Track Box"
 */
public record TrakBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("trak");

  static TrakBox read(BoxReader in) throws MediaException {
    return new TrakBox(in.children());
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
