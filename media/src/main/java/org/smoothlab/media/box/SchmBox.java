package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Which scheme protects a track.
 *
 * @param schemeType {@code cenc}, {@code cbcs}, {@code piff} …
 * @param schemeVersion major version in the upper 16 bits
 * @param schemeUri where to learn more; empty when it is not said
 * @see "ISO/IEC 14496-12, 8.12.5 Scheme Type Box"
 */
public record SchmBox(String schemeType, long schemeVersion, String schemeUri) implements Box {
  public static final BoxType TYPE = BoxType.of("schm");

  private static final int HAS_URI = 1;

  static SchmBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new SchmBox(in.fourCc(), in.u32(), in.hasFlags(HAS_URI) ? in.zeroEnded() : "");
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, schemeUri.isEmpty() ? 0 : HAS_URI, this::writeBody);
  }

  private void writeBody(BoxWriter box) {
    box.fourCc(schemeType).u32(schemeVersion);
    if (!schemeUri.isEmpty()) {
      box.zeroEnded(schemeUri);
    }
  }
}
