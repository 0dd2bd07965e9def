package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * The configuration of an MPEG-4 elementary stream, such as AAC.
 *
 * @param descriptor ES_Descriptor of ISO/IEC 14496-1, 7.2.6.5
 * @see "ISO/IEC 14496-14, 5.6 ESDBox"
 */
public record EsdsBox(Slice descriptor) implements Box {
  public static final BoxType TYPE = BoxType.of("esds");

  static EsdsBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new EsdsBox(in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.bytes(descriptor));
  }
}
