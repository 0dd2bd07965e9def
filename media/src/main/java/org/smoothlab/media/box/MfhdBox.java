package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * The number of a fragment.
 *
 * @param sequenceNumber in 0..2^32-1, growing along a track; gaps are allowed
 * @see "ISO/IEC 14496-12, 8.8.5 Movie Fragment Header Box"
 * @see "[MS-SSTR] 2.2.4.2 MfhdBox"
 */
public record MfhdBox(long sequenceNumber) implements Box {
  public static final BoxType TYPE = BoxType.of("mfhd");

  static MfhdBox read(BoxReader in) throws MediaException {
    in.fullHeader(0);
    return new MfhdBox(in.u32());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.fullBox(TYPE, 0, 0, box -> box.u32(sequenceNumber));
  }
}
