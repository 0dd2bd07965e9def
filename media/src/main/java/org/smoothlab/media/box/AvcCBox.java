package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * The configuration of an AVC decoder.
 *
 * @param config AVCDecoderConfigurationRecord; empty when an encoder does not know it yet
 * @see "ISO/IEC 14496-15, 5.4.2.1.2"
 */
public record AvcCBox(Slice config) implements Box {
  public static final BoxType TYPE = BoxType.of("avcC");

  static AvcCBox read(BoxReader in) {
    return new AvcCBox(in.rest());
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
