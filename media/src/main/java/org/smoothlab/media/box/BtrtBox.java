package org.smoothlab.media.box;

import org.smoothlab.media.bytes.MediaException;

/**
 * How many bits a track has.
 *
 * @param bufferBytes of the decoder
 * @param maxBitrateBps in any second
 * @param averageBitrateBps over all
 * @see "ISO/IEC 14496-12, 8.5.2 Sample Description Box, BitRateBox"
 */
public record BtrtBox(long bufferBytes, long maxBitrateBps, long averageBitrateBps) implements Box {
  public static final BoxType TYPE = BoxType.of("btrt");

  static BtrtBox read(BoxReader in) throws MediaException {
    return new BtrtBox(in.u32(), in.u32(), in.u32());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> box.u32(bufferBytes).u32(maxBitrateBps).u32(averageBitrateBps));
  }
}
