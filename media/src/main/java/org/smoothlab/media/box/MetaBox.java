package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * Metadata. ISO files say version and flags in front of the boxes, QuickTime files do not.
 *
 * @param children {@code hdlr}, then what its kind of metadata has
 * @see "ISO/IEC 14496-12, 8.11.1 Meta Box"
 */
public record MetaBox(BoxList children) implements Box {
  public static final BoxType TYPE = BoxType.of("meta");

  private static final int HDLR_CODE = HdlrBox.TYPE.fourCc();

  static MetaBox read(BoxReader in) throws MediaException {
    boolean quickTime = in.remaining() >= 8 && in.peek(8).i32(4) == HDLR_CODE;
    if (!quickTime) {
      in.fullHeader(0);
    }
    return new MetaBox(in.children());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, children::write);
  }
}
