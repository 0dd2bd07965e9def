package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How the media of a track is mapped to the presentation.
 *
 * @param children {@code elst}
 * @see "ISO/IEC 14496-12, 8.6.5 Edit Box"
 */
public record EdtsBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("edts");

  static EdtsBox read(BoxReader in) throws MediaException {
    return new EdtsBox(in.children());
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
