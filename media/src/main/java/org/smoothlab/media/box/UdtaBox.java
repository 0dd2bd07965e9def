package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * What a user added.
 *
 * @param children of any type
 * @see "ISO/IEC 14496-12, 8.10.1 User Data Box"
 */
public record UdtaBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("udta");

  static UdtaBox read(BoxReader in) throws MediaException {
    return new UdtaBox(in.children());
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
