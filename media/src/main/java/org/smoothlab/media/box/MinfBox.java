package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * What depends on the kind of media.
 *
 * @param children a media header, {@code dinf} and {@code stbl}
 * @see "ISO/IEC 14496-12, 8.4.4 Media Information Box"
 */
public record MinfBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("minf");

  static MinfBox read(BoxReader in) throws MediaException {
    return new MinfBox(in.children());
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
