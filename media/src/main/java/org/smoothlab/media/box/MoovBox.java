package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The header of a presentation.
 *
 * @param children {@code mvhd}, a {@code trak} per track, {@code mvex} when it has fragments
 * @see "ISO/IEC 14496-12, 8.2.1 Movie Box"
 */
public record MoovBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("moov");

  static MoovBox read(BoxReader in) throws MediaException {
    return new MoovBox(in.children());
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
