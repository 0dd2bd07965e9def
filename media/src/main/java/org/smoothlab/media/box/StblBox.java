package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How samples are coded, and the tables of those that lie in no fragment.
 *
 * @param children {@code stsd}, then tables, which are empty in a stream of fragments
 * @see "ISO/IEC 14496-12, 8.5.1 Sample Table Box"
 */
public record StblBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("stbl");

  static StblBox read(BoxReader in) throws MediaException {
    return new StblBox(in.children());
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
