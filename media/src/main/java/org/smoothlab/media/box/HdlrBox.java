package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * What kind of media a track has.
 *
 * @param handlerType {@code vide}, {@code soun}, {@code text}, {@code subt}, {@code meta} …
 * @param name for people
 * @see "ISO/IEC 14496-12, 8.4.3 Handler Reference Box"
 */
public record HdlrBox(String handlerType, String name) implements Box {
  public static final BoxType TYPE = BoxType.of("hdlr");

  static HdlrBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    in.skip(4);
    String handlerType = in.fourCc();
    in.skip(12);
    String name = in.zeroEnded();
    return new HdlrBox(handlerType, name);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.zeros(4).fourCc(handlerType).zeros(12).zeroEnded(name));
  }
}
