package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How long a presentation with its fragments is.
 *
 * @param version 1 when the duration has 64 bits, else 0
 * @param fragmentDurationTicks on the clock of {@code mvhd}; 0 when unknown
 * @see "ISO/IEC 14496-12, 8.8.2 Movie Extends Header Box"
 */
public record MehdBox(int version, long fragmentDurationTicks) implements Box {
  public static final BoxType TYPE = BoxType.of("mehd");

  static MehdBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    return new MehdBox(in.version(), in.sized());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, version, 0, box -> box.sized(version, fragmentDurationTicks));
  }
}
