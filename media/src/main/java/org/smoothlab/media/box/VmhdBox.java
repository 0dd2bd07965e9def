package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * The media header of video.
 *
 * @param graphicsMode 0 copies over what is there
 * @param opcolor red, green and blue, 16 bits each
 * @see "ISO/IEC 14496-12, 12.1.2 Video Media Header Box"
 */
public record VmhdBox(int graphicsMode, Slice opcolor) implements Box {
  public static final BoxType TYPE = BoxType.of("vmhd");

  static VmhdBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new VmhdBox(in.u16(), in.bytes(6));
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 1, box -> box.u16(graphicsMode).bytes(opcolor));
  }
}
