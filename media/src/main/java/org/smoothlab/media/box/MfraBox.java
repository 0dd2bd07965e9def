package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Where fragments with sync samples are. An empty one ends a live stream ([MS-SSTR] 3.3.4.2).
 *
 * @param children a {@code tfra} per track and {@code mfro}; none at the end of a live stream
 * @see "ISO/IEC 14496-12, 8.8.9 Movie Fragment Random Access Box"
 */
public record MfraBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("mfra");

  static MfraBox read(BoxReader in) throws MediaException {
    return new MfraBox(in.children());
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
