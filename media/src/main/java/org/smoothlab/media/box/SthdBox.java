package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The media header of subtitles.
 *
 * @param flags 0
 * @see "ISO/IEC 14496-12, 12.6.2 Subtitle Media Header Box"
 */
public record SthdBox(int flags) implements Box {
  public static final BoxType TYPE = BoxType.of("sthd");

  static SthdBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new SthdBox(in.flags());
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
