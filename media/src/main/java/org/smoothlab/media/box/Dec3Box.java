package org.smoothlab.media.box;

import org.smoothlab.media.bytes.Slice;

/**
 * The configuration of an E-AC-3 decoder.
 *
 * @param config EC3SpecificBox: data rate, then each independent substream
 * @see "ETSI TS 102 366, F.6"
 */
public record Dec3Box(Slice config) implements Box {
  public static final BoxType TYPE = BoxType.of("dec3");

  static Dec3Box read(BoxReader in) {
    return new Dec3Box(in.rest());
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
