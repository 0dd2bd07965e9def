package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Which other tracks a track refers to.
 *
 * @param children one for each kind of reference, kept as they are
 * @see "ISO/IEC 14496-12, 8.3.3 Track Reference Box"
 */
public record TrefBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("tref");

  static TrefBox read(BoxReader in) throws MediaException {
    return new TrefBox(in.children());
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
