package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * What a track is for.
 *
 * @param schemeUri who defines the value
 * @param value may be empty
 * @see "ISO/IEC 14496-12, 8.10.4 Track Kind Box"
 */
public record KindBox(String schemeUri, String value) implements Box {
  public static final BoxType TYPE = BoxType.of("kind");

  static KindBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new KindBox(in.zeroEnded(), in.zeroEnded());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.zeroEnded(schemeUri).zeroEnded(value));
  }
}
