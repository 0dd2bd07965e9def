package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The mark of a presentation with fragments.
 *
 * @param children a {@code trex} per track, perhaps {@code mehd}
 * @see "ISO/IEC 14496-12, 8.8.1 Movie Extends Box"
 */
public record MvexBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("mvex");

  static MvexBox read(BoxReader in) throws MediaException {
    return new MvexBox(in.children());
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
