package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * When the first sample of a fragment is decoded.
 *
 * @param baseDecodeTicks on the track's clock; read as signed, since priming samples lie before
 *     zero
 * @see "ISO/IEC 14496-12, 8.8.12 Track Fragment Decode Time Box"
 */
public record TfdtBox(long baseDecodeTicks) implements Box {
  public static final BoxType TYPE = BoxType.of("tfdt");

  static TfdtBox read(BoxReader in) throws MediaException {
    in.fullHeader(1);
    return new TfdtBox(in.sized());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 1, 0, box -> box.i64(baseDecodeTicks));
  }
}
