package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The media header of what needs no other.
 *
 * @param flags 0
 * @see "ISO/IEC 14496-12, 8.4.5.2 Null Media Header Box"
 */
public record NmhdBox(int flags) implements Box {
  public static final BoxType TYPE = BoxType.of("nmhd");

  static NmhdBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new NmhdBox(in.flags());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, flags, box -> {});
  }
}
