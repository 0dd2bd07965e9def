package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * What a protection scheme needs.
 *
 * @param children {@code tenc} in common encryption; the track encryption box of PIFF
 * @see "ISO/IEC 14496-12, 8.12.6 Scheme Information Box"
 */
public record SchiBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("schi");

  static SchiBox read(BoxReader in) throws MediaException {
    return new SchiBox(in.children());
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
