package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * The configuration of an HEVC decoder.
 *
 * @param config HEVCDecoderConfigurationRecord
 * @see "ISO/IEC 14496-15, 8.4.1.1.2"
 */
public record HvcCBox(Slice config) implements Box {
  public static final BoxType TYPE = BoxType.of("hvcC");

  static HvcCBox read(BoxReader in) {
    return new HvcCBox(in.rest());
  }

  @Override
  public BoxType type() {
    return TYPE;
  }

  @Override
  public void write(BoxWriter out) {
    out.box(TYPE, box -> box.bytes(config));
  }
}
