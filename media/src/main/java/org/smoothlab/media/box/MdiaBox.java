package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * What is said of the media of a track.
 *
 * @param children {@code mdhd}, {@code hdlr} and {@code minf}
 * @see "ISO/IEC 14496-12, 8.4.1 Media Box"
 */
public record MdiaBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("mdia");

  static MdiaBox read(BoxReader in) throws MediaException {
    return new MdiaBox(in.children());
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
