package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The media header of audio.
 *
 * @param balance 0 is the centre, 1.0 right is 0x100
 * @see "ISO/IEC 14496-12, 12.2.2 Sound Media Header Box"
 */
public record SmhdBox(int balance) implements Box {
  public static final BoxType TYPE = BoxType.of("smhd");

  static SmhdBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    int balance = in.i16();
    in.skip(2);
    return new SmhdBox(balance);
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.i16(balance).zeros(2));
  }
}
